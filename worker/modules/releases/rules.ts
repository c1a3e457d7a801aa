// Pure policy of updates: which ring a machine is in, what it is offered, when a release stops by itself and when it may go on.
import { compareVersions } from '../../../durable-objects/protocol/versions.ts';
import type { UpdateRing } from '../policies/values.ts';
import { LAST_RING, type ReleaseState, type Ring } from './values.ts';

/** Share of machines, in per cent, that the second ring reaches. */
export const EARLY_PERCENT = 10;
/** A release halts when at least this many machines, and more than this share of all that came to an end, fared badly. */
export const HALT_LEAST = 2;
export const HALT_PERCENT = 10;
/** A ring has to have lived this long, and this share of it has to have the release, before the next one. */
export const SOAK_MINUTES = 60;
export const GATE_PERCENT = 80;

/** What decides about one machine: app.update_facts(). */
export interface UpdateFacts {
  /** What the policy of the machine says. */
  update_ring: UpdateRing;
  /** 0–99, the same for ever. */
  bucket: number;
  releases: { version: string; state: ReleaseState; ring: number; spread_s: number }[];
}

/** What became of a release so far: app.update_counts(). `silent`: restarted into it and was not heard of again. */
export interface UpdateCounts {
  taken: number;
  restarting: number;
  updated: number;
  failed: number;
  refused: number;
  unable: number;
  gone_back: number;
  silent: number;
}

/** The first ring that reaches this machine; null: it takes no part. */
export function ringOf({ update_ring, bucket }: Pick<UpdateFacts, 'update_ring' | 'bucket'>): Exclude<Ring, 0> | null {
  if (update_ring === 'none') return null;
  if (update_ring === 'test') return 1;
  return update_ring === 'early' || bucket < EARLY_PERCENT ? 2 : LAST_RING;
}

/** As its configuration tells a machine: the newest version that its ring has reached, and every version that was called back. */
export function offerFor(facts: UpdateFacts): { version: string | null; recalled: string[]; spread_s: number } {
  const ring = ringOf(facts);
  const [wanted] = facts.releases.filter((one) => ring !== null && one.state === 'rolling' && one.ring >= ring).sort((a, b) => compareVersions(b.version, a.version));
  const recalled = ring === null ? [] : facts.releases.filter((one) => one.state === 'recalled').map((one) => one.version).slice(0, 20);
  return { version: wanted?.version ?? null, recalled, spread_s: wanted?.spread_s ?? 600 };
}

/** What was offered is no trouble; what was refused, crashed, hung or never came back is. */
const badOf = ({ failed, refused, silent }: UpdateCounts): number => failed + refused + silent;

export function shouldHalt(counts: UpdateCounts): boolean {
  const bad = badOf(counts);
  return bad >= HALT_LEAST && bad * 100 > HALT_PERCENT * (bad + counts.updated);
}

/** As written down when a release halts by itself. */
export const haltSentence = ({ updated, failed, refused, silent }: UpdateCounts): string => `${failed} failed, ${refused} refused, ${silent} silent, ${updated} updated`;

export const OBJECTIONS = ['nobody_yet', 'too_few', 'failures', 'soak'] as const;
export type Objection = (typeof OBJECTIONS)[number];

/**
 * Why a release should not go further yet; nothing for one that nobody has.
 * @param reached machines of the present ring and the ones before it.
 */
export function objectionsTo(release: { ring: number; ring_since: Date | string | null }, counts: UpdateCounts, reached: number, now: Date): Objection[] {
  if (release.ring === 0) return [];
  const found: Objection[] = [];
  const bad = badOf(counts);
  if (counts.updated === 0) found.push('nobody_yet');
  else if (counts.updated * 100 < GATE_PERCENT * (reached - counts.unable)) found.push('too_few');
  if (bad > 0 && bad * 100 > HALT_PERCENT * (bad + counts.updated)) found.push('failures');
  if (release.ring_since === null || now.getTime() - new Date(release.ring_since).getTime() < SOAK_MINUTES * 60_000) found.push('soak');
  return found;
}

/** Whose installers are handed out: the newest release that reached everybody, or, before there is one, the newest that is not in question. */
export function installable<T extends { version: string; state: ReleaseState; ring: number }>(releases: T[]): T | null {
  const sound = releases.filter(({ state }) => state === 'registered' || state === 'rolling').sort((a, b) => compareVersions(b.version, a.version));
  return sound.find(({ ring }) => ring === LAST_RING) ?? sound[0] ?? null;
}
