// The other way to the server, for networks that let no WebSocket through: the same frames over requests that wait.
import * as z from 'zod';
import { ServerFrame, type AgentFrame } from '../durable-objects/protocol/agent-frames.ts';
import { POLL_SECONDS_MAX } from '../durable-objects/protocol/limits.ts';
import { notOpened, type Channel, type ChannelEvents, type Opened } from './channel.ts';
import type { Log } from './log.ts';
import { prove, requestAs, type Self } from './session.ts';

const Polled = z.object({ frames: z.array(z.unknown()).max(1000), close: z.object({ code: z.number().int(), reason: z.string().max(200) }).nullish() });
/** Text of frames in one request; the rest goes with the next. */
const REQUEST_BYTES_MAX = 512 * 1024;
const FRAMES_MAX = 100;
const FAILURES_MAX = 3;
/** Output travels as base64 text here. */
const PROTOCOL = 1;
const RETRY_MS = 2_000;

/**
 * Two requests at a time: one waits for frames, the other brings ours. The first one brings the `hello` alone.
 * A request that failed may have lost frames of either side: the channel closes and the next one says what it holds.
 */
export async function openLongPoll(self: Self, log: Log, events: ChannelEvents, waitS = POLL_SECONDS_MAX - 5, signal?: AbortSignal): Promise<Opened> {
  const proved = await prove(self.server, self.key, self.identity.agent_id, signal);
  if (!proved.ok) return notOpened(proved);
  const stop = new AbortController();
  signal?.addEventListener('abort', () => stop.abort(), { once: true });
  const state = { outbox: [] as string[], isSending: false, isReceiving: false, isClosed: false };

  const closeWith = (code: number, reason: string): void => {
    if (state.isClosed) return;
    state.isClosed = true;
    stop.abort();
    events.onClose(code, reason);
  };
  const exchange = async (frames: string[], wait: number): Promise<boolean> => {
    let failures = 0;
    while (!state.isClosed) {
      const answer = await requestAs(self, log, {
        method: 'POST', path: '/api/agents/heartbeat', body: { frames: frames.map((text) => JSON.parse(text) as unknown), wait_s: wait }, timeoutMs: (wait + 15) * 1000, signal: stop.signal,
      });
      if (state.isClosed) return false;
      if (answer.ok) {
        const said = Polled.safeParse(answer.data);
        for (const found of said.data?.frames ?? []) {
          const frame = ServerFrame.safeParse(found);
          if (frame.success) events.onFrame(frame.data);
          else log.warn('frame_not_understood');
        }
        if (!said.success) closeWith(1002, 'strange answer');
        else if (said.data.close) closeWith(said.data.close.code, said.data.close.reason);
        return !state.isClosed;
      }
      if (answer.code === 'revoked') closeWith(4001, 'revoked');
      else if (answer.status === 401 || answer.status === 403) closeWith(4002, answer.code);
      // Sent again it would be refused again; the acknowledgement of a later record clears a lost one away.
      else if (frames.length > 0 && (answer.status === 413 || answer.status === 422)) {
        log.error('frames_refused', { code: answer.code, frames: frames.length });
        return true;
      }
      // Only an empty request can be repeated without asking what became of its frames.
      else if (frames.length > 0 || ++failures >= FAILURES_MAX) closeWith(1006, answer.message);
      else await new Promise((resolve) => setTimeout(resolve, answer.retryAfterS === null ? RETRY_MS : answer.retryAfterS * 1000).unref());
    }
    return false;
  };
  const receive = async (): Promise<void> => {
    if (state.isReceiving) return;
    state.isReceiving = true;
    while (await exchange([], waitS));
    state.isReceiving = false;
  };
  const deliver = async (): Promise<void> => {
    if (state.isSending) return;
    state.isSending = true;
    while (state.outbox.length > 0 && !state.isClosed) {
      const batch = firstOf(state.outbox);
      state.outbox = state.outbox.slice(batch.length);
      if (await exchange(batch, 0)) void receive();
    }
    state.isSending = false;
  };
  const send = (frame: AgentFrame): void => {
    state.outbox.push(JSON.stringify(frame));
    // In the next turn, so that frames said together travel together.
    queueMicrotask(() => void deliver());
  };
  const channel: Channel = {
    kind: 'long-poll', protocol: PROTOCOL, send,
    sendOutput: (chunk) => send({ type: 'command.output', execution_id: chunk.execution_id, offset: chunk.offset, stream: chunk.stream, data: Buffer.from(chunk.data).toString('base64') }),
    async close() {
      const deadline = Date.now() + 1000;
      while ((state.isSending || state.outbox.length > 0) && !state.isClosed && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
      closeWith(1000, 'closed');
    },
  };
  return { ok: true, channel, offsetMs: proved.proof.offsetMs };
}

/** As many as one request may carry, at least one. */
function firstOf(outbox: string[]): string[] {
  let bytes = 0;
  const count = outbox.findIndex((text, i) => i >= FRAMES_MAX || (bytes += Buffer.byteLength(text)) > REQUEST_BYTES_MAX);
  return count < 0 ? outbox : outbox.slice(0, Math.max(1, count));
}
