// Brings this machine to the version it is told to have: asks, checks, fetches, waits for a quiet moment, and hands over to the launcher.
import { SignedManifest, type UpdateReport } from '../../durable-objects/protocol/release.ts';
import { isNewer } from '../../durable-objects/protocol/versions.ts';
import type { AgentConfig } from '../../durable-objects/protocol/agent-frames.ts';
import { backoff } from '../backoff.ts';
import type { Answer } from '../http.ts';
import { reasonOf, type Log } from '../log.ts';
import { renewSession, requestAs, type Self } from '../session.ts';
import { fetchCode } from './fetch-code.ts';
import { judgeRelease, mayReturn } from './judge-release.ts';
import type { UpdateFolder } from './update-folder.ts';
import * as z from 'zod';

export interface UpdaterParts {
  self: Self;
  log: Log;
  /** Null without a launcher: then this machine can only say that it is unable. */
  folder: UpdateFolder | null;
  version: string;
  /** Something runs that a restart would break off. */
  isBusy: () => boolean;
  isOnline: () => boolean;
  /** Ends the program so that its launcher starts the version that was ordered. */
  restart: () => void;
  timings?: Partial<UpdateTimings>;
}
export interface UpdateTimings {
  /** Between looks for a quiet moment. */
  quietMs: number;
  /** After a failure that may pass. */
  againMs: number;
  /** Attempts to fetch before a long pause. */
  fetchesMax: number;
  backoff: { baseMs: number; maxMs: number; stableMs: number };
}
export const UPDATE_TIMINGS: UpdateTimings = { quietMs: 1000, againMs: 3_600_000, fetchesMax: 8, backoff: { baseMs: 2000, maxMs: 120_000, stableMs: 60_000 } };

/** Trials that ended without a network, or with the power, say nothing of the version; so many are enough all the same. */
const PASSING = /^(offline|interrupted)/;
const TRIALS_MAX = 3;
const RECALL_SPREAD_S = 60;
const Offered = z.object({ offer: SignedManifest });

export class Updater {
  readonly #parts: UpdaterParts;
  readonly #timings: UpdateTimings;
  #goal: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isWorking = false;
  /** Versions that were judged in this run, and need not be asked for again. */
  #done = new Set<string>();
  #last: AgentConfig['update'];
  #isStopped = false;
  #isSettling = false;

  constructor(parts: UpdaterParts) {
    this.#parts = parts;
    this.#timings = { ...UPDATE_TIMINGS, ...parts.timings };
  }

  /** What the server's configuration says; often the same again. */
  obey(update: AgentConfig['update']): void {
    const { version, folder } = this.#parts;
    this.#last = update;
    if (update === undefined || this.#isStopped || this.#isWorking || folder?.isTrial) return;
    const isRecalled = update.recalled.includes(version);
    const goal = isRecalled ? `back:${version}` : update.version !== null && isNewer(update.version, version) ? update.version : null;
    if (goal === this.#goal) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#goal = goal;
    if (goal === null || this.#done.has(goal)) return;
    const rejections = folder?.rejections(goal) ?? [];
    if (rejections.some((reason) => !PASSING.test(reason)) || rejections.length >= TRIALS_MAX) return;
    // What was called back is left soon.
    const spread = isRecalled ? Math.min(update.spread_s, RECALL_SPREAD_S) : update.spread_s;
    this.#plan(goal, Math.random() * spread * 1000 + (rejections.length > 0 ? this.#timings.againMs : 0));
  }

  /** The server greeted this connection. */
  welcomed(): void {
    const { folder } = this.#parts;
    if (!folder || this.#isStopped) return;
    if (folder.isTrial) void this.#settle(folder);
    else void this.#account(folder);
  }

  /** No way to the server at this moment. */
  troubled(): void {
    const { folder, isOnline } = this.#parts;
    if (folder?.isTrial && !this.#isSettling && !isOnline()) quietly(() => folder.tellOffline(true));
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #plan(goal: string, afterMs: number): void {
    this.#parts.log.info('update_planned', { goal, in_ms: Math.round(afterMs) });
    this.#timer = setTimeout(() => {
      this.#isWorking = true;
      const work = goal.startsWith('back:') ? this.#goBack() : this.#take(goal);
      void work.catch((fault: unknown) => {
        this.#parts.log.error('update_fault', { goal, reason: reasonOf(fault) });
        return 'again' as const;
      }).then((outcome) => {
        this.#isWorking = false;
        if (outcome === 'done') this.#done.add(goal);
        // Not offered any more, or something that passes: the next word of the server, or a while, begins anew.
        else if (outcome === 'again' && !this.#isStopped) this.#plan(goal, this.#timings.againMs * (0.5 + Math.random() / 2));
        else this.#goal = null;
        // What was announced meanwhile.
        if (this.#last?.version !== goal) this.obey(this.#last);
      });
    }, Math.min(afterMs, 2 ** 31 - 1));
  }

  async #take(version: string): Promise<'done' | 'again' | 'dropped'> {
    const { self, log, folder, version: own } = this.#parts;
    if (!folder) return this.#tell({ type: 'unable', version, from_version: own, reason: 'no_launcher' });
    const answer = await this.#say({ type: 'taken', version, from_version: own, reason: null });
    if (!answer.ok) return answer.code === 'not_offered' ? 'dropped' : 'again';
    const offered = Offered.safeParse(answer.data);
    if (!offered.success) return 'again';
    const { offer } = offered.data;
    const trusted = folder.trusted();
    const judged = await judgeRelease(offer, version, { version: own, trusted, nodeMajor: Number(process.versions.node.split('.')[0]) });
    if (!judged.ok) return this.#tell({ type: judged.state, version, from_version: own, reason: judged.reason });
    const { manifest, code } = judged;
    if (JSON.stringify(manifest.keys) !== JSON.stringify(trusted.keys)) {
      folder.trust({ channel: trusted.channel, keys: manifest.keys });
      log.info('release_keys_renewed', { keys: manifest.keys.map((key) => key.key_id).join(' ') });
    }
    folder.tidy(version);
    const waits = backoff(this.#timings.backoff);
    for (let attempt = 1; ; attempt++) {
      const fetched = await fetchCode(self.server, { path: `/api/agents/releases/${version}/code`, bearer: self.identity.auth_token ?? '', part: folder.partOf(version), size: code.size, sha256: code.sha256 });
      if (fetched.ok) break;
      log.warn('update_not_fetched', { version, why: fetched.reason, message: fetched.message, attempt });
      if (fetched.reason === 'bad_hash' || fetched.reason === 'too_large' || fetched.reason === 'truncated') return this.#tell({ type: 'refused', version, from_version: own, reason: fetched.reason });
      if (this.#isStopped) return 'dropped';
      if (fetched.reason === 'unauthorised') await renewSession(self, log);
      if (attempt >= this.#timings.fetchesMax) return 'again';
      await pause(waits.next());
    }
    folder.stage(version, offer);
    log.info('update_staged', { version, bytes: code.size });
    return this.#handOver(folder, { version, from_version: own, is_return: false });
  }

  /** To the version before this one, as far as the makers of this one allowed it when they signed it. */
  async #goBack(): Promise<'done' | 'again' | 'dropped'> {
    const { folder, version: own } = this.#parts;
    const target = folder?.previous;
    if (!folder || target === undefined || target === own || !(await mayReturn(folder.signedOf(own), own, target, folder.trusted()))) return this.#tell({ type: 'unable', version: own, from_version: own, reason: 'no_way_back' });
    if (folder.rejections(target).some((reason) => !PASSING.test(reason))) return this.#tell({ type: 'unable', version: own, from_version: own, reason: 'way_back_failed' });
    folder.reject(own, 'recalled');
    return this.#handOver(folder, { version: target, from_version: own, is_return: true });
  }

  async #handOver(folder: UpdateFolder, note: { version: string; from_version: string; is_return: boolean }): Promise<'done' | 'dropped'> {
    const { log, isBusy, restart } = this.#parts;
    while (isBusy() && !this.#isStopped) await pause(this.#timings.quietMs);
    if (this.#isStopped) return 'dropped';
    if (!note.is_return) await this.#say({ type: 'restarting', version: note.version, from_version: note.from_version, reason: null });
    while ((isBusy() || folder.isUnheard) && !this.#isStopped) await pause(this.#timings.quietMs);
    if (this.#isStopped) return 'dropped';
    folder.order(note);
    log.info('update_restarts', { to: note.version });
    this.stop();
    restart();
    return 'done';
  }

  /** A trial is well when it stays connected for a while and the server has written down that it came. */
  async #settle(folder: UpdateFolder): Promise<void> {
    if (this.#isSettling) return;
    this.#isSettling = true;
    quietly(() => folder.tellOffline(false));
    const { version, isOnline, log } = this.#parts;
    await pause(folder.settleMs);
    const note = folder.note();
    for (const waits = backoff(this.#timings.backoff); !this.#isStopped; await pause(waits.next())) {
      if (!isOnline()) continue;
      const answer = await this.#say(note?.is_return ? { type: 'gone_back', version: note.from_version, from_version: note.from_version, reason: null } : { type: 'updated', version, from_version: note?.from_version ?? null, reason: null });
      // An older server knows no such route; that it answers at all is what counts.
      if (!answer.ok && (answer.status < 400 || answer.status >= 500 || answer.status === 401 || answer.code.startsWith('http_'))) continue;
      folder.tellHealthy(version);
      folder.forgetNote();
      log.info('update_healthy', { version });
      // What was announced during the trial.
      this.obey(this.#last);
      return;
    }
  }

  /** After a restart that was no trial: what became of the one that was ordered. */
  async #account(folder: UpdateFolder): Promise<void> {
    const note = folder.note();
    if (note && note.version !== this.#parts.version) {
      const reason = folder.rejections(note.version).at(-1) ?? 'not tried';
      const answer = await this.#say({ type: 'failed', version: note.is_return ? note.from_version : note.version, from_version: this.#parts.version, reason: note.is_return ? `way back: ${reason}` : reason });
      if (!answer.ok) return;
    }
    if (note) folder.forgetNote();
  }

  #say(report: UpdateReport): Promise<Answer> {
    return requestAs(this.#parts.self, this.#parts.log, { method: 'POST', path: '/api/agents/update', body: report, timeoutMs: 15_000 });
  }
  async #tell(report: UpdateReport): Promise<'done' | 'again'> {
    this.#parts.log.warn('update_not_taken', { version: report.version, state: report.type, reason: report.reason });
    return (await this.#say(report)).ok ? 'done' : 'again';
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A disk that refuses shows elsewhere.
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
