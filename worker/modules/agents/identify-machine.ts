// Who wants to open a socket: credential, challenge and proof, without a look at Postgres. The object knows who was revoked.
import type { AgentIdentity } from '../../../durable-objects/protocol/fleet.ts';
import { proofBytes } from '../../../durable-objects/protocol/envelope.ts';
import type { Deps } from '../../deps.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import { ConnectHeaders } from './contract.ts';
import { signedForUs, type MachineVisit } from './machine-proof.ts';
import { plainAddress, stale } from './rules.ts';

export interface Greeting {
  authorization: string | undefined;
  challenge: string | undefined;
  proof: string | undefined;
  protocol: number;
}

/** @returns the identity for the object, and the challenge's id, which the object lets work once. */
export async function identifyMachine(
  deps: Pick<Deps, 'clock' | 'agentCredentials' | 'config'>, visit: MachineVisit, greeting: Greeting,
): Promise<Result<{ identity: AgentIdentity; challengeId: string }>> {
  const credential = /^Bearer ([A-Za-z0-9._-]{20,2048})$/.exec(greeting.authorization ?? '')?.[1];
  const machine = credential ? await deps.agentCredentials.verifyCredential(credential) : null;
  if (!machine) return stale('the credential is missing or not ours: ask for a session');
  const headers = ConnectHeaders.safeParse(greeting);
  const challenge = headers.success ? await deps.agentCredentials.verifyChallenge(headers.data.challenge, deps.clock.now()) : null;
  if (!headers.success || !challenge) return refused({ kind: 'unauthenticated', code: 'challenge_invalid', message: 'the challenge is not ours or older than a minute, or the proof is missing' });
  const proves = await signedForUs(deps, visit, (host) => proofBytes(host, machine.asset_id, headers.data.challenge), { public_key: machine.public_key, proof: headers.data.proof });
  if (!proves) return refused({ kind: 'unauthenticated', code: 'proof_invalid', message: 'the proof does not hold for this machine and this server' });
  return done({ identity: { ...machine, address: plainAddress(visit.address), protocol: greeting.protocol }, challengeId: challenge.jti });
}
