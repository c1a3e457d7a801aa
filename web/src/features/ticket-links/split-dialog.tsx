// Splitting: a message becomes a ticket of its own, with a subject of its own.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSplit } from '@/api/ticket-links.ts';
import type { Comment, Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { linkFault } from './link-fault.ts';

const PRIORITIES = ['baja', 'media', 'alta', 'critica'] as const;

export function SplitDialog({ ticket, comment, onClose }: { ticket: Ticket; comment: Comment; onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const [subject, setSubject] = useState(() => (comment.body_text.split('\n').find((one) => one.trim() !== '') ?? '').trim().slice(0, 120));
  const [description, setDescription] = useState(comment.body_text);
  const [priority, setPriority] = useState(ticket.priority);
  const split = useSplit(ticket.ticket_id);
  const run = async (): Promise<void> => {
    const done = await split.mutateAsync({ comment_id: comment.comment_id, subject: subject.trim(), description, priority }).catch(() => null);
    if (!done) return;
    onClose();
    const number = done.ticket.ticket_number;
    toast.done(t('links.split_done', { number }), { label: t('links.open', { number }), onClick: () => void navigate({ to: '/tickets/$number', params: { number } }) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('links.split_title', { name: comment.author_name })}
      description={t('links.split_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="split-form" tone="primary" busy={split.isPending}>
            {t('links.split_do')}
          </Button>
        </>
      }
    >
      <form
        id="split-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {split.error && <Banner tone="danger">{linkFault(split.error, t)}</Banner>}
        <Field label={t('links.split_subject')}>
          <TextInput value={subject} required autoFocus maxLength={255} autoComplete="off" onChange={(event) => setSubject(event.target.value)} />
        </Field>
        <Field label={t('ticket.description')}>
          <TextArea value={description} rows={6} maxLength={50_000} onChange={(event) => setDescription(event.target.value)} />
        </Field>
        <Field label={t('tickets.priority')}>
          <Select value={priority} onChange={(event) => setPriority(event.target.value as Ticket['priority'])} options={PRIORITIES.map((one) => ({ value: one, label: t(`priority.${one}`) }))} />
        </Field>
      </form>
    </Dialog>
  );
}
