// One opening of one condition, with its ticket, its machine, and what a person can say about it.
import { Link } from '@tanstack/react-router';
import { BellOff, Check, CircleCheck, Eye, MapPin, Monitor, Ticket, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { AlertState } from '../../../../worker/modules/alerts/values.ts';
import type { Alert } from '@/api/alerts.ts';
import { conditionOf } from '@/features/assets/asset-alerts.tsx';
import { useQuantities } from '@/features/assets/quantities.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge, PriorityBadge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { textLink } from '@/ui/link-look.ts';

const looks: Record<AlertState, [Tone, LucideIcon]> = { open: ['danger', TriangleAlert], acknowledged: ['warn', Eye], recovered: ['ok', CircleCheck], resolved: ['neutral', CircleCheck] };

function Course({ alert }: { alert: Alert }) {
  const { t, dateTime } = useText();
  const said = [
    alert.folded_into && t('alerts.folded'),
    alert.ticket_due_at && !alert.ticket_id && !alert.folded_into && alert.status === 'open' && t('alerts.ticket_due', { at: dateTime(alert.ticket_due_at) }),
    alert.acknowledged_at && alert.acknowledged_by_name && t('alerts.acknowledged_by', { name: alert.acknowledged_by_name, at: dateTime(alert.acknowledged_at) }),
    alert.recovered_at && t('assets.alert_recovered_at', { at: dateTime(alert.recovered_at) }),
    alert.resolved_at && alert.resolved_by_name && t('assets.alert_resolved_by', { name: alert.resolved_by_name, at: dateTime(alert.resolved_at) }),
  ].filter((sentence): sentence is string => Boolean(sentence));
  if (said.length === 0 && !alert.suppressed_by && !alert.resolution_note) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-muted">
      {alert.suppressed_by && !alert.ticket_id && (
        <span className="inline-flex items-center gap-1">
          <BellOff className="size-3.5" aria-hidden />
          {t('alerts.suppressed')}
        </span>
      )}
      {said.map((sentence) => (
        <span key={sentence}>{sentence}</span>
      ))}
      {alert.resolution_note && <span className="wrap-anywhere">«{alert.resolution_note}»</span>}
    </p>
  );
}

export interface AlertRowProps {
  alert: Alert;
  isStaff: boolean;
  onDecide: (alert: Alert, verb: 'acknowledge' | 'resolve') => void;
}

export function AlertRow({ alert, isStaff, onDecide }: AlertRowProps) {
  const { t } = useText();
  const quantities = useQuantities();
  const [tone, Icon] = looks[alert.status];
  const condition = conditionOf(alert, t, quantities);
  const holds = alert.status === 'open' || alert.status === 'acknowledged';
  const hasLimit = alert.threshold !== null && alert.value !== null && alert.kind === 'metric' && alert.metric !== 'service';
  return (
    <li className="grid gap-1.5 border-b border-line px-4 py-3 [contain-intrinsic-block-size:auto_5.5rem] [content-visibility:auto] hover:bg-hover/60 sm:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium wrap-anywhere">{condition}</span>
        <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
          {t(`fleet.alert_${alert.status}`)}
        </Badge>
        <PriorityBadge priority={alert.priority} />
        {hasLimit && <span className="text-xs text-muted tabular-nums">{t('alerts.threshold_of', { value: quantities.percent(alert.threshold ?? 0) })}</span>}
        <span className="ml-auto text-sm text-muted">
          <Ago iso={alert.opened_at} />
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        {alert.asset_id ? (
          <Link to="/machines/$assetId" params={{ assetId: alert.asset_id }} className={`${textLink} inline-flex items-center gap-1`}>
            <Monitor className="size-3.5 shrink-0" aria-hidden />
            {alert.asset_name}
          </Link>
        ) : (
          <span className="inline-flex items-center gap-1">
            <MapPin className="size-3.5 shrink-0" aria-hidden />
            {alert.site_name}
          </span>
        )}
        <span className="text-muted">{isStaff ? `${alert.client_name} · ${alert.site_name}` : alert.site_name}</span>
        {alert.ticket_number && (
          <Link to={isStaff ? '/tickets/$number' : '/requests/$number'} params={{ number: alert.ticket_number }} className={`${textLink} inline-flex items-center gap-1`}>
            <Ticket className="size-3.5 shrink-0" aria-hidden />
            {alert.ticket_number}
          </Link>
        )}
        {isStaff && holds && (
          <span className="ml-auto flex gap-1">
            {alert.status === 'open' && (
              <Button small tone="ghost" icon={<Eye className="size-4" aria-hidden />} aria-label={t('alerts.act_on', { act: t('alerts.acknowledge'), name: condition })} onClick={() => onDecide(alert, 'acknowledge')}>
                {t('alerts.acknowledge')}
              </Button>
            )}
            <Button small tone="ghost" icon={<Check className="size-4" aria-hidden />} aria-label={t('alerts.act_on', { act: t('alerts.resolve'), name: condition })} onClick={() => onDecide(alert, 'resolve')}>
              {t('alerts.resolve')}
            </Button>
          </span>
        )}
      </div>
      <Course alert={alert} />
    </li>
  );
}
