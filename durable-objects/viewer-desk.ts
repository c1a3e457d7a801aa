// Browsers that watch one machine: what they may hear, and how far each has read an output. Survives sleep in the sockets' attachments.
import { jsonOf } from './json-of.ts';
import type { Piece } from './output-store.ts';
import { type AssetViewer, FOLLOW_BYTES_MAX, VIEWER_MINUTES_MAX, ViewerFrame, type OutputPage, type ViewerMessage } from './protocol/fleet.ts';
import { CLOSE } from './protocol/limits.ts';
import { base64Of } from './read-frame.ts';

const TAG = 'viewer';
const FRAME_CHARS_MAX = 512;
const FOLLOWS_MAX = 8;
const VIEWERS_MAX = 50;
const PAGE_BYTES = 256 * 1024;

/** `isLive`: everything up to `offset` was sent, and what comes next is sent as it comes. */
interface Follow {
  offset: number;
  isLive: boolean;
}
interface Attachment {
  kind: 'viewer';
  viewer: AssetViewer;
  until: number;
  follows: Record<string, Follow>;
}

export class ViewerDesk {
  /** Null until the platform was asked, which costs more than a frame. */
  #known: WebSocket[] | null = null;
  readonly #ctx: DurableObjectState;
  readonly #page: (executionId: string, offset: number, bytesMax: number) => Promise<OutputPage | null>;
  constructor(ctx: DurableObjectState, page: (executionId: string, offset: number, bytesMax: number) => Promise<OutputPage | null>) {
    this.#ctx = ctx;
    this.#page = page;
  }

  /** Null when too many watch already. */
  accept(viewer: AssetViewer, hello: ViewerMessage, now: number): Response | null {
    if (this.count() >= VIEWERS_MAX) return null;
    const { 0: browser, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [TAG]);
    keep(server, { kind: TAG, viewer, until: now + VIEWER_MINUTES_MAX * 60_000, follows: {} });
    this.#known = [...this.#open(), server];
    send(server, hello);
    return new Response(null, { status: 101, webSocket: browser });
  }

  count(): number {
    return this.#sockets().length;
  }

  /** To everybody; what is said of output only to those who may read it and are there with their reading. */
  tell(message: ViewerMessage): void {
    for (const [socket, attachment] of this.#sockets()) {
      if (message.type === 'output.end' && !attachment.follows[message.execution_id]?.isLive) continue;
      send(socket, message);
    }
  }

  /** A new piece of output. */
  tellOutput(executionId: string, piece: Piece): void {
    for (const [socket, attachment] of this.#sockets()) {
      const follow = attachment.follows[executionId];
      if (!follow?.isLive || follow.offset !== piece.offset) continue;
      send(socket, { type: 'output', execution_id: executionId, offset: piece.offset, stream: piece.stream, data: base64Of(piece.data) });
      keep(socket, { ...attachment, follows: { ...attachment.follows, [executionId]: { offset: piece.offset + piece.data.byteLength, isLive: true } } });
    }
  }

  async heard(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const frame = typeof message === 'string' && message.length <= FRAME_CHARS_MAX ? ViewerFrame.safeParse(jsonOf(message)) : null;
    if (!frame?.success) return socket.close(CLOSE.badFrame, 'frame');
    const attachment = attachmentOf(socket);
    if (!attachment) return;
    const { [frame.data.execution_id]: before, ...others } = attachment.follows;
    if (frame.data.type === 'unfollow') return keep(socket, { ...attachment, follows: others });
    if (!attachment.viewer.may_read_output || (!before && Object.keys(others).length >= FOLLOWS_MAX)) return socket.close(CLOSE.badFrame, 'not allowed');
    await this.#follow(socket, frame.data.execution_id, frame.data.offset);
  }

  /** Rights are read again by asking for a new ticket. */
  closeOld(now: number): void {
    for (const [socket, { until }] of this.#sockets()) if (until <= now) socket.close(CLOSE.viewerRenew, 'renew');
  }

  closeAll(): void {
    for (const [socket] of this.#sockets()) socket.close(CLOSE.viewerRenew, 'renew');
  }

  nextDeadline(): number | null {
    const untils = this.#sockets().map(([, { until }]) => until);
    return untils.length === 0 ? null : Math.min(...untils);
  }

  async #follow(socket: WebSocket, executionId: string, from: number): Promise<void> {
    let offset = from;
    const mark = (isLive: boolean): void => {
      const attachment = attachmentOf(socket);
      if (attachment) keep(socket, { ...attachment, follows: { ...attachment.follows, [executionId]: { offset, isLive } } });
    };
    mark(false);
    for (;;) {
      const page = await this.#page(executionId, offset, PAGE_BYTES);
      if (!page || socket.readyState !== WebSocket.OPEN) return;
      for (const piece of page.chunks) send(socket, { type: 'output', execution_id: executionId, offset: piece.offset, stream: piece.stream, data: base64Of(piece.data) });
      offset = Math.max(offset, page.next_offset);
      if (offset >= page.total) {
        // Nothing is awaited between the last page and this mark: the next piece is the one that follows.
        mark(true);
        if (page.is_final) send(socket, { type: 'output.end', execution_id: executionId, total: page.total });
        return;
      }
      if (offset - from >= FOLLOW_BYTES_MAX || page.chunks.length === 0) return send(socket, { type: 'output.more', execution_id: executionId, next_offset: offset });
    }
  }

  #sockets(): [WebSocket, Attachment][] {
    return this.#open().flatMap((socket): [WebSocket, Attachment][] => {
      const attachment = attachmentOf(socket);
      return attachment ? [[socket, attachment]] : [];
    });
  }

  #open(): WebSocket[] {
    this.#known = (this.#known ?? this.#ctx.getWebSockets(TAG)).filter((socket) => socket.readyState === WebSocket.OPEN);
    return this.#known;
  }
}

export const isViewerSocket = (socket: WebSocket): boolean => attachmentOf(socket) !== null;

const remembered = new WeakMap<WebSocket, Attachment>();

function attachmentOf(socket: WebSocket): Attachment | null {
  const known = remembered.get(socket);
  if (known) return known;
  const attachment = socket.deserializeAttachment() as Attachment | null;
  if (attachment?.kind !== TAG) return null;
  remembered.set(socket, attachment);
  return attachment;
}

function keep(socket: WebSocket, attachment: Attachment): void {
  remembered.set(socket, attachment);
  socket.serializeAttachment(attachment);
}

function send(socket: WebSocket, message: ViewerMessage): void {
  try {
    socket.send(JSON.stringify(message));
  } catch {
    // The browser left between the list and the send; its close event follows.
  }
}
