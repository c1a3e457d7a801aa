// Answering support, with photos and files.
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useMe } from '@/api/session.ts';
import { useReply } from '@/api/ticket.ts';
import type { NewCommentBody, Ticket } from '@/api/ticket.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { FileDrop } from '@/ui/file-drop.tsx';
import { toast } from '@/ui/toast.tsx';
import { useKeptFiles } from './kept-files.ts';
import { PhotoButtons } from './photo-buttons.tsx';
import { PhotoStrip } from './photo-strip.tsx';
import { keepAnswer, readAnswer } from './request-draft.ts';
import { contentOf } from './send-rules.ts';
import { useSteadySend } from './steady-send.ts';
import { WaitingBanner } from './waiting-banner.tsx';

export function AnswerBox({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const me = useMe();
  const reply = useReply(ticket);
  const files = useKeptFiles(me.user_id, ticket.ticket_id);
  const [text, setText] = useState(() => readAnswer(me.user_id, ticket.ticket_id));
  const steady = useSteadySend(`answer.${ticket.ticket_id}`, ({ body, chosen }: { body: NewCommentBody; chosen: File[] }, key) => reply.mutateAsync({ body, files: chosen, key }));
  const busy = steady.state !== 'idle';
  const reopens = (ticket.status === 'resuelto' || ticket.status === 'cerrado') && ticket.allowed_statuses.includes('reabierto');
  // Closed for good, or cancelled: an answer would open something else than what is on screen.
  if (ticket.status === 'cancelado' || (ticket.status === 'cerrado' && !reopens)) return <Banner tone="info">{t('requests.answer_over')}</Banner>;

  const write = (next: string): void => {
    setText(next);
    keepAnswer(me.user_id, ticket.ticket_id, next);
  };
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const body_text = text.trim() || files.files.map(({ name }) => name).join('\n');
    if (!body_text) return;
    const body = { body_text };
    if (!(await steady.send({ body, chosen: files.files }, contentOf(body, files.files)))) return;
    write('');
    files.clear();
    toast.done(t('requests.answered'));
  };
  return (
    <FileDrop control={files}>
      <form onSubmit={(event) => void onSubmit(event)} className="grid gap-2.5 rounded-lg border border-line bg-raised p-3">
        {steady.error !== null && <Banner tone="danger">{refusalSentence(steady.error, t)}</Banner>}
        {steady.state === 'waiting' && <WaitingBanner onHurry={steady.hurry} onStop={steady.stop} />}
        <Field label={t('requests.answer')} hint={reopens ? t('requests.answer_reopens') : undefined}>
          <TextArea value={text} onChange={(event) => write(event.target.value)} readOnly={busy} placeholder={t('requests.answer_example')} rows={3} maxLength={50_000} />
        </Field>
        <PhotoStrip control={files} label={t('requests.files')} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <PhotoButtons control={files} compact />
          <Button type="submit" tone="primary" busy={busy} disabled={!text.trim() && files.files.length === 0} icon={<Send className="size-4" aria-hidden />}>
            {t('requests.send_answer')}
          </Button>
        </div>
      </form>
    </FileDrop>
  );
}
