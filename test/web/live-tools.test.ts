// Live tools in the portal: the answer of an order is put together whatever the channel does, and hostile answers are lists all the same.
import { expect, test } from 'vitest';
import type { ViewerMessage } from '../../durable-objects/protocol/fleet.ts';
import type { ChannelListener } from '../../web/src/api/asset-channel.ts';
import type { Order } from '../../web/src/api/executions.ts';
import { askTool } from '../../web/src/api/tools.ts';
import type { ToolSource } from '../../web/src/api/tools.ts';
import { documentOf, folderOf, inOrder, logOf, pathIn, processesOf, updatesOf } from '../../web/src/features/live-tools/tool-answers.ts';

const order = { execution: { execution_id: 'x', asset_id: 'a' } } as Order;
const base64 = (text: string): string => btoa(text);

/** A channel that does what a test says, and remembers what it was asked. */
function channel(state: 'live' | 'down' = 'live') {
  const listeners = new Set<ChannelListener>();
  const follows: number[] = [];
  const opened: string[] = [];
  const source: ToolSource = {
    join: (listener) => {
      listeners.add(listener);
      listener.onState?.(state);
      return () => listeners.delete(listener);
    },
    follow: (_, offset) => void follows.push(offset), unfollow: () => undefined,
    page: async (_, offset) => ({ chunks: offset === 0 ? [{ offset: 0, stream: 'stdout', data: base64('todo') }] : [], next_offset: 4, total: 4, status: 'completed', is_final: true }),
    row: async () => ({ status: 'completed', reason: null }), wait: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
  const open = (assetId: string): ToolSource => {
    opened.push(assetId);
    return source;
  };
  const say = (message: ViewerMessage): void => listeners.forEach((listener) => listener.onMessage?.(message));
  return { open, say, follows, opened, listeners };
}
const ended = (state: 'completed' | 'refused', reason: string | null = null): ViewerMessage => ({ type: 'execution', execution_id: 'x', state, position: 0, exit_code: null, duration_ms: null, output_bytes: 0, reason, at: '' });
const piece = (offset: number, text: string): ViewerMessage => ({ type: 'output', execution_id: 'x', offset, stream: 'stdout', data: base64(text) });

test('pieces are put together in order; a hole is asked for again, what is known is left out', async () => {
  const { open, say, follows, listeners } = channel();
  const asked = askTool(open, 'a', async () => order, new AbortController().signal);
  await Promise.resolve().then(() => undefined).then(() => undefined);
  say(piece(0, 'abc'));
  say(piece(5, 'fg'));
  say(piece(2, 'cde'));
  say(piece(5, 'fg'));
  say(ended('completed'));
  say({ type: 'output.end', execution_id: 'x', total: 7 });
  const end = await asked;
  expect([end.status, new TextDecoder().decode(end.bytes)]).toEqual(['completed', 'abcdefg']);
  // At first, for the hole, and at the end.
  expect(follows).toEqual([0, 3, 7]);
  expect(listeners.size).toBe(0);
});
test('an end that was told while the order was being placed is not missed', async () => {
  const { open, say } = channel();
  const asked = askTool(open, 'a', async () => {
    say(ended('refused', 'protected'));
    return order;
  }, new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 0));
  say({ type: 'output.end', execution_id: 'x', total: 0 });
  expect(await asked).toMatchObject({ status: 'refused', reason: 'protected' });
});
test('where the channel is closed the stored answer is read', async () => {
  const { open } = channel('down');
  const end = await askTool(open, 'a', async () => order, new AbortController().signal);
  expect(new TextDecoder().decode(end.bytes)).toBe('todo');
});
test('an order that another machine takes is followed there', async () => {
  const { open, say, opened } = channel();
  const asked = askTool(open, 'sleeper', async () => order, new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 0));
  say(ended('completed'));
  say({ type: 'output.end', execution_id: 'x', total: 0 });
  await asked;
  expect(opened).toEqual(['sleeper', 'a']);
});
test('nobody waits for an answer after leaving', async () => {
  const { open, listeners } = channel();
  const abort = new AbortController();
  const asked = askTool(open, 'a', async () => order, abort.signal);
  abort.abort(new Error('left'));
  await expect(asked).rejects.toThrow('left');
  expect(listeners.size).toBe(0);
});

test('hostile answers are lists of known fields', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  expect(documentOf(new TextEncoder().encode('<script>'))).toBeNull();
  expect(processesOf(documentOf(bytes({ processes: [{ pid: 'x' }, { pid: 2, name: { a: 1 } }, null, { pid: 3, name: 'ok', cpu: 'many', user: 7 }] }))!)).toEqual([{ pid: 3, name: 'ok', user: '7', cpu: null, memory: null, command: null }]);
  expect(logOf({ entries: [{ at: 'nunca', message: 'x' }, { at: '2026-01-01T00:00:00Z', level: 'loud', message: 'x' }] })).toEqual([{ at: '2026-01-01T00:00:00Z', level: 'info', source: '?', message: 'x' }]);
  expect(updatesOf({ updates: 'x', installed: [{}], managers: ['apt', 'rm -rf'] })).toEqual({ updates: [], installed: [], managers: ['apt'] });
  expect(folderOf({ path: 5, entries: [{ name: 'b.txt', kind: 'file', size: -1 }, { name: 'a', kind: 'folder' }, { name: '' }] }).entries.map(({ name }) => name)).toEqual(['a', 'b.txt']);
});
test('names are put behind their folder in the way of its system', () => {
  expect([pathIn('/var', 'log'), pathIn('/', 'etc'), pathIn('C:\\', 'Users'), pathIn('C:\\Users', 'Ana'), pathIn(null, 'C:\\')]).toEqual(['/var/log', '/etc', 'C:\\Users', 'C:\\Users\\Ana', 'C:\\']);
});
test('processes are ordered by what they use, those that do not tell last', () => {
  const one = (pid: number, cpu: number | null) => ({ pid, name: `p${pid}`, user: null, cpu, memory: null, command: null });
  expect(inOrder([one(1, null), one(2, 5), one(3, 90)], 'cpu').map(({ pid }) => pid)).toEqual([3, 2, 1]);
});
