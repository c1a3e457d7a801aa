// A mail's HTML, already sanitised by the server, in a frame that runs no script and fetches nothing until asked.
import { ImageOff } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { useInlineImages } from './use-inline-images.ts';

interface TrustedPolicy {
  createHTML: (html: string) => string;
}
interface TrustedFactory {
  createPolicy: (name: string, rules: TrustedPolicy) => TrustedPolicy;
}

// The one name that the page's policy allows; its only output goes into the sandboxed frame below.
const trusted = (globalThis as { trustedTypes?: TrustedFactory }).trustedTypes;
const policy: TrustedPolicy = trusted?.createPolicy('lanet-mail', { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};

const remoteSource = /\sdata-remote-src=/gi;
/** A mail without colours of its own follows the theme; one with colours gets the white page it was made for. */
const hasColours = /\b(?:background|bgcolor|color)\b|<img\b/i;

function frameDocument(html: string, images: boolean): string {
  const follows = !hasColours.test(html);
  const policyText = `default-src 'none'; img-src data:${images ? ' https:' : ''}; style-src 'unsafe-inline'`;
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyText}"><meta name="referrer" content="no-referrer"><style>
:root{color-scheme:${follows ? 'light dark' : 'light'}}html{background:${follows ? 'transparent' : '#fff'};color:${follows ? 'light-dark(#17181b,#eceef2)' : '#17181b'}}
body{margin:0;display:flow-root;padding:${follows ? '0' : '12px'};font:14px/1.5 ui-sans-serif,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;overflow-wrap:anywhere}
body>:first-child{margin-top:0}body>:last-child{margin-bottom:0}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #9994}
</style></head><body>${images ? html.replace(remoteSource, ' src=') : html}</body></html>`;
}

export function MailFrame({ html: given, title }: { html: string; title: string }) {
  const { t } = useText();
  const html = useInlineImages(given);
  const [images, setImages] = useState(false);
  const [heightPx, setHeightPx] = useState(60);
  const observer = useRef<ResizeObserver | null>(null);
  const hasRemote = useMemo(() => /\sdata-remote-src=/i.test(html), [html]);
  const source = useMemo(() => policy.createHTML(frameDocument(html, images)), [html, images]);

  // Set by hand: React would turn the trusted value into a plain string, which the browser then refuses.
  const attach = useCallback(
    (frame: HTMLIFrameElement | null) => {
      observer.current?.disconnect();
      if (!frame) return;
      frame.onload = () => {
        const body = frame.contentDocument?.body;
        if (!body) return;
        const fit = (): void => setHeightPx(Math.ceil(body.getBoundingClientRect().height) + 2);
        fit();
        observer.current = new ResizeObserver(fit);
        observer.current.observe(body);
      };
      frame.srcdoc = source;
    },
    [source],
  );
  return (
    <div className="grid gap-2">
      {hasRemote && !images && (
        <div className="flex flex-wrap items-center gap-2 text-xs text-muted">
          <ImageOff className="size-4" aria-hidden />
          {t('ticket.images_blocked')}
          <Button small onClick={() => setImages(true)}>
            {t('ticket.show_images')}
          </Button>
        </div>
      )}
      <iframe
        key={`${images}-${html.length}`}
        ref={attach}
        title={title}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        style={{ height: heightPx }}
        className="w-full rounded-md"
      />
    </div>
  );
}
