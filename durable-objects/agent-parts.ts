// The pure parts of one machine's object, wired together over its storage, with what the object knows of itself.
import { Allowance } from './allowance.ts';
import { AlertWatch } from './alert-watch.ts';
import { CommandLedger } from './command-ledger.ts';
import { Kept } from './kept.ts';
import { MetricBuffer } from './metric-buffer.ts';
import { Notices } from './notices.ts';
import { Outbox } from './outbox.ts';
import { OutputStore } from './output-store.ts';
import { PresenceWatch } from './presence.ts';
import type { ObjectConfig } from './protocol/fleet.ts';
import { ReportDesk } from './report-desk.ts';
import type { Sql } from './sql.ts';
import { upgradeTables } from './tables.ts';

/** Two programs with one key take turns at being the newest; within this the second turn of the first one is told. */
const CLONE_MS = 600_000;

/** Where a program runs, as it says and as it is seen. */
interface Host {
  hostname: string | null;
  address: string | null;
}

export class AgentParts {
  readonly kept: Kept;
  readonly #sql: Sql;
  readonly outbox: Outbox;
  readonly output: OutputStore;
  readonly ledger: CommandLedger;
  readonly buffer: MetricBuffer;
  readonly watch: AlertWatch;
  readonly presence: PresenceWatch;
  readonly notices: Notices;
  readonly reports: ReportDesk;
  #config: ObjectConfig | null;

  constructor(sql: Sql) {
    upgradeTables(sql);
    this.#sql = sql;
    const kept = (this.kept = new Kept(sql));
    this.#config = kept.get<ObjectConfig>('config');
    const self = (): { client_id: string; asset_id: string } => {
      const { client_id, asset_id } = this.#known();
      return { client_id, asset_id };
    };
    this.outbox = new Outbox(sql);
    this.output = new OutputStore(sql);
    this.ledger = new CommandLedger(sql, this.outbox, this.output, () => {
      const { status, agent } = this.#known();
      return { ...self(), status: this.isRevoked ? 'revoked' : status, script_concurrency: agent.script_concurrency };
    }, kept);
    this.buffer = new MetricBuffer(sql, kept);
    this.notices = new Notices(sql, this.outbox, self);
    const allowance = new Allowance(kept);
    this.watch = new AlertWatch(sql, this.outbox, this.notices, allowance, () => ({ ...self(), rules: this.#known().rules }));
    this.presence = new PresenceWatch(kept, this.outbox, self);
    this.reports = new ReportDesk(sql, kept, this.outbox, this.buffer, this.watch, this.notices, allowance, self);
  }

  get config(): ObjectConfig | null {
    return this.#config;
  }

  /** By `revoke`, or by a config that says so. Only a config newer than the revocation lifts it. */
  get isRevoked(): boolean {
    return this.#config?.status === 'revoked' || this.kept.get<number | null>('revoked_at_revision') !== null;
  }

  markRevoked(isRetired = false): void {
    this.kept.set('revoked_at_revision', this.#config?.revision ?? 0);
    if (isRetired && this.#config) this.#config = { ...this.#config, is_retired: true };
  }

  /** What a machine is told that may not come back. */
  get farewell(): 'revoked' | 'retired' {
    return this.#config?.is_retired ? 'retired' : 'revoked';
  }

  /** False: older than what is known, nothing changed. */
  configure(next: ObjectConfig): boolean {
    if (this.#config && next.revision < this.#config.revision) return false;
    const revokedAt = this.kept.get<number | null>('revoked_at_revision');
    if (revokedAt !== null && next.revision > revokedAt && next.status !== 'revoked') this.kept.set('revoked_at_revision', null);
    this.#config = next;
    this.kept.set('config', next);
    return true;
  }

  rollUp(now: number): void {
    const { client_id, asset_id } = this.#known();
    for (const rollup of this.buffer.rollups(client_id, asset_id, now)) if (rollup.type === 'rollup') this.outbox.put('data', rollup, now);
  }

  /** True the first time an id is shown. */
  useOnce(id: string, until: number): boolean {
    return this.#sql.exec('insert into used_once (id, until) values (?, ?) on conflict do nothing returning id', id.slice(0, 200), until).length > 0;
  }

  forgetUsed(now: number): void {
    this.#sql.exec('delete from used_once where until < ?', now);
  }

  /** A start of the program that was seen before another one: one key on two machines. Both are named by what they said last. */
  noteBoot(bootId: string | null, from: Host, now: number): void {
    if (bootId === null) return;
    const boots = (this.kept.get<({ id: string; at: number } & Partial<Host>)[]>('boots') ?? []).filter(({ at }) => now - at < CLONE_MS);
    if (boots.at(-1)?.id === bootId) return;
    if (boots.some(({ id }) => id === bootId)) {
      const other = boots.at(-1);
      this.notices.tell('clone', { boot_id: bootId, ...from, other_boot_id: other?.id ?? null, other_hostname: other?.hostname ?? null, other_address: other?.address ?? null }, now);
    }
    this.kept.set('boots', [...boots.filter(({ id }) => id !== bootId), { id: bootId, at: now, ...from }].slice(-4));
  }

  #known(): ObjectConfig {
    if (!this.#config) throw new Error('unconfigured');
    return this.#config;
  }
}
