// The machine beside its ticket: how it is, what is wrong with it, and acts on it that belong to the ticket.
import { Link } from '@tanstack/react-router';
import { MonitorOff, PackageSearch } from 'lucide-react';
import { useAsset, useAssetAlerts, useSnapshot } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { ApiProblem } from '@/api/client.ts';
import { useCommand } from '@/api/executions.ts';
import type { Ticket } from '@/api/ticket.ts';
import { AgentStatus, AssetTypeIcon } from '@/features/assets/agent-status.tsx';
import { tellOrder } from '@/features/assets/asset-actions.tsx';
import { conditionOf } from '@/features/assets/asset-alerts.tsx';
import { AssetPicker } from '@/features/assets/asset-picker.tsx';
import { useQuantities } from '@/features/assets/quantities.ts';
import { RunScriptButton } from '@/features/assets/run-script-button.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Skeleton } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import type { TicketActs } from './use-ticket-act.ts';

function Meter({ name, value }: { name: string; value: number }) {
  const { percent } = useQuantities();
  const look = value >= 90 ? 'bg-danger-ink' : value >= 80 ? 'bg-warn-ink' : 'bg-accent-ink';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 text-xs">
      <span className="truncate text-muted">{name}</span>
      <span className="font-medium tabular-nums">{percent(value)}</span>
      <span aria-hidden className="col-span-2 h-1 overflow-hidden rounded-full bg-sunken">
        <span className={classNames('block h-full', look)} style={{ width: `${value}%` }} />
      </span>
    </div>
  );
}

function Readings({ assetId }: { assetId: string }) {
  const { t } = useText();
  const { data } = useSnapshot(assetId);
  if (!data?.sample) return null;
  const { sample } = data;
  const fullest = sample.disks.toSorted((a, b) => b.used - a.used)[0];
  return (
    <div className="grid gap-1.5" role="group" aria-label={t('assets.now')}>
      <Meter name={t('fleet.metric_cpu')} value={sample.cpu} />
      <Meter name={t('fleet.metric_memory')} value={sample.memory} />
      {fullest && <Meter name={`${t('fleet.metric_disk')} ${fullest.mount}`} value={fullest.used} />}
    </div>
  );
}

function OpenAlerts({ assetId }: { assetId: string }) {
  const { t } = useText();
  const quantities = useQuantities();
  const { rows } = useAssetAlerts(assetId, true);
  if (rows.length === 0) return null;
  return (
    <ul aria-label={t('assets.open_alerts_title')} className="grid gap-1">
      {rows.slice(0, 4).map((alert) => (
        <li key={alert.alert_id} className="flex items-baseline justify-between gap-2 rounded-md bg-danger-soft px-2 py-1 text-xs text-danger-ink">
          <span className="min-w-0 wrap-anywhere">{conditionOf(alert, t, quantities)}</span>
          <Ago iso={alert.opened_at} />
        </li>
      ))}
    </ul>
  );
}

function Machine({ asset, ticketId }: { asset: Asset; ticketId: string }) {
  const { t } = useText();
  const command = useCommand(asset.asset_id, ticketId);
  const isActive = asset.enrolment === 'active' && asset.lifecycle !== 'retired';
  const user = asset.logged_in_user ?? asset.assigned_person;
  return (
    <div className="grid gap-2 rounded-lg border border-line p-3">
      <p className="flex items-center gap-2 text-sm">
        <AssetTypeIcon type={asset.asset_type} />
        <Link to="/machines/$assetId" params={{ assetId: asset.asset_id }} className={classNames(rowLink, 'min-w-0 flex-1')}>
          {asset.name}
        </Link>
      </p>
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        <AgentStatus status={asset.agent_status} />
        {asset.agent_status === 'offline' && asset.last_seen_at && <Ago iso={asset.last_seen_at} />}
      </p>
      {(asset.os_name ?? user) && <p className="text-xs wrap-anywhere text-muted">{[asset.os_name, user].filter(Boolean).join(' · ')}</p>}
      {asset.enrolment !== 'none' && <Readings assetId={asset.asset_id} />}
      <OpenAlerts assetId={asset.asset_id} />
      {isActive && (
        <div className="flex flex-wrap gap-1.5">
          <RunScriptButton small assets={[asset]} ticketId={ticketId} />
          <Button
            small
            busy={command.isPending}
            icon={<PackageSearch className="size-3.5" aria-hidden />}
            onClick={() => command.mutate({ kind: 'inventory' }, { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: (order) => tellOrder(order, t) })}
          >
            {t('assets.act_inventory')}
          </Button>
        </div>
      )}
    </div>
  );
}

export function TicketAsset({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { t } = useText();
  return (
    <div className="grid gap-2">
      <h2 className="text-xs text-muted">{t('assets.machine')}</h2>
      {ticket.asset_id ? <OfTicket key={ticket.asset_id} assetId={ticket.asset_id} ticket={ticket} acts={acts} /> : <Choice ticket={ticket} acts={acts} chosen={null} />}
    </div>
  );
}

function Choice({ ticket, acts, chosen }: { ticket: Ticket; acts: TicketActs; chosen: { asset_id: string; name: string } | null }) {
  return (
    <AssetPicker
      clientId={ticket.client_id}
      siteId={ticket.site_id}
      value={chosen}
      disabled={acts.busy}
      onChange={(asset) => void acts.run({ kind: 'change', change: { asset_id: asset?.asset_id ?? null } })}
    />
  );
}

function OfTicket({ assetId, ticket, acts }: { assetId: string; ticket: Ticket; acts: TicketActs }) {
  const { t } = useText();
  const { data, error } = useAsset(assetId);
  if (!data)
    return error instanceof ApiProblem ? (
      <p className="flex items-center gap-2 text-sm text-muted">
        <MonitorOff className="size-4" aria-hidden /> {t('problem.not_found')}
      </p>
    ) : (
      <Skeleton className="h-24 w-full" />
    );
  return (
    <>
      <Machine asset={data} ticketId={ticket.ticket_id} />
      <Choice ticket={ticket} acts={acts} chosen={{ asset_id: data.asset_id, name: data.name }} />
    </>
  );
}
