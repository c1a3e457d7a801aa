// Contracts: hours a client has bought, and what is left of a month.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Problem, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { ContractChange, ContractQuery, ContractRow, ContractUsage, NewContract, UsageQuery } from './contract.ts';
import { contractById, contractMinutes, contractOfMonth, contractRows, contractUnchanged, insertContract, monthTotals, updateContract, usageFrame } from './contract-store.ts';
import { TIME_READERS } from './read-time.ts';
import { daysFault, usageOf, type MonthMinutes } from './rules.ts';

const MANAGERS = { roles: MANAGER_ROLES };
const overlapProblem = (problem: Problem): { ok: false; problem: Problem } =>
  (problem.kind === 'conflict' && problem.message.startsWith('another contract') ? conflict('contract_overlap', problem.message, undefined, 'starts_on') : { ok: false, problem });

export async function listContracts(deps: Pick<Deps, 'database'>, actor: UserActor, query: ContractQuery): Promise<Result<{ contracts: ContractRow[] }>> {
  const read = await deps.database.asActor(actor, TIME_READERS, (tx) => [contractRows(tx, query.client_id)]);
  return read.ok ? done({ contracts: read.value.rows[0] }) : read;
}

export async function createContract(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewContract): Promise<Result<{ contract: ContractRow }>> {
  const fault = daysFault(input);
  if (fault) return invalid(fault);
  const contractId = deps.ids.next();
  const written = await deps.database.asActor(actor, MANAGERS, (tx) => [insertContract(tx, contractId, input), contractById(tx, contractId)]);
  if (!written.ok) return overlapProblem(written.problem);
  const [contract] = written.value.rows[1];
  return contract ? done({ contract }) : invalidField('client_id', 'unknown', 'is no client');
}

export async function changeContract(deps: Pick<Deps, 'database'>, actor: UserActor, contractId: string, { version, ...input }: ContractChange): Promise<Result<{ contract: ContractRow }>> {
  const fault = daysFault(input);
  if (fault) return invalid(fault);
  const read = await deps.database.asActor(actor, MANAGERS, (tx) => [contractById(tx, contractId)]);
  if (!read.ok) return read;
  const [before] = read.value.rows[0];
  if (!before) return notFound('contract');
  if (before.version !== version) return conflict('version_conflict', 'the contract changed meanwhile', { contract: before }, 'version');
  const written = await deps.database.asActor(actor, MANAGERS, (tx) => [contractUnchanged(tx, contractId, version), updateContract(tx, contractId, input), contractById(tx, contractId)]);
  return written.ok ? done({ contract: written.value.rows[2][0]! }) : overlapProblem(written.problem);
}

/** Ended for good: the months it covered show no hours any more. To end it on a day, change `ends_on`. */
export async function deleteContract(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, contractId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, MANAGERS, (tx) => [contractById(tx, contractId)]);
  if (!read.ok) return read;
  if (read.value.rows[0].length === 0) return notFound('contract');
  const written = await deps.database.asActor(actor, MANAGERS, (tx) => [updateContract(tx, contractId, { deleted_at: deps.clock.now() })]);
  return written.ok ? done(null) : written;
}

/** What is left of a month in the client's own zone. Staff and the client's own administrators; one round trip. */
export async function readUsage(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, query: UsageQuery): Promise<Result<{ usage: ContractUsage }>> {
  const read = await deps.database.asActor(actor, TIME_READERS, (tx) => [
    usageFrame(tx, clientId, query.month), contractOfMonth(tx, clientId, query.month), contractMinutes(tx, clientId, query.month), monthTotals(tx, clientId, query.month),
  ]);
  if (!read.ok) return read;
  const [frames, [contract = null], used, totals] = read.value.rows;
  const frame = frames.rows[0] as unknown as Pick<ContractUsage, 'client_id' | 'timezone' | 'month' | 'rounding_minutes' | 'is_closed'> | undefined;
  if (!frame) return notFound('client');
  const months = used.rows as unknown as MonthMinutes[];
  const people = (contract ? months.filter((row) => row.month.startsWith(frame.month)) : totals.rows) as { user_id: string; user_name: string; minutes: number; entries: number }[];
  const sum = people.reduce((total, row) => total + row.minutes, 0);
  const numbers = contract ? usageOf(contract, frame.month, months) : { included_minutes: 0, carried_minutes: 0, used_minutes: sum, left_minutes: -sum, is_warned: false };
  return done({ usage: { ...frame, contract, ...numbers, by_user: people.map(({ user_id, user_name, minutes, entries }) => ({ user_id, name: user_name, minutes, entries })) } });
}
