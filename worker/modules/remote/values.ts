// The value lists of remote help. They are a contract and never change.

/** `terminal`: a shell of the machine; `desktop`: its screen, through the VNC server that runs on it; `tunnel`: SSH or RDP of it, for a program on the computer of whoever helps. */
export const REMOTE_KINDS = ['terminal', 'desktop', 'tunnel'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

/** What a tunnel reaches. */
export const TUNNEL_SERVICES = { ssh: 22, rdp: 3389 } as const;

/** Whether somebody at the machine could see that it was looked at. */
export const REMOTE_BANNERS = ['shown', 'none'] as const;
export type RemoteBanner = (typeof REMOTE_BANNERS)[number];
