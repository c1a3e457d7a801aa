// What staff sees of releases: each with its figures, how versions are spread, who takes part.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { Installers, MachineQuery, ReleaseRow, Releases, ReleaseView, RingMembers, UpdateClient, UpdateMachine } from './contract.ts';
import { installable, objectionsTo } from './rules.ts';
import { INSTALLER_KINDS } from './values.ts';
import { clientsTaking, releaseRows, releasesToInstall, ringMembers, updateMachines, versionSpread } from './store.ts';

const STAFF = { roles: STAFF_ROLES };
type Reading = Pick<Deps, 'database' | 'clock'>;

/** Rows of `releaseRows`. */
export const releasesIn = (found: { rows: Record<string, unknown>[] }): ReleaseRow[] => found.rows.map((row) => row['release'] as ReleaseRow);

/** Rows of `ringMembers`. */
export function membersIn(found: { rows: Record<string, unknown>[] }): RingMembers {
  const members: RingMembers = { 1: 0, 2: 0, 3: 0 };
  for (const row of found.rows) members[String(row['ring']) as keyof RingMembers] = Number(row['machines']);
  return members;
}
export const reachedBy = (members: RingMembers, ring: number): number => ([1, 2, 3] as const).reduce((sum, one) => (one <= ring ? sum + members[one] : sum), 0);

export async function listReleases(deps: Reading, actor: UserActor): Promise<Result<Releases>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [releaseRows(tx), ringMembers(tx), versionSpread(tx), clientsTaking(tx)] as const);
  if (!read.ok) return read;
  const [rows, rings, versions, clients] = read.value.rows;
  const members = membersIn(rings);
  const now = deps.clock.now();
  return done({
    releases: releasesIn(rows).map((row): ReleaseView => ({ ...row, objections: objectionsTo(row, row.counts, reachedBy(members, row.ring), now) })),
    members, versions: versions.rows as unknown as Releases['versions'], clients: clients.rows as unknown as UpdateClient[],
  });
}

export async function listUpdateMachines(deps: Reading, actor: UserActor, releaseId: string, query: MachineQuery): Promise<Result<{ machines: UpdateMachine[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [updateMachines(tx, releaseId, query), releaseRows(tx, releaseId)] as const);
  if (!read.ok) return read;
  const [machines, [release]] = [read.value.rows[0].rows.map((row) => row['machine'] as UpdateMachine), releasesIn(read.value.rows[1])];
  return release ? done({ machines }) : notFound('release');
}

type Installing = Parameters<typeof installable<ReleaseRow>>[0];
/** Of the release that new machines get. */
export function installersOf(releases: unknown): Installers {
  const release = installable(releases as Installing);
  if (!release) return { version: null, installers: [] };
  const installers = INSTALLER_KINDS.flatMap((kind) => release.files.filter((file) => file.kind === kind).map(({ name, size, sha256 }) => ({ kind, name, size, sha256 })));
  return { version: release.version, installers };
}

export async function listInstallers(deps: Reading, actor: UserActor): Promise<Result<Installers>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [releasesToInstall(tx)]);
  return read.ok ? done(installersOf(read.value.rows[0].rows[0]?.['releases'])) : read;
}
