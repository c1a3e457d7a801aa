// A person uses a tool on a machine: rights, the typed name, then an order like any other.
import { sha256Hex } from '../../../durable-objects/protocol/envelope.ts';
import type { ToolCall as WiredCall } from '../../../durable-objects/protocol/tools.ts';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, forbidden, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import type { OrderOutcome } from '../scripts/contract.ts';
import { machinesFor, orderFacts } from '../scripts/execution-store.ts';
import { STAFF } from '../scripts/list-scripts.ts';
import { placeOrders, type Once, type Order, type Placing, type Read } from '../scripts/place-orders.ts';
import { scriptSettings } from '../scripts/store.ts';
import { storedAnswer } from '../tickets/store.ts';
import type { UploadedFile } from '../tickets/store-files.ts';
import type { ToolOrder, UploadOrder } from './contract.ts';
import { macOf, TOOL_RIGHTS_SETTING, toolExpiry, toolLimits, toolRefusal, toolRightsOf, toolTitle } from './rules.ts';
import { sleeperRow, type Sleeper } from './store.ts';
import { uploadKey } from './upload-key.ts';
import { UPLOAD_BYTES_MAX, type ToolName } from './values.ts';

/** What every order of a tool has in common. */
const orderOf = (tool: ToolName, what: Pick<Order, 'title' | 'arguments'> & Partial<Order>, input: { ticket_id: string | null }, assetId: string, once: Once | null): Order => ({
  kind: 'tool', lane: 'tool', script: null, secrets: {}, run_as: 'system', limits: toolLimits(tool), ticket_id: input.ticket_id, expires_in_s: toolExpiry(tool), rollout: undefined, failure_percent_max: 100,
  asset_ids: [assetId], once, ...what,
});

type Settings = Read['settings'];
const rightsIn = (settings: Settings) => toolRightsOf(settings.find((row) => row.name === TOOL_RIGHTS_SETTING)?.value);

function refusal(settings: Settings, me: Read['me'], tool: ToolName, confirm: string | null, name: string): ReturnType<typeof refused> | null {
  switch (toolRefusal(rightsIn(settings), tool, me.role, confirm, name)) {
    case 'role': return forbidden('your role may not use this tool', 'tool_role');
    case 'confirm': return invalidField('confirm', 'confirmation_needed', "type the machine's name to confirm");
    case null: return null;
  }
}

export async function useTool(deps: Placing, actor: UserActor, assetId: string, input: ToolOrder, once: Once | null): Promise<Result<OrderOutcome>> {
  const { call } = input;
  if (call.tool === 'wake') return wakeMachine(deps, actor, assetId, input, once);
  const read = await readFor(deps, actor, assetId, input.ticket_id, once);
  if (!read.ok) return read;
  const [machine] = read.value.machines;
  if (!machine) return notFound('machine');
  const no = refusal(read.value.settings, read.value.me, call.tool, input.confirm, machine.name);
  if (no) return no;
  const title = toolTitle(call, read.value.me.locale);
  if (call.tool === 'restart') {
    // The order that agents of every age know.
    const reboot = { delay_s: call.delay_s, message: call.message };
    return placeOrders(deps, actor, read.value, orderOf('restart', { kind: 'reboot', lane: 'control', title, arguments: { reboot }, audited: { reboot } }, input, assetId, once));
  }
  return placeOrders(deps, actor, read.value, orderOf(call.tool, { title, arguments: { tool: call }, audited: { tool: call } }, input, assetId, once));
}

async function readFor(deps: Placing, actor: UserActor, assetId: string, ticketId: string | null, once: Once | null): Promise<Result<Read>> {
  const target = { asset_ids: [assetId] };
  const read = await deps.database.asActor(actor, STAFF, (tx) => [
    machinesFor(tx, target, 2), orderFacts(tx, actor.sessionId, target, ticketId), scriptSettings(tx), ...(once ? [storedAnswer(tx, actor.userId, once.key)] : []),
  ] as const);
  if (!read.ok) return read;
  const { me, rows: [machines, [facts], settings, stored] } = read.value;
  return { ok: true, value: { me, machines, settings, answered: stored?.[0], facts: facts! } };
}

/** The order is for the neighbour; its title and the audit row say for whom. */
async function wakeMachine(deps: Placing, actor: UserActor, assetId: string, input: ToolOrder, once: Once | null): Promise<Result<OrderOutcome>> {
  const target = { asset_ids: [assetId] };
  const read = await deps.database.asActor(actor, STAFF, (tx) => [sleeperRow(tx, assetId), orderFacts(tx, actor.sessionId, target, input.ticket_id), scriptSettings(tx), ...(once ? [storedAnswer(tx, actor.userId, once.key)] : [])] as const);
  if (!read.ok) return read;
  const { me, rows: [found, [facts], settings, stored] } = read.value;
  const sleeper = found.rows[0] as Sleeper | undefined;
  if (!sleeper) return notFound('machine');
  const no = refusal(settings, me, 'wake', input.confirm, sleeper.name);
  if (no) return no;
  const mac_addresses = [...new Set(sleeper.mac_addresses.flatMap((text) => macOf(text) ?? []))].slice(0, 16);
  if (mac_addresses.length === 0) return conflict('no_address', 'the machine never told an address of a network card');
  if (!sleeper.neighbour) return conflict('no_neighbour', 'no other machine of this site is awake to call it');
  const call = { tool: 'wake', mac_addresses } satisfies WiredCall;
  return placeOrders(deps, actor, { me, machines: [sleeper.neighbour], settings, answered: stored?.[0], facts: facts! },
    orderOf('wake', { title: toolTitle({ tool: 'wake' }, me.locale, sleeper.name), arguments: { tool: call }, audited: { tool: call, wakes: assetId } }, input, sleeper.neighbour.asset_id, once));
}

/** The bytes lie in R2 under the order's id until the machine has fetched them; the order says which they have to be. */
export async function uploadToMachine(deps: Placing & Pick<Deps, 'attachments'>, actor: UserActor, assetId: string, input: UploadOrder, files: UploadedFile[]): Promise<Result<OrderOutcome>> {
  const read = await readFor(deps, actor, assetId, input.ticket_id, null);
  if (!read.ok) return read;
  const [machine] = read.value.machines;
  if (!machine) return notFound('machine');
  const no = refusal(read.value.settings, read.value.me, 'file.write', input.confirm, machine.name);
  if (no) return no;
  const [file] = files;
  if (!file || files.length > 1) return invalidField('file', 'one_file', 'send one file in the field file');
  if (file.bytes.byteLength > UPLOAD_BYTES_MAX) return refused({ kind: 'too_large', message: `a file for a machine has at most ${UPLOAD_BYTES_MAX / 1024 / 1024} MiB`, field: 'file' });
  const execution_id = deps.ids.next();
  const call = { tool: 'file.write', path: input.path, upload_id: execution_id, size: file.bytes.byteLength, sha256: await sha256Hex(file.bytes), replaces: input.replaces } satisfies WiredCall;
  const key = uploadKey(machine.client_id, assetId, execution_id);
  await deps.attachments.put(key, file.bytes, 'application/octet-stream');
  const placed = await placeOrders(deps, actor, read.value, orderOf('file.write', { execution_id, title: toolTitle({ tool: 'file.write', path: input.path }, read.value.me.locale), arguments: { tool: call }, audited: { tool: call } }, input, assetId, null));
  if (!placed.ok) await deps.attachments.remove(key);
  return placed;
}
