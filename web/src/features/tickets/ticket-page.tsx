// One ticket: its conversation, the answer box, its facts and its history.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, Check, CircleDot, Copy, Lock, Pencil, Reply, Signal, Trash2, UserRoundCheck } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session.ts';
import { deleteTicket, useComments, useTicket } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useCommands } from '@/shell/commands.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { PriorityBadge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { ErrorPanel, problemSentence, Skeleton, SkeletonList } from '@/ui/feedback.tsx';
import { usePageTitle } from '@/ui/page.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { toast } from '@/ui/toast.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Composer } from './composer.tsx';
import type { ComposerHandle } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { LedHere } from './led-here.tsx';
import { rememberTrail } from './next-ticket.ts';
import { PresenceBar } from './presence-bar.tsx';
import { PrintButton } from './print-button.tsx';
import type { QuickAct } from './use-quick-act.ts';
import { repeatsDescription, sourcesSaid } from './repeats-description.ts';
import { StatusMenu } from './status-menu.tsx';
import { TicketFacts } from './ticket-facts.tsx';
import { usePresence } from './use-presence.ts';
import { useTicketAct } from './use-ticket-act.ts';

const ActivityList = lazy(() => import('./activity-list.tsx').then((module) => ({ default: module.ActivityList })));
const ResolutionList = lazy(() => import('./resolution-list.tsx').then((module) => ({ default: module.ResolutionList })));
const ConflictBanner = lazy(() => import('./conflict-banner.tsx').then((module) => ({ default: module.ConflictBanner })));
const QuickActDialog = lazy(() => import('./quick-act-dialog.tsx').then((module) => ({ default: module.QuickActDialog })));
const TicketCustomFields = lazy(() => import('./ticket-custom-fields.tsx').then((module) => ({ default: module.TicketCustomFields })));
const MailRecords = lazy(() => withTexts(['desk', 'mailDesk'], import('./mail-records.tsx')).then((module) => ({ default: module.MailRecords })));
const SuppressedBanner = lazy(() => withTexts(['mailDesk'], import('./suppressed-banner.tsx')).then((module) => ({ default: module.SuppressedBanner })));
const EditTicketDialog = lazy(() => withTexts(['mailDesk'], import('./edit-ticket-dialog.tsx')).then((module) => ({ default: module.EditTicketDialog })));
const TicketAsset = lazy(() => withTexts(['fleet', 'assets'], import('./ticket-asset.tsx')).then((module) => ({ default: module.TicketAsset })));
const TicketSla = lazy(() => withTexts(['clocks'], import('./ticket-sla.tsx')).then((module) => ({ default: module.TicketSla })));
const TicketSlaChip = lazy(() => withTexts(['clocks'], import('./ticket-sla-chip.tsx')).then((module) => ({ default: module.TicketSlaChip })));
const PinButton = lazy(() => withTexts(['queue'], import('./pin-button.tsx')).then((module) => ({ default: module.PinButton })));
const TimerButton = lazy(() => withTexts(['time'], import('@/features/time/timer-button.tsx')).then((module) => ({ default: module.TimerButton })));
const TicketTime = lazy(() => withTexts(['time'], import('@/features/time/ticket-time.tsx')).then((module) => ({ default: module.TicketTime })));
const WatchBar = lazy(() => withTexts(['notices'], import('@/features/notifications/watch-bar.tsx')).then((module) => ({ default: module.WatchBar })));
const TicketWaiting = lazy(() => withTexts(['notices'], import('@/features/waiting/ticket-waiting.tsx')).then((module) => ({ default: module.TicketWaiting })));
const TicketApproval = lazy(() => withTexts(['approvals'], import('@/features/approvals/ticket-approval.tsx')).then((module) => ({ default: module.TicketApproval })));
const TicketRatings = lazy(() => withTexts(['ratings'], import('@/features/ratings/ticket-ratings.tsx')).then((module) => ({ default: module.TicketRatings })));
const TicketChecklist = lazy(() => withTexts(['macros'], import('@/features/checklists/ticket-checklist.tsx')).then((module) => ({ default: module.TicketChecklist })));
const TicketLinks = lazy(() => withTexts(['ticketLinks'], import('@/features/ticket-links/ticket-links.tsx')).then((module) => ({ default: module.TicketLinks })));
const TicketExecutions = lazy(() => withTexts(['fleet', 'assets'], import('./ticket-executions.tsx')).then((module) => ({ default: module.TicketExecutions })));

export function TicketPage() {
  const { number } = useParams({ from: '/app/staff/tickets/$number' });
  return <TicketView number={number} />;
}

/** @param isBeside it stands beside the list, with less room */
export function TicketView({ number, isBeside = false }: { number: string; isBeside?: boolean }) {
  const ticket = useTicket(number);
  const { t } = useText();
  if (ticket.isPending) return <SkeletonList rows={10} />;
  if (!ticket.data) return <ErrorPanel back={isBeside ? undefined : { to: '/tickets', label: t('ticket.back') }} error={ticket.error} onRetry={() => void ticket.refetch()} />;
  // An old number, or an id: the ticket that answers it has its own address.
  if (ticket.data.ticket_number !== number) return <LedHere ticket={ticket.data} asked={number} />;
  return <TicketBody key={ticket.data.ticket_id} ticket={ticket.data} isBeside={isBeside} />;
}

function NumberCopy({ number }: { number: string }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void navigator.clipboard.writeText(number).then(() => setCopied(true));
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={t('ticket.copy_number', { number })}
      className="inline-flex h-7 items-center gap-1.5 rounded-md px-1.5 text-sm text-muted tabular-nums hover:bg-hover hover:text-ink"
    >
      {number}
      {copied ? <Check className="size-3.5 text-ok-ink" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
    </button>
  );
}

function DeleteButton({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (me.role !== 'superadmin' && me.role !== 'admin') return null;
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await deleteTicket(ticket.ticket_id);
      toast.done(t('ticket.deleted', { number: ticket.ticket_number }));
      await navigate({ to: '/tickets' });
    } catch (error) {
      toast.problem(problemSentence(error, t));
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <IconButton label={t('ticket.delete')} onClick={() => setAsking(true)}>
        <Trash2 className="size-4" aria-hidden />
      </IconButton>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('ticket.delete_question', { number: ticket.ticket_number })}
        description={t('ticket.delete_about')}
        action={t('ticket.delete')}
        busy={busy}
        onAction={() => void remove()}
      />
    </>
  );
}

/** The conversation is read first and painted first: what is inside comes with a frame of its own. */
function Facts({ isNarrow, children }: { isNarrow: boolean; children: ReactNode }) {
  const { t } = useText();
  const isDue = useDeferredValue(true, false);
  if (!isNarrow)
    return (
      <aside aria-label={t('ticket.details')} className="w-72 shrink-0 border-l border-line px-5 py-4 max-lg:w-60">
        {isDue && children}
      </aside>
    );
  return (
    <details className="mx-4 mb-2 rounded-lg border border-line">
      <summary className="flex min-h-10 items-center px-3 text-sm font-medium">{t('ticket.details')}</summary>
      <div className="px-3 pt-1 pb-4">{isDue && children}</div>
    </details>
  );
}

function TicketBody({ ticket, isBeside }: { ticket: Ticket; isBeside: boolean }) {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const narrow = useNarrow() || isBeside;
  // Beside the list the page's own heading is the list's.
  const Heading = isBeside ? 'h2' : 'h1';
  const acts = useTicketAct(ticket);
  const composer = useRef<ComposerHandle>(null);
  const [statusOpen, setStatusOpen] = useState(false);
  const [quick, setQuick] = useState<QuickAct | null>(null);
  const [tab, setTab] = useState('conversation');
  const [editing, setEditing] = useState(false);
  const number = ticket.ticket_number;
  const client = useQueryClient();
  useEffect(() => rememberTrail(client, number), [client, number]);
  const [writing, setWriting] = useState<'replying' | 'noting' | null>(null);
  const companions = usePresence(ticket.ticket_id, me.user_id, writing ?? 'looking');
  const comments = useComments(number).data;
  // The answer comes with the frame after the question.
  const isRead = useDeferredValue(true, false);
  usePageTitle(`${number} ${ticket.subject}`);

  const write = (internal: boolean) => (): void => {
    setTab('conversation');
    requestAnimationFrame(() => composer.current?.focus(internal));
  };
  useCommands([
    { id: 'reply', label: t('ticket.public_reply'), group: 'ticket', keys: 'r', icon: <Reply aria-hidden />, run: write(false) },
    { id: 'note', label: t('ticket.internal_note'), group: 'ticket', keys: 'n', icon: <Lock aria-hidden />, run: write(true) },
    {
      id: 'assign me',
      label: t('tickets.assign_me'),
      group: 'ticket',
      keys: 'i',
      icon: <UserRoundCheck aria-hidden />,
      run: () => void acts.run({ kind: 'assign', assigned_to: me.user_id, assigned_to_name: me.name }),
    },
    { id: 'assign', label: t('tickets.act_assign'), group: 'ticket', keys: 'a', run: () => setQuick('assign') },
    {
      id: 'status',
      label: t('tickets.act_status'),
      group: 'ticket',
      keys: 's',
      icon: <CircleDot aria-hidden />,
      run: () => setStatusOpen(true),
    },
    {
      id: 'priority',
      label: t('tickets.act_priority'),
      group: 'ticket',
      keys: 'p',
      icon: <Signal aria-hidden />,
      run: () => setQuick('priority'),
    },
    { id: 'new ticket', label: t('tickets.new'), group: 'ticket', keys: 'c', run: () => void navigate({ to: '/tickets/new' }) },
  ]);

  const machine = (
    <Suspense fallback={<Skeleton className="h-24 w-full" />}>
      <TicketAsset ticket={ticket} acts={acts} />
    </Suspense>
  );
  // A ticket about a machine is worked beside it: there it stands first.
  const facts = (
    <Facts isNarrow={narrow}>
      <Suspense fallback={<Skeleton className="mb-4 h-24 w-full" />}>
        <WatchBar number={number} ticketId={ticket.ticket_id} />
        <TicketWaiting number={number} isOpen={!['resuelto', 'cerrado', 'cancelado'].includes(ticket.status)} />
        <TicketApproval ticket={ticket} />
        <TicketSla number={number} />
      </Suspense>
      {ticket.asset_id && <div className="mb-4 border-b border-line pb-4">{machine}</div>}
      <TicketFacts ticket={ticket} acts={acts} />
      {ticket.custom_fields.length > 0 && (
        <Suspense fallback={<Skeleton className="mt-4 h-16 w-full" />}>
          <TicketCustomFields ticket={ticket} acts={acts} />
        </Suspense>
      )}
      <Suspense fallback={<Skeleton className="mt-4 h-20 w-full" />}>
        <TicketTime number={number} ticketId={ticket.ticket_id} clientId={ticket.client_id} />
        <TicketRatings number={number} />
      </Suspense>
      <Suspense fallback={<Skeleton className="mt-4 h-16 w-full" />}>
        <TicketChecklist number={number} status={ticket.status} />
      </Suspense>
      <Suspense fallback={<Skeleton className="mt-4 h-24 w-full" />}>
        <TicketLinks ticket={ticket} />
      </Suspense>
      {!ticket.asset_id && <div className="mt-4 border-t border-line pt-3.5">{machine}</div>}
    </Facts>
  );
  return (
    <>
      <header className="grid gap-1.5 px-4 pt-3 pb-3 sm:px-6">
        <div className="flex flex-wrap items-center gap-1">
          {!isBeside && (
            <Link
              to="/tickets"
              aria-label={t('ticket.back')}
              className="-ml-2 grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <ArrowLeft className="size-4" aria-hidden />
            </Link>
          )}
          <NumberCopy number={number} />
          <span className="min-w-0 flex-1 truncate text-sm text-muted">
            {ticket.client_name} · {ticket.site_name}
          </span>
          <Suspense fallback={null}>
            <PinButton ticketId={ticket.ticket_id} number={number} subject={ticket.subject} />
            <TimerButton ticketId={ticket.ticket_id} />
          </Suspense>
          <PrintButton />
          <DeleteButton ticket={ticket} />
        </div>
        <div className="flex items-start gap-1">
          <Heading className="min-w-0 text-xl font-semibold tracking-tight wrap-anywhere">{ticket.subject}</Heading>
          <IconButton label={t('ticket.edit')} onClick={() => setEditing(true)}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <StatusMenu ticket={ticket} acts={acts} open={statusOpen} onOpenChange={setStatusOpen} />
          <PriorityBadge priority={ticket.priority} />
          <span className="text-sm text-muted">
            {t('tickets.assignee')}:{' '}
            <span className="font-medium text-ink">{ticket.assigned_to_name ?? t('tickets.nobody')}</span>
          </span>
          {narrow && (
            <Suspense fallback={null}>
              <TicketSlaChip number={number} />
            </Suspense>
          )}
        </div>
        <PresenceBar people={companions} />
      </header>
      {ticket.suppressed_emails.length > 0 && (
        <Suspense fallback={null}>
          <SuppressedBanner ticket={ticket} />
        </Suspense>
      )}
      {acts.conflict && (
        <Suspense fallback={null}>
          <ConflictBanner ticket={ticket} acts={acts} />
        </Suspense>
      )}
      {narrow && facts}
      <div className="flex min-h-0 flex-1 border-t border-line">
        <Tabs
          className="min-w-0 flex-1 px-4 pt-1 sm:px-6"
          label={t('ticket.parts')}
          value={tab}
          onValueChange={setTab}
          items={[
            {
              value: 'conversation',
              label: t('ticket.conversation'),
              count: comments && String(comments.length + (repeatsDescription(ticket, comments[0]) ? 0 : 1) + sourcesSaid(ticket, comments).length),
            },
            { value: 'activity', label: t('ticket.activity') },
            { value: 'resolutions', label: t('ticket.resolutions') },
            { value: 'mail', label: t('ticket.mail') },
          ]}
        >
          <TabPanel value="conversation" className="mx-auto max-w-3xl outline-none">
            <Conversation ticket={ticket} />
            {ticket.asset_id && (
              <Suspense fallback={null}>
                <TicketExecutions ticketId={ticket.ticket_id} />
              </Suspense>
            )}
            {isRead && <Composer ticket={ticket} handle={composer} onWriting={setWriting} />}
          </TabPanel>
          <TabPanel value="activity" className="mx-auto max-w-3xl outline-none">
            <Suspense fallback={<SkeletonList rows={3} />}>
              <ActivityList number={number} merged={ticket.merged_from} />
            </Suspense>
          </TabPanel>
          <TabPanel value="resolutions" className="mx-auto max-w-3xl outline-none">
            <Suspense fallback={<SkeletonList rows={3} />}>
              <ResolutionList number={number} />
            </Suspense>
          </TabPanel>
          <TabPanel value="mail" className="mx-auto max-w-3xl outline-none">
            <Suspense fallback={<SkeletonList rows={3} />}>
              <MailRecords ticketId={ticket.ticket_id} />
            </Suspense>
          </TabPanel>
        </Tabs>
        {!narrow && facts}
      </div>
      {editing && (
        <Suspense fallback={null}>
          <EditTicketDialog ticket={ticket} acts={acts} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      {quick && (
        <Suspense fallback={null}>
          <QuickActDialog
            kind={quick}
            targets={{ ticket_ids: [ticket.ticket_id] }}
            count="1"
            onClose={() => setQuick(null)}
            onDone={() => setQuick(null)}
          />
        </Suspense>
      )}
    </>
  );
}
