// Whom to ask, for what, what it costs and how long the link of the mail decides.
import { useId, useState } from 'react';
import { APPROVAL_DAYS_MAX } from '../../../../worker/modules/approvals/values.ts';
import { useAskApproval } from '@/api/approvals.ts';
import { useClientPeople } from '@/api/people.ts';
import type { Ticket } from '@/api/ticket.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

export function AskApprovalDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useText();
  const people = useClientPeople(ticket.client_id).data ?? [];
  const list = useId();
  const [email, setEmail] = useState('');
  const [what, setWhat] = useState('');
  const [cost, setCost] = useState('');
  const [days, setDays] = useState('7');
  const ask = useAskApproval(ticket.ticket_number);
  const { fields, banner } = formProblem(ask.error, ['approver_email', 'what', 'cost', 'days'], t);
  const submit = (): void =>
    ask.mutate(
      { approver_email: email.trim(), what: what.trim(), cost: cost.trim(), days: Number(days), version: ticket.version },
      {
        onSuccess: () => {
          toast.done(t('approval.asked', { email: email.trim() }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('approval.ask')}
      description={t('approval.ask_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="approval-form" tone="primary" busy={ask.isPending}>
            {t('approval.send')}
          </Button>
        </>
      }
    >
      <form
        id="approval-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('approval.approver')} hint={t('approval.approver_hint', { client: ticket.client_name })} error={fields.approver_email}>
          <TextInput type="email" required list={list} value={email} onChange={(event) => setEmail(event.target.value)} maxLength={254} autoComplete="off" />
        </Field>
        <datalist id={list}>
          {people.map((one) => (
            <option key={one.user_id} value={one.email}>
              {one.name}
            </option>
          ))}
        </datalist>
        <Field label={t('approval.what')} hint={t('approval.what_hint')} error={fields.what}>
          <TextArea required rows={3} value={what} onChange={(event) => setWhat(event.target.value)} maxLength={2000} />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('approval.cost')} optional={t('common.optional')} hint={t('approval.cost_hint')} error={fields.cost}>
            <TextInput value={cost} onChange={(event) => setCost(event.target.value)} maxLength={80} autoComplete="off" />
          </Field>
          <Field label={t('approval.days')} error={fields.days}>
            <TextInput type="number" required min={1} max={APPROVAL_DAYS_MAX} value={days} onChange={(event) => setDays(event.target.value)} />
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
