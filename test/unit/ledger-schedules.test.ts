// The command ledger under thousands of random schedules of death, repetition, reordering and delay: none lost, none run twice.
import { array, assert, nat, property } from '../support/property.ts';
import { expect, test } from 'vitest';
import { isOpen } from '../../durable-objects/command-row.ts';
import { LIVES, World } from '../support/ledger-model.ts';

const STEPS: ((world: World, x: number, isKilled: boolean) => void)[] = [
  (world, x, isKilled) => world.enqueue(x % 4, x % 8 < 6 ? 'script' : 'control', LIVES[x % 3]!, isKilled),
  (world, x, isKilled) => world.enqueue(x % 4, x % 8 < 6 ? 'script' : 'control', LIVES[x % 3]!, isKilled),
  (world, x) => world.stepToAgent(x % 3),
  (world, x) => world.stepToAgent(x % 3),
  (world) => world.stepToAgent(0),
  (world, x, isKilled) => world.stepToServer(x % 3, isKilled),
  (world, _x, isKilled) => world.stepToServer(0, isKilled),
  (world, _x, isKilled) => world.stepToServer(0, isKilled),
  (world) => world.start(),
  (world, x) => world.print([x % 256, (x >> 3) % 256, 10, 10].slice(0, 1 + (x % 4))),
  (world, x) => world.finish(x % 3 === 0 ? 'failed' : 'completed'),
  (world, _x, isKilled) => world.connect(isKilled),
  (world, _x, isKilled) => world.connect(isKilled),
  (world) => world.disconnect(),
  (world) => world.killAgent(),
  (world, x, isKilled) => world.cancel(x % 4, isKilled),
  (world, x, isKilled) => world.drain(x % 5 !== 0, isKilled),
  (world) => world.ledger.settle(),
  (world, x) => {
    world.isTerse = x % 2 === 0;
  },
  (world, x, isKilled) => {
    world.now += [1_000, 31_000, 61_000, 400_000, 4_000_000][x % 5]!;
    if (x % 2 === 0) world.wake(isKilled);
  },
  (world, x) => {
    world.status = x % 3 === 0 ? 'held' : 'active';
  },
];

/** A number is a step, a parameter, and in one of eight whether the object dies right after its writes. */
const play = (world: World, code: number): void => STEPS[code % STEPS.length]!(world, Math.floor(code / STEPS.length) % 97, Math.floor(code / 2048) % 8 === 0);

function check(world: World): void {
  const latest = new Map<string, { revision: number; state: string }>();
  const told = new Map<number, string>();
  for (const change of world.changes) {
    if (change.type !== 'execution') continue;
    const said = `${change.execution_id} ${change.state}`;
    // An object that dies before it remembers that it told says the same again.
    if (told.has(change.revision)) expect(said, 'told again as it was').toBe(told.get(change.revision));
    else expect(change.revision, 'revisions rise').toBeGreaterThan(Math.max(0, ...told.keys()));
    told.set(change.revision, said);
    if (change.revision > (latest.get(change.execution_id)?.revision ?? 0)) latest.set(change.execution_id, change);
  }
  for (const id of world.asked.keys()) {
    const row = world.ledger.find(id);
    expect(row, 'accepted and known').not.toBeNull();
    if (!row) continue;
    const record = world.records.get(id);
    const runs = world.runs.get(id) ?? 0;
    expect(isOpen(row), `an end is reached (${row.state})`).toBe(false);
    expect(runs, 'run at most once').toBeLessThanOrEqual(1);
    expect(latest.get(id)?.state, 'the last change told is the state').toBe(row.state);
    if (row.state === 'completed' || row.state === 'failed') expect(runs, `${row.state} means it ran`).toBe(1);
    if (['expired', 'refused'].includes(row.state)) expect(runs, `${row.state} means it never ran`).toBe(0);
    if (!record) expect(['cancelled', 'expired', 'refused'], 'what never arrived never ran').toContain(row.state);
    if (record && runs === 1) {
      expect(row.state, 'the state is what really happened').toBe(record.state);
      expect(record.isForgotten, 'the agent may forget').toBe(true);
      expect(row.reason === 'hash_mismatch' || row.reason === 'output_incomplete', `output arrived whole (${row.reason})`).toBe(false);
      expect([...world.output.tail(id, 4096)], 'output is what was printed').toEqual(record.output);
    }
  }
  for (const lane of ['script', 'control']) {
    const order = world.startOrder.map((id) => world.asked.get(id)!).filter((one) => one.lane === lane).map(({ ord }) => ord);
    expect(order, 'a lane starts in the order of acceptance').toEqual(order.toSorted((a, b) => a - b));
  }
  expect(world.notices, 'an honest agent is never blamed').toEqual([]);
}

const seed = Number(process.env.LEDGER_SEED ?? 20260301);
const numRuns = Number(process.env.LEDGER_RUNS ?? 10_000);

test('no command is lost, run twice or told wrong under any schedule of deaths, repeats, reordering and delay', { timeout: 400_000 }, () => {
  assert(property(array(nat(2 ** 24), { minLength: 10, maxLength: 32 }), (codes) => {
    const world = new World();
    world.connect(false);
    world.enqueue(0, 'script', LIVES[0], false);
    for (const code of codes) play(world, code);
    world.settle();
    check(world);
  }), { numRuns, seed });
});
