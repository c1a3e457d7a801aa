// `tunnel`: SSH or RDP of a machine on a port of this computer, for as long as the session whose code the portal showed.
import { createServer, type AddressInfo, type Server as Listener } from 'node:net';
import { EXIT } from '../command-line.ts';
import { serverOf } from '../http.ts';
import { openTunnelLine } from '../remote/tunnel-line.ts';
import { TunnelStreams } from '../remote/tunnel-streams.ts';

type Say = (text: string) => void;

/** Nobody but this computer reaches it. */
const LOOPBACK = '127.0.0.1';
const SSH_PORT = 22;
/** After this the end is not waited for. */
const LEAVE_MS = 2_000;

/** Why a session is over or never began; other words are said as they came. */
const REASONS = new Map(Object.entries({
  agent_outdated: "the machine's agent is too old for tunnels", authority: "the person's rights changed", bytes_limit: 'the data limit of a session was reached', cancelled: 'it was cancelled',
  cannot_connect: 'the machine could not open its second connection', code_invalid: 'the code is not one of this server; copy it again', code_used: 'the code was used; open another tunnel in the portal',
  connection_lost: 'the connection was lost', consent_refused: 'the person at the machine did not agree', consent_unanswered: 'nobody answered at the machine', ended: 'it was ended',
  ended_at_machine: 'the person at the machine ended it', frozen: 'remote commands were frozen', held: 'the machine is held', idle: 'nothing passed for 15 minutes', left: 'whoever asked for it left',
  local_policy: "the machine's owner refuses remote help", machine_gone: 'the machine went away', no_service: 'nothing listens on that port of the machine', nobody_to_ask: 'there is nobody at the machine to ask',
  not_met: 'one side did not come in time', revoked: 'the machine was sent away', session_over: 'it is over, or its code was used; open another one in the portal', time_limit: 'its time was up',
  too_fast: 'one side sent more than it may', tool_role: "the person's role may not use tunnels",
}));

/** Ends with the session; 0 when it had begun. */
export async function openTunnel(asked: { server: string; code: string; port: number; proxy: string | null }, say: Say, complain: Say): Promise<number> {
  const server = serverOf(asked.server, asked.proxy);
  if (typeof server === 'string') {
    complain(server);
    return EXIT.usage;
  }
  // The port first: one that is taken costs no code.
  const listener = createServer({ allowHalfOpen: true, noDelay: true });
  const fault = await listening(listener, asked.port);
  if (fault !== null) {
    complain(`port ${asked.port} of this computer cannot be opened: ${fault}; say --listen with another one`);
    return EXIT.unavailable;
  }
  const { port } = listener.address() as AddressInfo;
  const { promise, resolve } = Promise.withResolvers<number>();
  let isOpen = false;
  let hint = '';
  const streams: TunnelStreams = new TunnelStreams({ send: (frame) => line.send(frame), onFault: () => line.end() });
  const line = openTunnelLine(server, asked.code.trim(), {
    onWaiting: (word) => {
      hint = hintFor(word.port, port, word.asset_id);
      say('waiting for the machine');
    },
    onOpen: (until) => {
      isOpen = true;
      say(`the tunnel is open, on this computer alone, until ${new Date(until).toLocaleTimeString()} at the latest; Ctrl-C ends it\n  ${hint}`);
    },
    onBytes: (bytes) => streams.heard(bytes),
    onRoom: () => streams.room(),
    onOver: (reason, message) => {
      const why = REASONS.get(reason) ?? (message === null ? reason : `${message} (${reason})`);
      if (isOpen) say(`the session is over: ${why}`);
      else complain(reason === 'unreachable' ? `${server.host} cannot be reached: ${message}` : `no tunnel: ${why}`);
      resolve(isOpen ? EXIT.ok : reason === 'unreachable' ? EXIT.unavailable : EXIT.refused);
    },
  });
  listener.on('connection', (socket) => {
    socket.on('error', () => undefined);
    if (!isOpen || !streams.open(socket)) socket.destroy();
  });
  const leave = (): void => {
    line.end();
    setTimeout(() => resolve(EXIT.ok), LEAVE_MS).unref();
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  const code = await promise;
  process.off('SIGINT', leave);
  process.off('SIGTERM', leave);
  streams.close();
  listener.close();
  return code;
}

/** What to open. By the address: the name may lead to a listener of somebody else. An alias keeps the keys of machines apart; neither the agent of keys nor the screen is lent to them. */
const hintFor = (service: number, port: number, assetId: string): string =>
  service === SSH_PORT ? `ssh -a -x -p ${port} -o HostKeyAlias=${assetId} user@${LOOPBACK}` : `mstsc /v:${LOOPBACK}:${port}   (or another RDP client, to ${LOOPBACK}:${port})`;

/** Null: it listens. */
function listening(listener: Listener, port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  listener.on('error', (fault) => resolve(fault.message));
  listener.listen({ host: LOOPBACK, port }, () => resolve(null));
  return promise;
}
