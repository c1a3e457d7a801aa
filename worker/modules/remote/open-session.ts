// A person asks to look into a machine: rights, policy, freeze and reason first, written down and audited, then told to the machine.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { policiesIn, policiesOf } from '../policies/store.ts';
import { placeOrder, type PlacedAtOnce } from '../scripts/execution-store.ts';
import { machineRefusal, REFUSAL_WORDS } from '../scripts/order-rules.ts';
import { handToMachine } from '../scripts/place-orders.ts';
import { BUDGETS } from '../scripts/rules.ts';
import { settingNamed } from '../settings/store.ts';
import { mayUse, TOOL_RIGHTS_SETTING, toolRightsOf } from '../tools/rules.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { VNC_PORT, type NewRemoteSession, type RemoteSessionRow } from './contract.ts';
import { insertSession, sessionFacts, sessionRow, type SessionFacts } from './store.ts';

const TITLES = { terminal: 'Terminal remota', desktop: 'Escritorio remoto', tunnel: 'Túnel' } as const;
/** The client's log of remote actions shows the title, so it says why, and which port is reached. */
const TITLE_CHARS = 200;
/** Nobody waits in front of a screen for longer. */
const FETCH_SECONDS = 90;
/** Asking, meeting and a little for the way, beyond the session itself; somebody copies the command of a tunnel first. */
const AROUND_SECONDS = { terminal: 300, desktop: 300, tunnel: 600 } as const;
/** What a terminal shows is kept up to here. */
const TRANSCRIPT_BYTES = 16 * 1024 * 1024;
const STAFF = { roles: STAFF_ROLES } as const;

export async function openSession(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox' | 'agents' | 'log'>, actor: UserActor, assetId: string, input: NewRemoteSession): Promise<Result<{ session: RemoteSessionRow }>> {
  if (input.kind === 'terminal' && input.port !== undefined) return invalidField('port', 'unexpected', 'a terminal has no port');
  const read = await deps.database.asActor(actor, STAFF, (tx) => [sessionFacts(tx, assetId, input.ticket_id), policiesOf(tx, [assetId]), settingNamed(tx, TOOL_RIGHTS_SETTING)] as const);
  if (!read.ok) return read;
  const { me, rows: [found, policies, [rights]] } = read.value;
  const [facts] = found.rows as unknown as SessionFacts[];
  if (!facts) return notFound('asset');
  if (!mayUse(toolRightsOf(rights?.value), input.kind, me.role)) return forbidden('your role may not use this tool', 'tool_role');
  const { machine } = facts;
  if (input.ticket_id && facts.ticket_client !== machine.client_id) return invalidField('ticket_id', 'other_client', "the ticket is not of this machine's client");
  const refusal = machineRefusal(machine, null) ?? (facts.is_frozen ? 'frozen' : null);
  if (refusal) return conflict(refusal, REFUSAL_WORDS[refusal]);
  if (machine.agent_status !== 'online') return conflict('offline', 'the machine is offline');

  const policy = policiesIn(policies).get(assetId);
  const consent = policy?.remote_consent.value ?? 'ask';
  const minutes = policy?.remote_minutes.value ?? 60;
  const port = input.kind === 'desktop' ? (input.port ?? VNC_PORT) : (input.port ?? null);
  const now = deps.clock.now();
  const session_id = deps.ids.next();
  const args = { remote: { session: input.kind, port, consent, minutes, locale: facts.locale === 'en' ? 'en' as const : 'es' as const } };
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    placeOrder(tx, {
      execution_id: session_id, asset_id: assetId, kind: 'remote', arguments: args, secret_arguments: null, ticket_id: input.ticket_id, expires_at: new Date(now.getTime() + FETCH_SECONDS * 1000).toISOString(), ...BUDGETS,
      command: { lane: 'remote', title: `${TITLES[input.kind]}${port === null ? '' : ` (puerto ${port})`}: ${input.reason}`.slice(0, TITLE_CHARS), run_as: 'system', limits: { timeout_s: minutes * 60 + AROUND_SECONDS[input.kind], output_bytes: TRANSCRIPT_BYTES, memory_bytes: null, processes: null } },
    }),
    insertSession(tx, { session_id, kind: input.kind, port, reason: input.reason, consent, minutes_max: minutes }),
    sessionRow(tx, session_id),
  ] as const);
  if (!written.ok) return written;
  const [placed, , [session]] = written.value.rows;
  const { execution } = (placed.rows[0] as { placed: PlacedAtOnce }).placed;
  const row = { ...execution!, created_at: new Date(execution!.created_at), started_at: null, finished_at: null, expires_at: new Date(execution!.expires_at) };
  const handed = await handToMachine(deps, actor, row, { lane: 'remote', secrets: {}, script: null }, now);
  return handed.ok ? done({ session: session! }, handed.effects) : handed;
}
