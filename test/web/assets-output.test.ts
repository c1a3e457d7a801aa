// Output of a command reaches the page whole and in order, whatever happens to the channel.
import * as fc from '../support/property.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelListener, ChannelState } from '../../web/src/api/asset-channel.ts';
import { OutputFollower } from '../../web/src/features/assets/output-follower.ts';
import type { OutputPageData } from '../../web/src/features/assets/output-follower.ts';

const executionId = '01a2062b-22bc-739c-a487-9473acb84f78';
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** A machine's object as the page meets it: bytes so far, a channel that can break, pages over HTTP. */
function machine(pageBytes = 7) {
  let bytes = new Uint8Array();
  let isFinal = false;
  let listener: ChannelListener | null = null;
  const follows: number[] = [];
  const push = (from: number, to: number): void => listener?.onMessage?.({ type: 'output', execution_id: executionId, offset: from, stream: 'stdout', data: base64(bytes.subarray(from, to)) });
  return {
    follows,
    print(text: string | Uint8Array, isPushed = true): void {
      const before = bytes.length;
      const more = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      bytes = new Uint8Array([...bytes, ...more]);
      if (isPushed) push(before, bytes.length);
    },
    push,
    end(): void {
      isFinal = true;
      listener?.onMessage?.({ type: 'output.end', execution_id: executionId, total: bytes.length });
    },
    finishQuietly(): void {
      isFinal = true;
    },
    become: (state: ChannelState): void => listener?.onState?.(state),
    hasListener: () => listener !== null,
    source: {
      join: (joined: ChannelListener) => {
        listener = joined;
        joined.onState?.('live');
        return () => {
          listener = null;
        };
      },
      tell: (frame: { type: string; offset?: number }) => {
        if (frame.type !== 'follow' || frame.offset === undefined) return;
        follows.push(frame.offset);
        if (frame.offset < bytes.length) push(frame.offset, bytes.length);
        if (isFinal) listener?.onMessage?.({ type: 'output.end', execution_id: executionId, total: bytes.length });
      },
      page: async (offset: number): Promise<OutputPageData> => {
        const end = Math.min(bytes.length, offset + pageBytes);
        return { chunks: end > offset ? [{ offset, stream: 'stdout', data: base64(bytes.subarray(offset, end)) }] : [], next_offset: end, total: bytes.length, is_final: isFinal };
      },
    },
  };
}
const shown = (follower: OutputFollower): string => follower.text.plain();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('following the output of a command', () => {
  it('starts at the first byte and ends when the end is known', () => {
    const object = machine();
    object.print('before we came\n', false);
    const follower = new OutputFollower(executionId, object.source, { isFinal: false, outputBytes: 0 });
    follower.start();
    object.print('live ñ\n');
    object.end();
    expect(shown(follower)).toBe('before we came\nlive ñ');
    expect(follower.isEnded).toBe(true);
    expect(object.hasListener()).toBe(false);
  });

  it('goes on where it was after the channel broke, without a byte twice', () => {
    const object = machine();
    const follower = new OutputFollower(executionId, object.source, { isFinal: false, outputBytes: 0 });
    follower.start();
    object.print('one ');
    object.become('connecting');
    object.print('two ', false);
    object.become('live');
    object.push(0, 8);
    object.print('three');
    expect(shown(follower)).toBe('one two three');
    expect(object.follows).toEqual([0, 4]);
  });

  it('asks again when something is missing in between', () => {
    const object = machine();
    const follower = new OutputFollower(executionId, object.source, { isFinal: false, outputBytes: 0 });
    follower.start();
    object.print('abc', false);
    object.print('def');
    expect(shown(follower)).toBe('abcdef');
  });

  it('keeps characters whole, wherever the pieces were cut', () => {
    const text = 'añ€😀\u001b[31mrojo\u001b[0m\nfin';
    const bytes = new TextEncoder().encode(text);
    fc.assert(fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const object = machine();
      const follower = new OutputFollower(executionId, object.source, { isFinal: false, outputBytes: 0 });
      follower.start();
      const marks = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      for (const [index, end] of marks.slice(1).entries()) object.print(bytes.subarray(marks[index], end));
      expect(shown(follower)).toBe('añ€😀rojo\nfin');
      follower.stop();
    }));
  });

  it('reads page by page where no channel opens', async () => {
    const object = machine();
    const follower = new OutputFollower(executionId, object.source, { isFinal: false, outputBytes: 0 });
    follower.start();
    object.become('down');
    object.print('printed while the channel is closed', false);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(shown(follower)).toBe('printed while the channel is closed');
    object.print(', and the end', false);
    object.finishQuietly();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(shown(follower)).toBe('printed while the channel is closed, and the end');
    expect(follower.isEnded).toBe(true);
  });

  it('reads a finished command at once, and what a late result adds', async () => {
    const object = machine();
    object.print('first', false);
    object.finishQuietly();
    const follower = new OutputFollower(executionId, object.source, { isFinal: true, outputBytes: 5 });
    follower.start();
    await vi.advanceTimersByTimeAsync(100);
    expect([shown(follower), follower.isEnded]).toEqual(['first', true]);
    object.print(', and later', false);
    follower.rowSays(true, 16);
    await vi.advanceTimersByTimeAsync(100);
    expect(shown(follower)).toBe('first, and later');
  });

  it('does not fetch the beginning of a huge finished output', () => {
    const follower = new OutputFollower(executionId, machine().source, { isFinal: true, outputBytes: 50 * 2 ** 20 });
    expect(follower.skippedBytes).toBe(49 * 2 ** 20);
  });

  it('says that a page could not be read, and reads it when asked again', async () => {
    const object = machine();
    object.print('text', false);
    object.finishQuietly();
    let fails = true;
    const follower = new OutputFollower(executionId, { ...object.source, page: (offset) => (fails ? Promise.reject(new Error('no')) : object.source.page(offset)) }, { isFinal: true, outputBytes: 4 });
    follower.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(follower.problem).toBeInstanceOf(Error);
    fails = false;
    follower.retry();
    await vi.advanceTimersByTimeAsync(100);
    expect([follower.problem, shown(follower)]).toEqual([null, 'text']);
  });
});
