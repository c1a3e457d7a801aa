// Photos of a message, small in the conversation and large when they are touched; other files stay a list.
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { requestBlob } from '@/api/client.ts';
import { downloadAttachment } from '@/api/ticket.ts';
import type { Attachment } from '@/api/ticket.ts';
import { AttachmentList } from '@/features/tickets/attachment-list.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { problemSentence, Skeleton } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { BlobImage } from './photo-strip.tsx';

const isPhoto = ({ mime_type, refused_reason }: Attachment): boolean => refused_reason === null && /^image\/(?:jpeg|png|gif|webp)$/.test(mime_type);

/** True once it came near the visible part of the page. */
function useSeen<E extends Element>(): [React.RefObject<E | null>, boolean] {
  const place = useRef<E>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current || isSeen) return;
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), { rootMargin: '200px' });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [isSeen]);
  return [place, isSeen];
}

function Photo({ file }: { file: Attachment }) {
  const { t } = useText();
  const [place, isSeen] = useSeen<HTMLLIElement>();
  const [isLarge, setLarge] = useState(false);
  const { data, isError } = useQuery({ queryKey: ['attachment', file.attachment_id], queryFn: () => requestBlob(`/attachments/${file.attachment_id}`), enabled: isSeen, staleTime: Infinity });
  return (
    <li ref={place} className="max-w-full">
      {isError ? (
        <AttachmentList files={[file]} />
      ) : (
        <button type="button" aria-label={t('requests.show_photo', { name: file.name })} onClick={() => setLarge(true)} className="block overflow-hidden rounded-lg border border-line bg-sunken">
          {data ? <BlobImage blob={data} alt="" className="h-32 max-w-full object-cover" /> : <Skeleton className="h-32 w-40" />}
        </button>
      )}
      {isLarge && (
        <Dialog
          open
          wide
          onOpenChange={setLarge}
          title={file.name}
          footer={
            <Button icon={<Download className="size-4" aria-hidden />} onClick={() => void downloadAttachment(file).catch((error: unknown) => toast.problem(problemSentence(error, t)))}>
              {t('files.download')}
            </Button>
          }
        >
          {data && <BlobImage blob={data} alt={file.name} className="mx-auto max-h-[70dvh] max-w-full object-contain" />}
        </Dialog>
      )}
    </li>
  );
}

export function PhotoPreviews({ files }: { files: Attachment[] }) {
  const { t } = useText();
  const photos = files.filter(isPhoto);
  return (
    <>
      {photos.length > 0 && (
        <ul aria-label={t('requests.photos')} className="flex flex-wrap gap-2">
          {photos.map((file) => (
            <Photo key={file.attachment_id} file={file} />
          ))}
        </ul>
      )}
      <AttachmentList files={files.filter((file) => !isPhoto(file))} />
    </>
  );
}
