// A month of a client: what is left of its hours, who worked how much, and what was charged.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClientTime, useContractUsage } from '@/api/time.ts';
import type { ContractUsage } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore } from '@/ui/page.tsx';
import { CloseMonth } from './close-month.tsx';
import { ContractGauge } from './contract-gauge.tsx';
import { minutesText } from './duration.ts';
import { monthLimits, shiftMonth } from './period.ts';

function Worked({ usage, to }: { usage: ContractUsage; to: '/tickets/$number' | '/requests/$number' }) {
  const { t, locale } = useText();
  const list = useClientTime(usage.client_id, monthLimits(usage.timezone, usage.month));
  const rows = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: usage.timezone });
  if (list.isPending) return <SkeletonList rows={3} />;
  if (list.error && rows.length === 0) return <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0) return <p className="text-sm text-muted">{t('time.worked_none')}</p>;
  return (
    <>
      <ul className="grid">
        {rows.map((row) => (
          <li key={row.entry_id} className="flex items-baseline gap-3 border-b border-line py-2 text-sm last:border-b-0">
            <span className="w-14 shrink-0 text-xs text-muted">{day.format(new Date(row.started_at))}</span>
            <span className="min-w-0 flex-1">
              <Link to={to} params={{ number: row.ticket_number }} className="wrap-anywhere hover:underline">
                <span className="text-xs text-muted tabular-nums">{row.ticket_number}</span> {row.subject}
              </Link>
              <span className="block text-xs text-muted">
                {row.user_name} · {t(`time.activity_${row.activity}`)}
              </span>
            </span>
            <span className="shrink-0 font-medium tabular-nums">{minutesText(row.minutes)}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && <LoadMore shown={rows.length} pagination={list.data?.pages[0]?.pagination} hasMore={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

export function MonthOfClient({ clientId, to, mayClose = false }: { clientId: string; to: '/tickets/$number' | '/requests/$number'; mayClose?: boolean }) {
  const { t, locale } = useText();
  const [month, setMonth] = useState<string | undefined>();
  const { data: usage, error, refetch } = useContractUsage(clientId, month);
  const now = useContractUsage(clientId).data?.month;
  if (!usage) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={4} />;
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${usage.month}-15T12:00:00Z`));
  return (
    <div className="grid gap-4">
      <section aria-label={t('time.hours_title')} className="grid gap-3 rounded-lg border border-line p-4">
        <p className="text-sm text-muted">{t('time.hours_title')}</p>
        <div className="flex flex-wrap items-center gap-1">
          <IconButton label={t('time.previous')} className="-ml-2" onClick={() => setMonth(shiftMonth(usage.month, -1))}>
            <ChevronLeft className="size-4" aria-hidden />
          </IconButton>
          <h2 aria-live="polite" className="font-semibold first-letter:uppercase">
            {name}
          </h2>
          <IconButton label={t('time.next')} disabled={usage.month === now} onClick={() => setMonth(shiftMonth(usage.month, 1))}>
            <ChevronRight className="size-4" aria-hidden />
          </IconButton>
          {usage.is_closed && <Badge>{t('time.locked')}</Badge>}
          <span className="flex-1" />
          {mayClose && <CloseMonth key={usage.month} usage={usage} />}
        </div>
        {usage.contract ? (
          <>
            <p className="text-sm text-muted">{usage.contract.name}</p>
            <ContractGauge usage={usage} />
          </>
        ) : (
          <p className="text-sm">
            <span className="font-medium">{t('time.contract_none')}.</span> <span className="text-muted">{t('time.contract_none_hint', { time: minutesText(usage.used_minutes) })}</span>
          </p>
        )}
        <p className="text-xs text-muted">
          {[
            usage.carried_minutes > 0 && t('time.contract_carried', { time: minutesText(usage.carried_minutes) }),
            usage.rounding_minutes > 1 && t('time.contract_rounded', { count: usage.rounding_minutes }),
            t('time.contract_zone', { zone: usage.timezone.replaceAll('_', ' ') }),
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
        {usage.by_user.length > 0 && (
          <ul aria-label={t('time.by_person')} className="grid gap-1">
            {usage.by_user.map((row) => (
              <li key={row.user_id} className="flex justify-between gap-3 text-sm">
                <span className="min-w-0 truncate">{row.name}</span>
                <span className="tabular-nums">{minutesText(row.minutes)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="rounded-lg border border-line p-4">
        <h2 className="mb-1 font-semibold">{t('time.worked')}</h2>
        <Worked usage={usage} to={to} />
      </section>
    </div>
  );
}
