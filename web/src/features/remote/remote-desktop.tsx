// The machine's screen: noVNC over the session's own channel, fetched when somebody opens one.
import RFB from '@novnc/novnc';
import { useEffect, useRef } from 'react';
import type { RemoteChannel } from '@/api/remote-channel.ts';
import { useText } from '@/text/translate.ts';

/** As much of a WebSocket as noVNC looks at; it reads what it is given at once. */
class ChannelSocket {
  binaryType = 'arraybuffer';
  protocol = '';
  readyState: 'open' | 'closed' = 'open';
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  #listener: ((event: { data: ArrayBuffer }) => void) | null = null;
  /** noVNC listens a moment after it was made; the server's first word may be faster. */
  #early: ArrayBuffer[] = [];
  readonly #channel: RemoteChannel;
  constructor(channel: RemoteChannel) {
    this.#channel = channel;
  }

  get onmessage() {
    return this.#listener;
  }

  set onmessage(listener: ((event: { data: ArrayBuffer }) => void) | null) {
    this.#listener = listener;
    // It is ready when it has done with what it attaches itself by.
    queueMicrotask(() => {
      for (const data of this.#early.splice(0)) this.#listener?.({ data });
    });
  }

  deliver(data: ArrayBuffer): void {
    if (this.#listener) this.#listener({ data });
    else this.#early.push(data);
  }

  send(data: Uint8Array<ArrayBuffer> | ArrayBuffer): void {
    this.#channel.send(new Uint8Array(data instanceof ArrayBuffer ? data.slice(0) : data.slice()));
  }

  close(): void {
    this.readyState = 'closed';
    this.onclose?.({ code: 1000, reason: '' });
  }
}

export interface DesktopView {
  write: (bytes: Uint8Array<ArrayBuffer>, took: () => void) => void;
  focus: () => void;
  ctrlAltDel: () => void;
}

export default function RemoteDesktop({ channel, onReady, onPassword }: { channel: RemoteChannel; onReady: (view: DesktopView) => void; onPassword: (answer: (password: string) => void) => void }) {
  const { t } = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const socket = new ChannelSocket(channel);
    const rfb = new RFB(element, socket as unknown as WebSocket, { shared: true });
    rfb.scaleViewport = true;
    rfb.background = '#0d1117';
    rfb.addEventListener('credentialsrequired', () => onPassword((password) => rfb.sendCredentials({ password })));
    onReady({
      write: (bytes, took) => {
        socket.deliver(bytes.buffer);
        took();
      },
      focus: () => rfb.focus(),
      ctrlAltDel: () => rfb.sendCtrlAltDel(),
    });
    return () => rfb.disconnect();
  }, [channel, onReady, onPassword]);
  return <div ref={place} role="application" aria-label={t('assets.remote_desktop')} className="h-full min-h-0 w-full overflow-hidden bg-[#0d1117]" />;
}
