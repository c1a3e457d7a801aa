// Pictures of a mail's own parts: fetched with the reader's rights and put into the frame as data, since a frame carries no token.
import { useEffect, useState } from 'react';
import { requestBlob } from '@/api/client.ts';

const ownPicture = /\ssrc="(\/api\/attachments\/[0-9a-f-]{36})"/g;
const picturesMax = 40;

const asDataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(blob);
  });

/** The HTML with its own pictures in place, as soon as they are there; a picture that does not load stays empty. */
export function useInlineImages(html: string): string {
  const [shown, setShown] = useState<{ of: string; html: string } | null>(null);
  useEffect(() => {
    const paths = [...new Set([...html.matchAll(ownPicture)].map((match) => match[1]!))].slice(0, picturesMax);
    if (paths.length === 0) return;
    let isCurrent = true;
    const load = async (path: string): Promise<[string, string] | null> => {
      const blob = await requestBlob(path.replace(/^\/api/, '')).catch(() => null);
      return blob?.type.startsWith('image/') ? [path, await asDataUrl(blob)] : null;
    };
    void Promise.all(paths.map(load)).then((loaded) => {
      const pictures = new Map(loaded.filter((entry) => entry !== null));
      if (isCurrent) setShown({ of: html, html: html.replace(ownPicture, (whole, path: string) => (pictures.has(path) ? ` src="${pictures.get(path)}"` : whole)) });
    });
    return () => {
      isCurrent = false;
    };
  }, [html]);
  return shown?.of === html ? shown.html : html;
}
