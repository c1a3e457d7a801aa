// The policies, the most specific first: as they win.
import { Link } from '@tanstack/react-router';
import { CalendarClock, Pencil, Plus, Timer, Trash2, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useCalendars, useDeletePolicy, usePolicies } from '@/api/service-levels.ts';
import type { PolicyRow } from '@/api/service-levels.ts';
import { useMe } from '@/api/session.ts';
import { minutesText } from '@/features/tickets/ticket-sla-words.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { primaryLink, rowLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { levelRefusal } from './level-problem.ts';
import { LevelTabs } from './level-tabs.tsx';
import { targets } from './policy-draft.ts';
import { useScopeWords } from './scope-words.ts';

const iconLink = 'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink';

function PolicyItem({ policy, calendarName, mayWrite, onDelete }: { policy: PolicyRow; calendarName: string; mayWrite: boolean; onDelete: () => void }) {
  const { t } = useText();
  const scope = useScopeWords();
  const extras = [
    policy.warn_percents.length > 0 && t('levels.warns_at', { percents: policy.warn_percents.map((percent) => `${percent} %`).join(', ') }),
    policy.escalations.length > 0 && t('levels.level_count', { count: policy.escalations.length }),
  ].filter(Boolean);
  return (
    <li className="flex items-start gap-2 rounded-lg border border-line px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link to="/service-levels/policies/$id" params={{ id: policy.sla_id }} className={rowLink}>
            {policy.name}
          </Link>
          {!policy.is_active && <Badge>{t('levels.inactive')}</Badge>}
        </p>
        <p className="text-sm text-muted wrap-anywhere">{scope(policy)}</p>
        <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {targets.map((target) => {
            const minutes = policy[`${target}_minutes`];
            return (
              minutes !== null && (
                <div key={target} className="flex gap-1.5">
                  <dt className="text-muted">{t(`sla.target_${target}`)}</dt>
                  <dd className="font-medium tabular-nums">{minutesText(minutes)}</dd>
                </div>
              )
            );
          })}
        </dl>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
          <span className="inline-flex items-center gap-1">
            <CalendarClock className="size-3.5" aria-hidden />
            {calendarName}
          </span>
          {extras.length > 0 && (
            <span className="inline-flex items-center gap-1">
              <Waypoints className="size-3.5" aria-hidden />
              {extras.join(' · ')}
            </span>
          )}
        </p>
      </div>
      {mayWrite && (
        <span className="flex">
          <Link to="/service-levels/policies/$id" params={{ id: policy.sla_id }} className={iconLink} aria-label={`${t('levels.edit')}: ${policy.name}`}>
            <Pencil className="size-4" aria-hidden />
          </Link>
          <IconButton label={`${t('levels.delete')}: ${policy.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function PoliciesPage() {
  const { t } = useText();
  const { role } = useMe();
  const mayWrite = role === 'admin' || role === 'superadmin';
  const policies = usePolicies();
  const calendars = useCalendars().data ?? [];
  const remove = useDeletePolicy();
  const [deleting, setDeleting] = useState<PolicyRow | null>(null);
  const add = mayWrite && (
    <Link to="/service-levels/policies/$id" params={{ id: 'new' }} className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('levels.policy_new')}
    </Link>
  );
  const calendarName = (policy: PolicyRow): string =>
    policy.is_always_open ? t('levels.always_open') : policy.calendar_id === null ? t('levels.calendar_of_place') : (calendars.find((one) => one.calendar_id === policy.calendar_id)?.name ?? '…');
  return (
    <>
      <PageHeader title={t('nav.service_levels')} actions={add} />
      <LevelTabs />
      {policies.isPending ? (
        <SkeletonList rows={8} />
      ) : !policies.data ? (
        <ErrorPanel error={policies.error} onRetry={() => void policies.refetch()} />
      ) : policies.data.length === 0 ? (
        <EmptyState icon={<Timer aria-hidden />} title={t('levels.policies_empty')} action={add}>
          {t('levels.policies_empty_hint')}
        </EmptyState>
      ) : (
        <div className="grid max-w-4xl gap-3 px-4 py-4 sm:px-6">
          <p className="text-sm text-muted">{t('levels.policies_about')}</p>
          <ol className="grid gap-2" aria-label={t('levels.tab_policies')}>
            {policies.data.map((policy) => (
              <PolicyItem key={policy.sla_id} policy={policy} calendarName={calendarName(policy)} mayWrite={mayWrite} onDelete={() => setDeleting(policy)} />
            ))}
          </ol>
        </div>
      )}
      {deleting && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('levels.policy_delete_title', { name: deleting.name })}
          description={t('levels.policy_delete_about')}
          action={t('levels.delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(deleting.sla_id, { onError: (error) => toast.problem(levelRefusal(error, t)), onSuccess: () => toast.done(t('levels.policy_deleted')), onSettled: () => setDeleting(null) })}
        />
      )}
    </>
  );
}
