// What machines ask about updates: may I now, here is how it went, and the bytes. Whether to trust them they decide by the signature.
import { CODE_BYTES_MAX, releaseKey, type SignedManifest } from '../../../durable-objects/protocol/release.ts';
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { AgentActor } from '../../platform/database.ts';
import { conflict, done, notFound, refused, type Result } from '../../platform/problem.ts';
import type { ReleaseRange } from '../../platform/release-files.ts';
import type { ReleaseFileView, UpdateReport } from './contract.ts';
import { installersOf } from './read-releases.ts';
import { haltSentence, offerFor, shouldHalt, type UpdateCounts, type UpdateFacts } from './rules.ts';
import { downloadFor, haltRelease, noteUpdate, ownUpdateFacts, releaseForAgent } from './store.ts';
import type { InstallerKind } from './values.ts';

interface AgentRelease extends SignedManifest {
  state: string;
  files: ReleaseFileView[];
  counts: UpdateCounts;
  /** This machine took it once, or said that it can't. */
  is_known: boolean;
}
/** `offer`: only for a machine that asked to take the release. */
export interface UpdateAnswer {
  offer: (SignedManifest & { code: string }) | null;
}

/** What a machine may say of a release before it took it, as app.note_update() has it. */
const FIRST_WORDS: readonly UpdateReport['type'][] = ['taken', 'unable'];
const NOT_NOW = conflict('not_offered', 'this release is not for this machine now');

/** A machine's word is written down; a bad one too many halts the release. Taking is refused when the release stopped meanwhile. */
export async function hearUpdate(deps: Pick<Deps, 'database'>, actor: AgentActor, report: UpdateReport): Promise<Result<UpdateAnswer>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ownUpdateFacts(tx), releaseForAgent(tx, report.version)] as const);
  if (!read.ok) return read;
  const facts = read.value.rows[0].rows[0]?.['facts'] as UpdateFacts | null;
  const release = read.value.rows[1].rows[0]?.['release'] as AgentRelease | null;
  // A version that somebody installed by hand: there is nothing to write it down beside.
  if (!release) return report.type === 'taken' ? conflict('not_offered', 'there is no such release') : done({ offer: null });
  const isOffered = facts !== null && offerFor(facts).version === report.version;
  // How it went is told by machines that took it: nobody else's word weighs on a release.
  if (!release.is_known && !(isOffered && FIRST_WORDS.includes(report.type))) return report.type === 'taken' ? NOT_NOW : done({ offer: null });
  // Those of all others, and this word.
  const counts = { ...release.counts, [report.type]: release.counts[report.type] + 1 };
  const halts = release.state === 'rolling' && shouldHalt(counts);
  const isTaking = report.type === 'taken';
  const mayTake = isTaking && !halts && isOffered;
  if (!isTaking || mayTake || halts) {
    const written = await deps.database.asActor(actor, {}, (tx) => [
      ...(isTaking && !mayTake ? [] : [noteUpdate(tx, report.version, report.type, report.reason, report.from_version)]),
      ...(halts ? [haltRelease(tx, report.version, haltSentence(counts))] : []),
    ] as unknown as readonly [ReturnType<typeof noteUpdate>]);
    if (!written.ok) return written;
  }
  if (!isTaking) return done({ offer: null });
  const code = release.files.find(({ kind }) => kind === 'code');
  if (!mayTake || !code) return NOT_NOW;
  return done({ offer: { manifest: release.manifest, key_id: release.key_id, signature: release.signature, code: code.name } });
}

/** `bytes=N-`, as a broken download goes on; anything else is answered whole. */
export const offsetOf = (range: string | undefined): number => Number(/^bytes=(\d{1,10})-$/.exec(range ?? '')?.[1] ?? 0);

/** The program of a version. Its bytes are no secret: the bearer's signature is enough, and no row is read. */
export async function openCode(deps: Pick<Deps, 'releaseFiles'>, version: string, offset: number): Promise<Result<ReleaseRange>> {
  const range = await deps.releaseFiles.open(releaseKey(version, 'agent.mjs'), offset);
  return range && range.size <= CODE_BYTES_MAX ? done(range) : notFound('release');
}

/** An installer for whoever holds a token that still lets machines in. The token is in a header, never in an address. */
export async function openInstaller(deps: Pick<Deps, 'database' | 'releaseFiles'>, requestId: string, authorization: string | undefined, kind: InstallerKind, offset: number): Promise<Result<ReleaseRange & { name: string }>> {
  const token = /^Bearer ([\x21-\x7e]{8,200})$/.exec(authorization ?? '')?.[1];
  const unknown = refused({ kind: 'unauthenticated', code: 'token_invalid', message: 'the enrolment token is unknown, used up, withdrawn or has expired' });
  if (!token) return unknown;
  const hash = await sha256Hex(token);
  const read = await deps.database.asActor({ kind: 'job', job: 'enroll', requestId }, {}, (tx) => [downloadFor(tx, hash)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0].rows;
  if (!row) return unknown;
  const { version, installers } = installersOf(row['releases']);
  const file = installers.find((one) => one.kind === kind);
  const range = version === null || !file ? null : await deps.releaseFiles.open(releaseKey(version, file.name), offset);
  return range && file ? done({ ...range, name: file.name }) : notFound('installer');
}
