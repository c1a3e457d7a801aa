// A machine enrols with a token: one round trip, then its object is told, so that its first connection finds it ready.
import { enrolmentBytes } from '../../../durable-objects/protocol/envelope.ts';
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import { tellObjects } from './configure-agents.ts';
import type { RegisterBody } from './contract.ts';
import { signedForUs, type MachineVisit } from './machine-proof.ts';
import { issueToMachine, type MachineSession } from './open-session.ts';
import { plainAddress, refusalOf } from './rules.ts';
import { configRows, enrol, type ConfigRow, type Enrolled } from './store.ts';

type EnrolDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'agents' | 'agentCredentials' | 'config'>;

export async function enrolMachine(deps: EnrolDeps, visit: MachineVisit, body: RegisterBody): Promise<Result<MachineSession>> {
  const token = body.enrollment_token ?? body.site_key!;
  const proofHolds = await signedForUs(deps, visit, (host) => enrolmentBytes(host, token, body.public_key), body);
  const parameters = {
    tokenHash: await sha256Hex(token), clientId: body.client_key ?? null, publicKey: body.public_key, proofHolds, hardware: body.hardware_info, address: plainAddress(visit.address),
  };
  const attempt = () => deps.database.asActor({ kind: 'job', job: 'enroll', requestId: visit.requestId }, {}, (tx) => {
    return [enrol(tx, parameters), configRows(tx, { publicKey: body.public_key })] as const;
  });
  let written = await attempt();
  // The same key enrolled through another request at this moment: now it is there.
  if (!written.ok && written.problem.kind === 'conflict') written = await attempt();
  if (!written.ok) return written;
  const [enrolled, configs] = written.value.rows;
  const { outcome } = (enrolled.rows[0] as unknown as { made: Enrolled }).made;
  const refusal = refusalOf(outcome);
  if (refusal) return refused(refusal);
  const row = configs.rows[0] as unknown as ConfigRow;
  await tellObjects(deps, [row]);
  return done(await issueToMachine(deps, row), [{ type: 'asset', asset_id: row.asset_id, client_id: row.client_id, site_id: row.site_id, kind: 'changed' }]);
}
