// What somebody types on their own computer: the command that carries a tunnel, and what is opened through it. Pure.
import { TUNNEL_SERVICES } from '../../../../worker/modules/remote/values.ts';

/** Where the command runs: with the agent's package on it, or from a checkout. */
export const TUNNEL_SYSTEMS = ['windows', 'unix', 'source'] as const;
export type TunnelSystem = (typeof TUNNEL_SYSTEMS)[number];

const programs: Record<TunnelSystem, string> = { windows: '& "$env:ProgramFiles\\LANET Agent\\lanet-agent.exe" tunnel', unix: 'lanet-agent tunnel', source: 'npm run tunnel --' };
/** Beside the ports that a computer's own services use. */
const listenPort = (port: number | null): number => (port === TUNNEL_SERVICES.ssh ? 2222 : 3390);

export const tunnelCommand = (system: TunnelSystem, server: string, code: string, port: number | null): string =>
  `${programs[system]} --server ${server} --session ${code} --listen ${listenPort(port)}`;

/** By the address: the name may lead to a listener of somebody else. An alias keeps the host keys of machines apart; neither the agent of keys nor the screen is lent to them. */
export const openWith = (port: number | null, assetId: string, user: string): string =>
  port === TUNNEL_SERVICES.ssh ? `ssh -a -x -p ${listenPort(port)} -o HostKeyAlias=${assetId} ${user}@127.0.0.1` : `mstsc /v:127.0.0.1:${listenPort(port)}`;
