// A machine that proves its key gets a fresh credential and a token for the HTTP routes.
import type { AgentConfig } from '../../../durable-objects/protocol/agent-frames.ts';
import { proofBytes } from '../../../durable-objects/protocol/envelope.ts';
import type { Deps } from '../../deps.ts';
import { AUTH_TOKEN_SECONDS } from '../../platform/agent-credentials.ts';
import type { Actor } from '../../platform/database.ts';
import { done, forbidden, refused, type Result } from '../../platform/problem.ts';
import type { SessionBody } from './contract.ts';
import { signedForUs, type MachineVisit } from './machine-proof.ts';
import { effectivePolicy } from '../policies/rules.ts';
import { agentConfigOf } from './object-config.ts';
import { configRows, useChallenge, type ConfigRow } from './store.ts';

export interface MachineSession {
  agent_id: string;
  client_id: string;
  /** A held machine reports and gets no commands. */
  status: 'active' | 'held';
  credential: string;
  auth_token: string;
  auth_expires_in: number;
  config: AgentConfig;
}

export async function issueToMachine(deps: Pick<Deps, 'agentCredentials' | 'clock' | 'ids' | 'config'>, row: ConfigRow): Promise<MachineSession> {
  const machine = { asset_id: row.asset_id, client_id: row.client_id, public_key: row.public_key };
  return {
    agent_id: row.asset_id, client_id: row.client_id, status: row.status === 'held' ? 'held' : 'active',
    credential: await deps.agentCredentials.signCredential(machine), auth_token: await deps.agentCredentials.signAuthToken(machine, deps.ids.next(), deps.clock.now()),
    auth_expires_in: AUTH_TOKEN_SECONDS, config: agentConfigOf(effectivePolicy(row.levels), row.revision, row.status === 'held', deps.config, row.updates),
  };
}

export async function makeChallenge(deps: Pick<Deps, 'agentCredentials' | 'clock' | 'ids'>): Promise<{ challenge: string; server_time: string }> {
  const now = deps.clock.now();
  return { challenge: await deps.agentCredentials.signChallenge(deps.ids.next(), now), server_time: now.toISOString() };
}

type SessionDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'agentCredentials' | 'config'>;

/** An unknown machine and a wrong key look alike; that a machine was retired is told to the holder of its key alone. */
export async function openMachineSession(deps: SessionDeps, visit: MachineVisit, body: SessionBody): Promise<Result<MachineSession>> {
  const challenge = await deps.agentCredentials.verifyChallenge(body.challenge, deps.clock.now());
  if (!challenge) return refused({ kind: 'unauthenticated', code: 'challenge_invalid', message: 'the challenge is not ours or older than a minute' });
  const actor: Actor = { kind: 'job', job: 'enroll', requestId: visit.requestId };
  const read = await deps.database.asActor(actor, {}, (tx) => [configRows(tx, { ids: [body.agent_id] })]);
  if (!read.ok) return read;
  const row = read.value.rows[0].rows[0] as unknown as ConfigRow | undefined;
  const proves = row && (await signedForUs(deps, visit, (host) => proofBytes(host, row.asset_id, body.challenge), { public_key: row.public_key, proof: body.proof }));
  if (!row || !proves) return refused({ kind: 'unauthenticated', code: 'proof_invalid', message: 'the proof does not hold for this machine and this server' });
  // Only who holds a key makes us write anything down.
  const used = await deps.database.asActor(actor, {}, (tx) => [useChallenge(tx, challenge.jti)]);
  if (!used.ok) return used;
  if (used.value.rows[0].rows.length === 0) return refused({ kind: 'unauthenticated', code: 'challenge_used', message: 'a challenge works once' });
  if (row.status === 'revoked') return forbidden('this machine was retired or its key withdrawn', 'revoked');
  return done(await issueToMachine(deps, row));
}
