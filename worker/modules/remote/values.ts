// The value lists of remote help. They are a contract and never change.

/** `terminal`: a shell of the machine; `desktop`: its screen, through the VNC server that runs on it. */
export const REMOTE_KINDS = ['terminal', 'desktop'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

/** Whether somebody at the machine could see that it was looked at. */
export const REMOTE_BANNERS = ['shown', 'none'] as const;
export type RemoteBanner = (typeof REMOTE_BANNERS)[number];
