// Alerts of one machine: what was too much, since when, and the ticket it became.
import { Link } from '@tanstack/react-router';
import { BellOff, CircleCheck, Eye, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { AlertState } from '../../../../worker/modules/alerts/values.ts';
import { useAssetAlerts } from '@/api/assets.ts';
import type { AssetAlert } from '@/api/assets.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge, PriorityBadge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { useQuantities } from './quantities.ts';
import type { Quantities } from './quantities.ts';

const looks: Record<AlertState, [Tone, LucideIcon]> = { open: ['danger', TriangleAlert], acknowledged: ['warn', Eye], recovered: ['ok', CircleCheck], resolved: ['neutral', CircleCheck] };
const metrics = ['cpu', 'memory', 'disk', 'offline', 'service', 'swap'] as const;

/** "Disco / 96 %", as a person says it. */
export function conditionOf(alert: AssetAlert, t: Text['t'], { percent }: Quantities): string {
  const metric = metrics.find((name) => name === alert.metric);
  const what = alert.kind === 'clone' ? t('assets.alert_clone') : alert.kind === 'site_down' ? t('assets.alert_site_down') : metric ? t(`fleet.metric_${metric}`) : alert.metric;
  const value = alert.value !== null && metric && metric !== 'offline' && metric !== 'service' ? percent(alert.value) : null;
  return [alert.rule_name && alert.rule_name !== what ? alert.rule_name : what, alert.target, value].filter(Boolean).join(' · ');
}

export function AlertItem({ alert }: { alert: AssetAlert }) {
  const { t, dateTime } = useText();
  const me = useMe();
  const quantities = useQuantities();
  const [tone, Icon] = looks[alert.status];
  return (
    <li className="grid gap-1 rounded-lg border border-line px-3.5 py-2.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-sm font-medium wrap-anywhere">{conditionOf(alert, t, quantities)}</span>
        <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
          {t(`fleet.alert_${alert.status}`)}
        </Badge>
        <PriorityBadge priority={alert.priority} />
        <span className="ml-auto text-xs text-muted">
          <Ago iso={alert.opened_at} />
        </span>
      </p>
      <p className="flex flex-wrap gap-x-3 text-xs text-muted">
        {alert.ticket_number && (
          <Link to={me.is_staff ? '/tickets/$number' : '/requests/$number'} params={{ number: alert.ticket_number }} className={textLink}>
            {alert.ticket_number}
          </Link>
        )}
        {alert.suppressed_by && <span>{t('assets.alert_suppressed')}</span>}
        {alert.recovered_at && <span>{t('assets.alert_recovered_at', { at: dateTime(alert.recovered_at) })}</span>}
        {alert.resolved_at && alert.resolved_by_name && <span>{t('assets.alert_resolved_by', { name: alert.resolved_by_name, at: dateTime(alert.resolved_at) })}</span>}
      </p>
    </li>
  );
}

export function AssetAlerts({ assetId }: { assetId: string }) {
  const { t } = useText();
  const alerts = useAssetAlerts(assetId, false);
  return (
    <div className="max-w-3xl pt-4">
      <ListBody
        list={alerts}
        empty={
          <EmptyState icon={<BellOff aria-hidden />} title={t('assets.no_alerts')}>
            {t('assets.no_alerts_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="grid gap-2">
            {rows.map((alert) => (
              <AlertItem key={alert.alert_id} alert={alert} />
            ))}
          </ul>
        )}
      </ListBody>
    </div>
  );
}
