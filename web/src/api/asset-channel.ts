// The live socket of one machine, shared by everything on the page that watches it: readings, presence, output of commands.
import type { ViewerMessage } from '../../../durable-objects/protocol/fleet.ts';
import { request } from './client.ts';

export type ChannelState = 'connecting' | 'live' | 'down';

export interface ChannelListener {
  onMessage?: (message: ViewerMessage) => void;
  /** Told at once with the present state, and with each change; `live` is the moment to ask for output (again). */
  onState?: (state: ChannelState) => void;
}

interface Channel {
  listeners: Set<ChannelListener>;
  state: ChannelState;
  socket: WebSocket | null;
  failures: number;
  retryTimer: ReturnType<typeof setTimeout> | undefined;
  closeTimer: ReturnType<typeof setTimeout> | undefined;
  pingTimer: ReturnType<typeof setInterval> | undefined;
}

/** The server closes a viewer's socket with this when the rights have to be read again. */
const renewCode = 4010;
const pingMs = 30_000;
/** A page that is left for another one with the same machine keeps the socket. */
const lingerMs = 1_500;
const channels = new Map<string, Channel>();

function become(channel: Channel, state: ChannelState): void {
  if (channel.state === state) return;
  channel.state = state;
  for (const listener of channel.listeners) listener.onState?.(state);
}

function later(assetId: string, channel: Channel, atOnce: boolean): void {
  clearInterval(channel.pingTimer);
  channel.socket = null;
  if (channels.get(assetId) !== channel) return;
  if (!atOnce) channel.failures += 1;
  become(channel, atOnce || channel.failures < 2 ? 'connecting' : 'down');
  const cap = Math.min(30_000, 500 * 2 ** channel.failures);
  clearTimeout(channel.retryTimer);
  channel.retryTimer = setTimeout(() => void connect(assetId, channel), atOnce ? 0 : cap / 2 + Math.random() * (cap / 2));
}

async function connect(assetId: string, channel: Channel): Promise<void> {
  let ticket: string;
  try {
    ticket = (await request<{ ticket: string }>(`/assets/${assetId}/live`, { method: 'POST', body: {} })).ticket;
  } catch {
    return later(assetId, channel, false);
  }
  if (channels.get(assetId) !== channel) return;
  const url = new URL(`/api/assets/${assetId}/live`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('ticket', ticket);
  const socket = new WebSocket(url);
  let heardAt = Date.now();
  channel.socket = socket;
  socket.onopen = () => {
    channel.pingTimer = setInterval(() => {
      if (Date.now() - heardAt > pingMs * 2.5) return socket.close();
      socket.send('ping');
    }, pingMs);
  };
  socket.onmessage = ({ data }) => {
    heardAt = Date.now();
    if (typeof data !== 'string' || data === 'pong') return;
    const message = JSON.parse(data) as ViewerMessage;
    if (message.type === 'hello') {
      channel.failures = 0;
      become(channel, 'live');
    }
    for (const listener of channel.listeners) listener.onMessage?.(message);
  };
  socket.onclose = ({ code }) => {
    if (channel.socket === socket) later(assetId, channel, code === renewCode && channel.state === 'live');
  };
}

/** Joins the machine's channel; opens it for the first listener. The returned function leaves. */
export function joinAssetChannel(assetId: string, listener: ChannelListener): () => void {
  let channel = channels.get(assetId);
  if (!channel) {
    channel = { listeners: new Set(), state: 'connecting', socket: null, failures: 0, retryTimer: undefined, closeTimer: undefined, pingTimer: undefined };
    channels.set(assetId, channel);
    void connect(assetId, channel);
  }
  const joined = channel;
  clearTimeout(joined.closeTimer);
  joined.listeners.add(listener);
  listener.onState?.(joined.state);
  return () => {
    joined.listeners.delete(listener);
    if (joined.listeners.size > 0) return;
    clearTimeout(joined.closeTimer);
    joined.closeTimer = setTimeout(() => {
      if (joined.listeners.size > 0) return;
      channels.delete(assetId);
      clearTimeout(joined.retryTimer);
      clearInterval(joined.pingTimer);
      joined.socket?.close();
    }, lingerMs);
  };
}

/** Says something on the channel, if it is open; asks for output are repeated by their owner when it opens again. */
export function tellAssetChannel(assetId: string, frame: { type: 'follow'; execution_id: string; offset: number } | { type: 'unfollow'; execution_id: string }): void {
  const channel = channels.get(assetId);
  if (channel?.state === 'live' && channel.socket?.readyState === WebSocket.OPEN) channel.socket.send(JSON.stringify(frame));
}
