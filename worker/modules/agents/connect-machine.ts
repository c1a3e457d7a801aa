// The way of a machine's socket to its object. No look at Postgres, but for an object that was never told anything.
import { CLOSE, subprotocolOf } from '../../../durable-objects/protocol/limits.ts';
import type { Deps } from '../../deps.ts';
import { done, forbidden, refused, type Result } from '../../platform/problem.ts';
import { configureMachines } from './configure-agents.ts';
import { identifyMachine, type Greeting } from './identify-machine.ts';
import type { MachineVisit } from './machine-proof.ts';
import { protocolOf, stale } from './rules.ts';

export interface MachineSocket {
  webSocket: WebSocket;
  /** The subprotocol to answer with. */
  protocol: string;
}

type ConnectDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'agents' | 'agentCredentials' | 'config'>;

/** @param upgrade what the object reads of the handshake; nothing else of it is looked at. */
export async function connectMachine(deps: ConnectDeps, visit: MachineVisit, greeting: Omit<Greeting, 'protocol'> & { offered: string }, upgrade: Request): Promise<Result<MachineSocket>> {
  const offered = greeting.offered.split(',')[0]!.trim();
  if (!offered) return refused({ kind: 'malformed', message: `offer the subprotocol ${subprotocolOf(2)}` });
  const protocol = protocolOf(greeting.offered);
  const known = await identifyMachine(deps, visit, { ...greeting, protocol: protocol ?? 1 });
  if (!known.ok) return known;
  // Told through the socket, so that an agent of any age understands that it has to be updated.
  if (protocol === null) return done({ webSocket: closedSocket(CLOSE.upgradeRequired, 'upgrade required'), protocol: offered });
  const { identity, challengeId } = known.value;
  let answer = await deps.agents.connectAgent(identity, challengeId, upgrade);
  if (answer.status === 409) {
    await answer.body?.cancel();
    const configured = await configureMachines(deps, [identity.asset_id]);
    if (!configured.some((row) => row.client_id === identity.client_id)) return stale('this machine is not known');
    // The object has counted the challenge already, and the proof over it was checked here.
    answer = await deps.agents.connectAgent(identity, `${challengeId}:configured`, upgrade);
  }
  if (answer.status === 101 && answer.webSocket) return done({ webSocket: answer.webSocket, protocol: subprotocolOf(protocol) });
  const code = await codeOf(answer);
  if (answer.status === 401) return refused({ kind: 'unauthenticated', code, message: 'the machine is not accepted' });
  if (answer.status === 403) return forbidden('the machine is not accepted', code);
  if (answer.status === 429) return refused({ kind: 'too_many', message: 'too many connections of this machine', retryAfterSeconds: 30 });
  return refused({ kind: 'unavailable', message: 'the machine\'s place is not ready' });
}

async function codeOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code.slice(0, 64) : 'refused';
}

function closedSocket(code: number, reason: string): WebSocket {
  const { 0: theirs, 1: ours } = new WebSocketPair();
  ours.accept();
  ours.close(code, reason);
  return theirs;
}
