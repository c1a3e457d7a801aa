// What the reader may decide about a request right now; the server says which, this only asks.
import { useQueryClient } from '@tanstack/react-query';
import { Check, CircleHelp, RotateCcw, ShieldQuestion, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { sendTicketAct } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

const RequestApproval = lazy(() => withTexts(['approvals'], import('@/features/approvals/request-approval.tsx')).then((module) => ({ default: module.RequestApproval })));

/** Moves the request; a lost race is told and the page shows how it is now. */
function useDecide(ticket: Ticket) {
  const { t } = useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState<TicketStatus | null>(null);
  const decide = async (status: TicketStatus, done: TextKey, reason?: string): Promise<boolean> => {
    setBusy(status);
    try {
      await sendTicketAct(ticket.ticket_id, { kind: 'status', status, ...(reason ? { reason } : {}) }, ticket.version);
      toast.done(t(done));
      return true;
    } catch (error) {
      toast.problem(error instanceof ApiProblem && error.status === 409 ? t('requests.changed') : refusalSentence(error, t));
      return false;
    } finally {
      setBusy(null);
      void client.invalidateQueries({ queryKey: ['tickets'] });
      await client.invalidateQueries({ queryKey: ['ticket', ticket.ticket_number] });
    }
  };
  return { decide, busy };
}

type Question = 'approve' | 'reject' | 'reopen' | 'finish' | 'cancel';

const questions: Record<Question, { status: TicketStatus; title: TextKey; about: TextKey; action: TextKey; reason: 'needed' | 'asked' | 'none' }> = {
  approve: { status: 'en_proceso', title: 'requests.approve_question', about: 'requests.approve_about', action: 'requests.approve', reason: 'asked' },
  reject: { status: 'cancelado', title: 'requests.reject_title', about: 'requests.reject_about', action: 'requests.reject', reason: 'asked' },
  reopen: { status: 'reabierto', title: 'requests.reopen_title', about: 'requests.reopen_about', action: 'requests.reopen', reason: 'needed' },
  finish: { status: 'cerrado', title: 'requests.finish_title', about: 'requests.finish_about', action: 'requests.finish', reason: 'none' },
  cancel: { status: 'cancelado', title: 'requests.cancel_title', about: 'requests.cancel_about', action: 'requests.cancel', reason: 'none' },
};

function QuestionDialog({ question, busy, onClose, onDecide }: { question: Question; busy: boolean; onClose: () => void; onDecide: (reason: string) => void }) {
  const { t } = useText();
  const { title, about, action, reason: wants } = questions[question];
  const [reason, setReason] = useState('');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(title)}
      description={t(about)}
      footer={
        <>
          <Button onClick={onClose}>{t('requests.keep')}</Button>
          <Button type="submit" form="request-question" tone={question === 'reopen' || question === 'approve' ? 'primary' : 'danger'} busy={busy} disabled={wants === 'needed' && reason.trim() === ''}>
            {t(action)}
          </Button>
        </>
      }
    >
      <form
        id="request-question"
        onSubmit={(event) => {
          event.preventDefault();
          onDecide(reason.trim());
        }}
      >
        {wants !== 'none' && (
          <Field label={t(question === 'approve' ? 'requests.comment' : 'requests.reason')} optional={wants === 'asked' ? t('common.optional') : undefined}>
            <TextArea value={reason} onChange={(event) => setReason(event.target.value)} autoFocus required={wants === 'needed'} maxLength={5000} />
          </Field>
        )}
      </form>
    </Dialog>
  );
}

function Ask({ icon, title, hint, children }: { icon: ReactNode; title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid gap-3 rounded-lg border border-line bg-raised p-4">
      <div className="flex items-start gap-3">
        <span className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-ink [&>svg]:size-5">{icon}</span>
        <div>
          <h2 className="font-semibold">{title}</h2>
          {hint && <p className="text-sm text-muted">{hint}</p>}
        </div>
      </div>
      <div className="flex flex-wrap gap-2 max-sm:[&>button]:h-11 max-sm:[&>button]:flex-1">{children}</div>
    </section>
  );
}

export function RequestActions({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const { decide, busy } = useDecide(ticket);
  const [question, setQuestion] = useState<Question | null>(null);
  const may = (status: TicketStatus): boolean => ticket.allowed_statuses.includes(status);
  const { status } = ticket;

  let panel: ReactNode = null;
  if (status === 'pendiente_aprobacion' && may('en_proceso'))
    panel = (
      <Ask icon={<ShieldQuestion aria-hidden />} title={t('requests.approve_title')} hint={t('requests.approve_hint')}>
        <Suspense fallback={null}>
          <RequestApproval number={ticket.ticket_number} />
        </Suspense>
        <Button tone="primary" icon={<Check className="size-4" aria-hidden />} onClick={() => setQuestion('approve')}>
          {t('requests.approve')}
        </Button>
        <Button icon={<X className="size-4" aria-hidden />} onClick={() => setQuestion('reject')}>
          {t('requests.reject')}
        </Button>
      </Ask>
    );
  else if (status === 'resuelto' && may('cerrado'))
    panel = (
      <Ask icon={<CircleHelp aria-hidden />} title={t('requests.confirm_title')}>
        <Button tone="primary" busy={busy === 'cerrado'} icon={<Check className="size-4" aria-hidden />} onClick={() => void decide('cerrado', 'requests.done_confirm')}>
          {t('requests.confirm_yes')}
        </Button>
        {may('reabierto') && (
          <Button icon={<RotateCcw className="size-4" aria-hidden />} onClick={() => setQuestion('reopen')}>
            {t('requests.confirm_no')}
          </Button>
        )}
      </Ask>
    );
  else if (status === 'espera_cliente') panel = <Banner tone="warn">{t('requests.status_espera_cliente')}</Banner>;

  const quiet: [Question, TextKey][] = [];
  if (status === 'cerrado' && may('reabierto')) quiet.push(['reopen', 'requests.reopen']);
  if (status === 'nuevo' && may('cancelado')) quiet.push(['cancel', 'requests.cancel']);
  if (status !== 'resuelto' && status !== 'pendiente_aprobacion' && may('cerrado')) quiet.push(['finish', 'requests.finish']);

  return (
    <>
      {panel}
      {quiet.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {quiet.map(([kind, label]) => (
            <Button key={kind} small onClick={() => setQuestion(kind)}>
              {t(label)}
            </Button>
          ))}
        </div>
      )}
      {question && (
        <QuestionDialog
          question={question}
          busy={busy !== null}
          onClose={() => setQuestion(null)}
          onDecide={(reason) => {
            void decide(questions[question].status, question === 'approve' ? 'requests.done_approve' : 'requests.done', reason).then(() => setQuestion(null));
          }}
        />
      )}
    </>
  );
}
