// Devices beside the machines of a client that no asset stands for, and those that nobody wants to see again.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { IgnoreDevice, SeenDevice, SeenDevices, SeenQuery } from './contract.ts';
import { isRandomMac } from './rules.ts';
import { clientMustBe, seenDevices, tellingMachines, writeIgnored } from './store.ts';

const DEVICES_SHOWN = 500;
const STAFF = { roles: STAFF_ROLES } as const;

export async function seeDevices(deps: Pick<Deps, 'database'>, actor: UserActor, query: SeenQuery): Promise<Result<SeenDevices>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [clientMustBe(tx, query.client_id), seenDevices(tx, query, DEVICES_SHOWN + 1), tellingMachines(tx, query)] as const);
  if (!read.ok) return read;
  const [, seen, telling] = read.value.rows;
  const rows = seen.rows as unknown as Omit<SeenDevice, 'is_random'>[];
  return done({ devices: rows.slice(0, DEVICES_SHOWN).map((row) => ({ ...row, is_random: isRandomMac(row.mac) })), is_cut: rows.length > DEVICES_SHOWN, machines: (telling.rows[0] as { machines: number }).machines });
}

export async function ignoreDevice(deps: Pick<Deps, 'database'>, actor: UserActor, input: IgnoreDevice): Promise<Result<{ mac: string; is_ignored: boolean }>> {
  const written = await deps.database.asActor(actor, STAFF, (tx) => [clientMustBe(tx, input.client_id), writeIgnored(tx, input)] as const);
  return written.ok ? done({ mac: input.mac, is_ignored: input.is_ignored }) : written;
}
