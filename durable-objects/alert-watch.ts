// When a condition of a machine opens and when it is over: n of m readings, with hysteresis, one opening until it recovered. Pure over SQLite.
import type { Allowance } from './allowance.ts';
import type { PlacedSample } from './metric-buffer.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { WatchRule } from './protocol/fleet.ts';
import type { InventoryContent, Sample } from './protocol/inventory.ts';
import { sha256Of } from './sha256.ts';
import { isoOf, type Sql } from './sql.ts';

/** Services or disks of one rule that may be open at once: a machine with all services down is one problem, not three hundred. */
const TARGETS_MAX = 20;
/** Each opening may become a ticket and mails. What holds on beyond this opens in the next hour; that the machine is gone has a count of its own. */
const OPENINGS_AN_HOUR = 60;

interface Reading {
  at: number;
  value: number;
}
export interface WatchSettings {
  client_id: string;
  asset_id: string;
  rules: WatchRule[];
}

export class AlertWatch {
  readonly #sql: Sql;
  readonly #outbox: Outbox;
  readonly #settings: () => WatchSettings;
  readonly #notices: Notices;
  readonly #allowance: Allowance;
  constructor(sql: Sql, outbox: Outbox, notices: Notices, allowance: Allowance, settings: () => WatchSettings) {
    this.#sql = sql;
    this.#outbox = outbox;
    this.#notices = notices;
    this.#allowance = allowance;
    this.#settings = settings;
  }

  /** How many of the newest readings `judge` needs. */
  depth(): number {
    return Math.max(1, ...this.#settings().rules.map(({ of, need }) => Math.max(of, need)));
  }

  /** After new readings; `newest` oldest first. */
  judge(newest: PlacedSample[], now: number): void {
    for (const rule of this.#settings().rules) {
      if (rule.metric === 'offline' || rule.metric === 'service') continue;
      const window = newest.slice(-Math.max(rule.of, rule.need));
      const targets = new Set([...window.flatMap(({ sample }) => targetsOf(rule, sample)), ...this.#openTargets(rule.rule_id)]);
      for (const target of targets) {
        const readings = window.flatMap(({ at, sample }) => {
          const value = valueOf(rule, target, sample);
          return value === null ? [] : [{ at, value }];
        });
        const isPresent = window.slice(-rule.need).some(({ sample }) => valueOf(rule, target, sample) !== null);
        this.#apply(rule, target, readings, isPresent, now);
      }
    }
  }

  /** After a report of services: a service of the rule that should run and does not. */
  judgeServices(services: InventoryContent<'services'>, now: number): void {
    for (const rule of this.#settings().rules) {
      if (rule.metric !== 'service') continue;
      const down = services.filter((service) => service.state !== 'running' && (rule.target === null ? service.start === 'automatic' : service.name === rule.target)).map(({ name }) => name);
      // A service the rule names and the machine does not have is down too.
      if (rule.target !== null && !services.some(({ name }) => name === rule.target)) down.push(rule.target);
      for (const target of this.#openTargets(rule.rule_id)) if (!down.includes(target)) this.#recover(rule.rule_id, target, 1, [{ at: now, value: 1 }], now);
      for (const target of down) this.#open(rule, target, 0, [{ at: now, value: 0 }], now);
    }
  }

  /** With every change of presence. */
  judgePresence(isOnline: boolean, now: number): void {
    for (const rule of this.#settings().rules) {
      if (rule.metric !== 'offline') continue;
      if (isOnline) this.#recover(rule.rule_id, '', 0, [{ at: now, value: 0 }], now);
      else this.#open(rule, '', 1, [{ at: now, value: 1 }], now);
    }
  }

  /** After new rules: what stands open under a rule that is gone or says something else now is over. */
  reconcile(now: number): void {
    const { rules } = this.#settings();
    for (const row of this.#sql.exec('select rule_id, target, rule_json, value from openings')) {
      const rule = rules.find(({ rule_id }) => rule_id === row.rule_id);
      if (!rule || meaning(rule) !== meaning(WatchRule.parse(JSON.parse(String(row.rule_json))))) this.#recover(String(row.rule_id), String(row.target), Number(row.value), [], now);
    }
  }

  #apply(rule: WatchRule, target: string, readings: Reading[], isPresent: boolean, now: number): void {
    const last = readings.at(-1);
    if (this.#opening(rule.rule_id, target) !== null) {
      const recent = readings.slice(-rule.need);
      const isOver = !isPresent || (recent.length >= rule.need && !recent.some(({ value }) => isBreaching(rule, value, rule.hysteresis)));
      if (isOver) this.#recover(rule.rule_id, target, last?.value ?? 0, readings, now);
      return;
    }
    const breaches = readings.slice(-rule.of).filter(({ value }) => isBreaching(rule, value, 0));
    // An opening needs the newest reading to breach as well: what is over while it is told is no news.
    if (last && breaches.length >= rule.need && isBreaching(rule, last.value, 0)) this.#open(rule, target, last.value, readings, now);
  }

  #open(rule: WatchRule, target: string, value: number, readings: Reading[], now: number): void {
    if (this.#opening(rule.rule_id, target) !== null || this.#openTargets(rule.rule_id).length >= TARGETS_MAX) return;
    if (!this.#allowance.take(rule.metric === 'offline' ? 'offline' : 'openings', 1, OPENINGS_AN_HOUR, now)) return this.#notices.tell('alert_storm', { rule_id: rule.rule_id, target: target || null }, now);
    const { client_id, asset_id } = this.#settings();
    const opening = sha256Of(`${asset_id}\n${rule.rule_id}\n${target}\n${now}`).slice(0, 32);
    this.#sql.exec('insert into openings (rule_id, target, opening, opened_at, rule_json, value) values (?, ?, ?, ?, ?, ?)', rule.rule_id, target, opening, now, JSON.stringify(rule), value);
    this.#outbox.put('changes', { type: 'alert', client_id, asset_id, rule_id: rule.rule_id, target: target || null, opening, state: 'open', at: isoOf(now), value, samples: told(readings) }, now);
  }

  #recover(ruleId: string, target: string, value: number, readings: Reading[], now: number): void {
    const opening = this.#opening(ruleId, target);
    if (opening === null) return;
    const { client_id, asset_id } = this.#settings();
    this.#sql.exec('delete from openings where rule_id = ? and target = ?', ruleId, target);
    this.#outbox.put('changes', { type: 'alert', client_id, asset_id, rule_id: ruleId, target: target || null, opening, state: 'recovered', at: isoOf(now), value, samples: told(readings) }, now);
  }

  #opening(ruleId: string, target: string): string | null {
    const opening = this.#sql.exec('select opening from openings where rule_id = ? and target = ?', ruleId, target)[0]?.opening;
    return typeof opening === 'string' ? opening : null;
  }

  #openTargets(ruleId: string): string[] {
    return this.#sql.exec('select target from openings where rule_id = ?', ruleId).map((row) => String(row.target));
  }
}

const told = (readings: Reading[]) => readings.slice(-60).map(({ at, value }) => ({ at: isoOf(at), value }));

/** What a rule says, without what it is called. */
const meaning = ({ metric, operator, threshold, hysteresis, need, of, target }: WatchRule): string => JSON.stringify([metric, operator, threshold, hysteresis, need, of, target]);

const isBreaching = ({ operator, threshold }: WatchRule, value: number, hysteresis: number): boolean => (operator === '>=' ? value >= threshold - hysteresis : value <= threshold + hysteresis);

/** '' stands for the machine itself. */
function targetsOf(rule: WatchRule, sample: Sample): string[] {
  if (rule.metric !== 'disk') return [''];
  return sample.disks.map(({ mount }) => mount).filter((mount) => rule.target === null || mount === rule.target);
}

function valueOf(rule: WatchRule, target: string, sample: Sample): number | null {
  if (rule.metric === 'cpu') return sample.cpu;
  if (rule.metric === 'memory') return sample.memory;
  if (rule.metric === 'swap') return sample.swap;
  return rule.metric === 'disk' ? (sample.disks.find(({ mount }) => mount === target)?.used ?? null) : null;
}
