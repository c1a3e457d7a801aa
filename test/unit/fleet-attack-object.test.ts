// What a machine with a good key and bad intentions may cost others: alerts, tickets, history, memory of its object.
import { beforeEach, expect, test } from 'vitest';
import { AgentParts } from '../../durable-objects/agent-parts.ts';
import type { FleetChange, FleetData, ObjectConfig, WatchRule } from '../../durable-objects/protocol/fleet.ts';
import type { Sample } from '../../durable-objects/protocol/inventory.ts';
import { readFrame } from '../../durable-objects/read-frame.ts';
import { isoOf } from '../../durable-objects/sql.ts';
import { upgradeTables } from '../../durable-objects/tables.ts';
import { ASSET, CLIENT, uuid } from '../support/ledger-model.ts';
import { nodeSql } from '../support/node-sql.ts';

const sql = nodeSql(upgradeTables);
const START = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;
let parts: AgentParts;
let n = 0;
const ruleOf = (rule: Partial<WatchRule>): WatchRule => ({ rule_id: uuid(60 + ++n), metric: 'cpu', operator: '>=', threshold: 90, hysteresis: 5, need: 1, of: 1, target: null, ...rule });
const configOf = (rules: WatchRule[]): ObjectConfig => ({
  revision: 1, client_id: CLIENT, asset_id: ASSET, site_id: uuid(5), status: 'active', public_key: 'k'.repeat(43), allowed_networks: [], rules,
  agent: { revision: 1, metrics_s: 300, services_s: 600, security_s: 3600, inventory_s: 86_400, events: true, script_concurrency: 2, command_keys: [], is_held: false },
});
const begin = (...rules: Partial<WatchRule>[]): void => {
  sql.reset();
  parts = new AgentParts(sql);
  parts.configure(configOf(rules.map(ruleOf)));
};
beforeEach(() => begin());
/** Everything that was told so far; it leaves the outbox. */
function told(): (FleetChange | FleetData)[] {
  const all: (FleetChange | FleetData)[] = [];
  for (const target of ['changes', 'data'] as const) {
    for (let batch = parts.outbox.batch(target); batch.length > 0; batch = parts.outbox.batch(target)) {
      all.push(...batch.map(({ message }) => message));
      parts.outbox.sent(target, batch);
    }
  }
  return all;
}
const openings = (all: (FleetChange | FleetData)[]): number => all.filter((message) => message.type === 'alert' && message.state === 'open').length;
const sampleAt = (at: number, cpu: number): Sample => ({ at: isoOf(at), cpu, memory: 1, memory_bytes: null, swap: null, load: null, disks: [], rx: null, tx: null, uptime_s: null, processes: null });
const services = (down: boolean): unknown[] => Array.from({ length: 30 }, (_, k) => ({ name: `servicio-${k}`, label: null, state: down ? 'stopped' : 'running', start: 'automatic' }));
const report = (content: unknown, now: number, about = 'services') => parts.reports.inventory({ kind: 'inventory', class: about as 'services', sha256: '0'.repeat(64), collected_at: isoOf(now), content }, 0, now);

test('readings of two days that swing on every one, told within a minute, open sixty alerts and say so', { timeout: 30_000 }, () => {
  begin({});
  const now = START + 48 * HOUR;
  for (let k = 0; k < 2000; k++) parts.reports.metrics([sampleAt(START + 60_000 + k * 5_000, k % 2 ? 1 : 99)], 0, now);
  const all = told();
  expect(openings(all)).toBe(60);
  expect(all.filter((message) => message.type === 'notice').map((notice) => notice.type === 'notice' && notice.kind)).toEqual(['alert_storm', 'alert_storm', 'alert_storm', 'alert_storm', 'alert_storm']);
});

test('services that are said to stop and start hundreds of times an hour open sixty alerts; in the next hour they are heard again', { timeout: 30_000 }, () => {
  begin({ metric: 'service', threshold: 1 });
  for (let k = 0; k < 300; k++) report(services(k % 2 === 0), START + k * 1000);
  expect(openings(told())).toBe(60);
  report(services(true), START + 2 * HOUR);
  expect(openings(told())).toBe(20);
});

test('a storm of readings does not hide that the machine is gone', () => {
  begin({}, { metric: 'offline', threshold: 1 });
  for (let k = 0; k < 500; k++) parts.reports.metrics([sampleAt(START + k * 5_000, k % 2 ? 1 : 99)], 0, START + k * 5_000);
  told();
  parts.watch.judgePresence(false, START + HOUR / 2);
  expect(openings(told())).toBe(1);
});

test('a machine that comes and goes a thousand times opens sixty alerts an hour', () => {
  begin({ metric: 'offline', threshold: 1 });
  for (let k = 0; k < 1000; k++) parts.watch.judgePresence(k % 2 === 1, START + k * 1000);
  expect(openings(told())).toBe(60);
});

test('inventory that is another at every report is kept sixty times an hour of each class, and heard again in the next hour', () => {
  for (let k = 0; k < 500; k++) report([{ name: `programa ${k}`, version: null, publisher: null, installed_on: null, source: null }], START + k * 1000, 'software');
  expect(told().filter((message) => message.type === 'inventory')).toHaveLength(60);
  report([{ name: 'otro', version: null, publisher: null, installed_on: null, source: null }], START + 2 * HOUR, 'software');
  expect(told().filter((message) => message.type === 'inventory')).toHaveLength(1);
});

test('reports of a mebibyte are kept up to sixteen of them an hour', { timeout: 30_000 }, () => {
  const large = (k: number): unknown[] => Array.from({ length: 1100 }, (_, row) => ({ name: `${k}-${row} ${'x'.repeat(280)}`, version: 'v'.repeat(200), publisher: 'p'.repeat(200), installed_on: 'd'.repeat(200), source: null }));
  let kept = 0;
  for (let k = 0; k < 18; k++) {
    const content = report(large(k), START + k * 1000, 'software');
    content?.stored();
    if (content) kept += content.body.length;
  }
  expect(kept).toBeGreaterThan(8 * 2 ** 20);
  expect(kept).toBeLessThanOrEqual(16 * 2 ** 20);
});

test('instants are kept as instants: no text of any length hides in one', () => {
  const at = `2026-03-01T10:00:00.${'9'.repeat(500_000)}Z`;
  const read = readFrame({ type: 'data', n: 1, record: { kind: 'events', entries: [{ at, level: 'error', source: 's', code: null, message: 'm' }], suppressed: 0 } });
  if (read.kind === 'frame' && read.frame.type === 'data' && read.frame.record.kind === 'events') parts.reports.events(read.frame.record);
  expect(JSON.stringify(parts.reports.recentEvents()).length).toBeLessThan(1000);
});
