// The terminal itself: @xterm/xterm, which is fetched when somebody opens one.
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import look from '@xterm/xterm/css/xterm.css?inline';
import { useEffect, useRef } from 'react';
import type { RemoteChannel } from '@/api/remote-channel.ts';
import { useText } from '@/text/translate.ts';

const historyLines = 5_000;
let sheet: CSSStyleSheet | null = null;

/** Once for the document, and only when there is a terminal. */
function adoptLook(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

export interface TerminalView {
  write: (bytes: Uint8Array, took: () => void) => void;
  focus: () => void;
}

export default function RemoteTerminal({ channel, onReady }: { channel: RemoteChannel; onReady: (view: TerminalView) => void }) {
  const { t } = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    adoptLook();
    const encoder = new TextEncoder();
    const terminal = new Terminal({
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches, scrollback: historyLines, fontSize: 14, fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace', screenReaderMode: true,
      theme: { background: '#0d1117', foreground: '#e6edf3', cursor: '#e6edf3', selectionBackground: '#3b5d8f' },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(element);
    const measure = (): void => {
      fit.fit();
      channel.size(terminal.cols, terminal.rows);
    };
    const typed = terminal.onData((text) => channel.send(encoder.encode(text)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    terminal.focus();
    onReady({ write: (bytes, took) => terminal.write(bytes, took), focus: () => terminal.focus() });
    return () => {
      observer.disconnect();
      typed.dispose();
      terminal.dispose();
    };
  }, [channel, onReady]);
  return <div ref={place} role="application" aria-label={t('assets.remote_terminal')} className="h-full min-h-0 w-full overflow-hidden bg-[#0d1117] p-2" />;
}
