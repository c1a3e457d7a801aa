// What people decide about a release: it is found, goes a ring further, stops, goes on, or is called back.
import { MANIFEST_BYTES_MAX, Manifest, SignedManifest, releaseKey } from '../../../durable-objects/protocol/release.ts';
import { isVersion } from '../../../durable-objects/protocol/versions.ts';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { PromoteBody, ReleaseRow, ReleaseView, Scanned, StopBody } from './contract.ts';
import { membersIn, reachedBy, releasesIn } from './read-releases.ts';
import { objectionsTo } from './rules.ts';
import { audit, insertReleases, knownVersions, machinesUpTo, moveRelease, releaseRows, ringMembers } from './store.ts';
import { LAST_RING, type ReleaseState } from './values.ts';

const MANAGERS = { roles: MANAGER_ROLES };
type Deciding = Pick<Deps, 'database' | 'clock' | 'ids' | 'releaseFiles'>;
/** Looks for releases that somebody put into storage. Whether they may be trusted every agent decides for itself. */
export async function scanReleases(deps: Deciding, actor: UserActor): Promise<Result<Scanned>> {
  const read = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [knownVersions(tx)]);
  if (!read.ok) return read;
  const known = new Set(read.value.rows[0].map((row) => row.version));
  const found = (await deps.releaseFiles.versions()).filter((version) => isVersion(version) && !known.has(version)).slice(0, 50);
  const judged = await Promise.all(found.map(async (version) => ({ version, ...(await whole(deps, version)) })));
  const passed_over = judged.flatMap(({ version, why }) => (why ? [{ version, why }] : []));
  const rows = judged.flatMap(({ version, signed, manifest }) => (!signed || !manifest ? [] : [{
    release_id: deps.ids.next(), version, channel: manifest.channel, manifest: signed.manifest, key_id: signed.key_id, signature: signed.signature, files: manifest.files,
    registered_by: actor.userId, created_at: new Date(manifest.created_at), registered_at: deps.clock.now(),
  }]));
  if (rows.length === 0) return done({ registered: [], passed_over });
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [insertReleases(tx, rows), ...rows.map((row) => audit(tx, 'register', row.release_id, { version: row.version, key_id: row.key_id }))] as const);
  return written.ok ? done({ registered: written.value.rows[0].map((row) => row.version), passed_over }) : written;
}

type Whole = { signed: SignedManifest; manifest: Manifest; why?: undefined } | { why: Scanned['passed_over'][number]['why']; signed?: undefined; manifest?: undefined };
async function whole({ releaseFiles }: Deciding, version: string): Promise<Whole> {
  const text = await releaseFiles.text(releaseKey(version, 'manifest.json'), MANIFEST_BYTES_MAX * 4);
  if (text === null) return { why: 'no_manifest' };
  const signed = SignedManifest.safeParse(parsed(text));
  const manifest = Manifest.safeParse(parsed(signed.data?.manifest ?? ''));
  if (!signed.success || !manifest.success || manifest.data.key_id !== signed.data.key_id) return { why: 'unreadable' };
  if (manifest.data.version !== version) return { why: 'other_version' };
  if (!manifest.data.files.some(({ kind }) => kind === 'code')) return { why: 'no_code' };
  const sizes = await Promise.all(manifest.data.files.map(({ name }) => releaseFiles.size(releaseKey(version, name))));
  if (sizes.includes(null)) return { why: 'missing_file' };
  return sizes.some((size, at) => size !== manifest.data.files[at]!.size) ? { why: 'wrong_size' } : { signed: signed.data, manifest: manifest.data };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Move = { state: ReleaseState; ring: number; reason: string | null; spread_s?: number };
/** `decide` says where a release goes; those it reaches learn of it, and those it reached before. */
async function move(deps: Deciding, actor: UserActor, releaseId: string, action: string, decide: (release: ReleaseView) => Result<Move>, facts: Record<string, unknown> = {}): Promise<Result<{ release: ReleaseView }>> {
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, MANAGERS, (tx) => [releaseRows(tx, releaseId), ringMembers(tx)] as const);
  if (!read.ok) return read;
  const members = membersIn(read.value.rows[1]);
  const viewOf = (row: ReleaseRow): ReleaseView => ({ ...row, objections: objectionsTo(row, row.counts, reachedBy(members, row.ring), now) });
  const [row] = releasesIn(read.value.rows[0]);
  if (!row) return notFound('release');
  const release = viewOf(row);
  const decided = decide(release);
  if (!decided.ok) return decided;
  const to = decided.value;
  const written = await deps.database.asActor(actor, MANAGERS, (tx) => [
    moveRelease(tx, releaseId, release, to, now),
    audit(tx, action, releaseId, { version: release.version, state: [release.state, to.state], ring: [release.ring, to.ring], ...(to.reason === null ? {} : { reason: to.reason }), ...facts }),
    machinesUpTo(tx, Math.max(release.ring, to.ring)), releaseRows(tx, releaseId),
  ] as const);
  if (!written.ok) return written;
  const machines = written.value.rows[2].rows.map((one) => String(one['asset_id']));
  const effects: Effect[] = machines.length > 0 ? [{ type: 'configure', asset_ids: machines }] : [];
  return done({ release: viewOf(releasesIn(written.value.rows[3])[0]!) }, effects);
}

/** One ring further. What speaks against it is answered with 409 unless it is forced, which the audit trail keeps. */
export const promoteRelease = (deps: Deciding, actor: UserActor, releaseId: string, body: PromoteBody): Promise<Result<{ release: ReleaseView }>> =>
  move(deps, actor, releaseId, 'promote', (release) => {
    if (release.state === 'halted' || release.state === 'recalled') return conflict('not_rolling', 'a release that was halted has to be resumed first, one that was called back stays so');
    if (release.ring === LAST_RING) return conflict('everywhere', 'the release has reached every machine that takes part');
    if (release.objections.length > 0 && !body.is_forced) return conflict('gate', `not yet: ${release.objections.join(', ')}`, { objections: release.objections });
    return done({ state: 'rolling', ring: release.ring + 1, reason: null, spread_s: body.spread_s });
  }, { is_forced: body.is_forced });

export const haltRelease = (deps: Deciding, actor: UserActor, releaseId: string, { reason }: StopBody): Promise<Result<{ release: ReleaseView }>> =>
  move(deps, actor, releaseId, 'halt', ({ state, ring }) => (state === 'rolling' ? done({ state: 'halted', ring, reason }) : conflict('not_rolling', 'only a release that goes out can be halted')));

export const resumeRelease = (deps: Deciding, actor: UserActor, releaseId: string): Promise<Result<{ release: ReleaseView }>> =>
  move(deps, actor, releaseId, 'resume', ({ state, ring }) => (state === 'halted' ? done({ state: 'rolling', ring, reason: null }) : conflict('not_halted', 'only a halted release goes on')));

/** Machines that have it go back to the version they came from, as far as its signed manifest lets them. */
export const rollBackRelease = (deps: Deciding, actor: UserActor, releaseId: string, { reason }: StopBody): Promise<Result<{ release: ReleaseView }>> =>
  move(deps, actor, releaseId, 'rollback', ({ state, ring }) => (state === 'recalled' || ring === 0 ? conflict('not_out', 'nobody has it') : done({ state: 'recalled', ring, reason })));
