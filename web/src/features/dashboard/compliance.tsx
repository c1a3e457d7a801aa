// Service levels of a period: the percentage in words, a bar of what was met against what was not.
import type { DashboardStats } from '@/api/dashboard.ts';
import { useText } from '@/text/translate.ts';
import { FigureLink } from './figure-link.tsx';
import { bounds } from './figure-target.ts';

type Compliance = NonNullable<DashboardStats['compliance']>;
const link = 'inline-flex min-h-6 items-center underline-offset-2 hover:text-accent-ink hover:underline';
const targets = ['first_response', 'resolution'] as const;

export function ComplianceBars({ compliance, period, clientId }: { compliance: Compliance; period: DashboardStats['period']; clientId: string | undefined }) {
  const { t, locale, number } = useText();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <ul className="grid gap-3">
      {targets.map((target) => {
        const { met, breached, open, percent: share } = compliance[target];
        const filters = { ...bounds('created', period.from, period.to), ...(clientId ? { client_id: clientId } : {}) };
        return (
          <li key={target} className="grid gap-1">
            <span className="flex items-baseline justify-between gap-2 text-sm">
              <span>{t(`dashboard.${target}`)}</span>
              <strong className="text-lg tabular-nums">{share === null ? '–' : percent.format(share / 100)}</strong>
            </span>
            <span aria-hidden className="flex h-3.5 overflow-hidden rounded-sm border border-line bg-sunken">
              {share !== null && <span className="h-full bg-ok-ink [print-color-adjust:exact]" style={{ width: `${share}%` }} />}
            </span>
            <span className="flex flex-wrap gap-x-3 text-xs text-muted">
              {share === null && open === 0 ? (
                t('dashboard.no_clock')
              ) : (
                <>
                  <FigureLink figure={{ ...filters, clock: `${target}_met` }} className={link}>{t('dashboard.met', { count: met, shown: number(met) })}</FigureLink>
                  <FigureLink figure={{ ...filters, clock: `${target}_breached` }} className={link}>{t('dashboard.breached', { count: breached, shown: number(breached) })}</FigureLink>
                  <span className="inline-flex min-h-6 items-center">{t('dashboard.undecided', { count: open, shown: number(open) })}</span>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
