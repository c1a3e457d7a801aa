// Answering support, with photos and files.
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useReply } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { ChosenFiles, FileDrop, useFiles } from '@/ui/file-drop.tsx';
import { toast } from '@/ui/toast.tsx';
import { PhotoButtons } from './photo-buttons.tsx';

export function AnswerBox({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const reply = useReply(ticket);
  const files = useFiles();
  const [text, setText] = useState('');
  const reopens = (ticket.status === 'resuelto' || ticket.status === 'cerrado') && ticket.allowed_statuses.includes('reabierto');
  // Closed for good, or cancelled: an answer would open something else than what is on screen.
  if (ticket.status === 'cancelado' || (ticket.status === 'cerrado' && !reopens)) return <Banner tone="info">{t('requests.answer_over')}</Banner>;

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (reply.isPending) return;
    const body_text = text.trim() || files.files.map(({ name }) => name).join('\n');
    if (!body_text) return;
    reply.mutate(
      { body: { body_text }, files: files.files },
      {
        onSuccess: () => {
          setText('');
          files.clear();
          toast.done(t('requests.answered'));
        },
      },
    );
  };
  return (
    <FileDrop control={files}>
      <form onSubmit={onSubmit} className="grid gap-2.5 rounded-lg border border-line bg-raised p-3">
        {reply.error && <Banner tone="danger">{refusalSentence(reply.error, t)}</Banner>}
        <Field label={t('requests.answer')} hint={reopens ? t('requests.answer_reopens') : undefined}>
          <TextArea value={text} onChange={(event) => setText(event.target.value)} placeholder={t('requests.answer_example')} rows={3} maxLength={50_000} />
        </Field>
        <ChosenFiles control={files} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <PhotoButtons control={files} compact />
          <Button type="submit" tone="primary" busy={reply.isPending} disabled={!text.trim() && files.files.length === 0} icon={<Send className="size-4" aria-hidden />}>
            {t('requests.send_answer')}
          </Button>
        </div>
      </form>
    </FileDrop>
  );
}
