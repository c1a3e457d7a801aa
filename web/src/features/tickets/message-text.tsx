// The text of a message of the portal: Markdown as nodes, with the pictures among its files.
import { useEffect, useState } from 'react';
import { pictureBlob } from '@/api/drafts.ts';
import { MarkdownView } from '@/features/knowledge/markdown-view.tsx';
import { useText } from '@/text/translate.ts';

function FilePicture({ fileId, alt, isDraft }: { fileId: string; alt: string; isDraft: boolean }) {
  const { t } = useText();
  const [url, setUrl] = useState<string | null>(null);
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    let made: string | null = null;
    let isCurrent = true;
    pictureBlob(fileId, isDraft).then(
      (blob) => {
        if (!isCurrent || !blob.type.startsWith('image/')) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      () => isCurrent && setGone(true),
    );
    return () => {
      isCurrent = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [fileId, isDraft]);
  if (isGone) return <span className="text-muted">[{alt || t('write.picture')}]</span>;
  if (!url) return <span aria-hidden className="inline-block h-24 w-40 animate-pulse rounded-md bg-sunken" />;
  return <img src={url} alt={alt || t('write.picture')} className="inline-block max-h-96 max-w-full rounded-md border border-line" />;
}

const sent = (fileId: string, alt: string) => <FilePicture fileId={fileId} alt={alt} isDraft={false} />;
const unsent = (fileId: string, alt: string) => <FilePicture fileId={fileId} alt={alt} isDraft />;

/** `isDraft`: its files are those of one's own draft. */
export function MessageText({ text, isDraft = false }: { text: string; isDraft?: boolean }) {
  return <MarkdownView text={text} picture={isDraft ? unsent : sent} />;
}
