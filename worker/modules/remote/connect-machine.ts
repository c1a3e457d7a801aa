// The machine's second socket, for one session: the same proof as for the first. Its object knows whether it waits for it.
import { REMOTE_SUBPROTOCOL } from '../../../durable-objects/protocol/remote.ts';
import type { Deps } from '../../deps.ts';
import { conflict, done, forbidden, refused, type Result } from '../../platform/problem.ts';
import { identifyMachine, type Greeting } from '../agents/identify-machine.ts';
import type { MachineVisit } from '../agents/machine-proof.ts';
import { PROTOCOL_VERSION } from '../../../durable-objects/protocol/limits.ts';

export async function connectRemoteMachine(
  deps: Pick<Deps, 'clock' | 'agents' | 'agentCredentials' | 'config'>, visit: MachineVisit, greeting: Omit<Greeting, 'protocol'> & { offered: string }, sessionId: string, upgrade: Request,
): Promise<Result<{ webSocket: WebSocket; protocol: string }>> {
  if (!greeting.offered.split(',').some((name) => name.trim() === REMOTE_SUBPROTOCOL)) return refused({ kind: 'malformed', message: `offer the subprotocol ${REMOTE_SUBPROTOCOL}` });
  const known = await identifyMachine(deps, visit, { ...greeting, protocol: PROTOCOL_VERSION });
  if (!known.ok) return known;
  const answer = await deps.agents.connectRemoteMachine(known.value.identity, known.value.challengeId, sessionId, upgrade);
  if (answer.status === 101 && answer.webSocket) return done({ webSocket: answer.webSocket, protocol: REMOTE_SUBPROTOCOL });
  await answer.body?.cancel();
  if (answer.status === 401) return refused({ kind: 'unauthenticated', code: 'credential_stale', message: 'the machine is not accepted' });
  return answer.status === 409 ? conflict('session_over', 'nobody waits for this machine') : forbidden('the machine is not accepted', 'refused');
}
