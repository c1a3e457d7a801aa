// Whether a machine can be reached, and what kind of thing it is: shape and word, so that colour is never alone.
import { Box, Circle, CircleDashed, CircleHelp, Laptop, LoaderCircle, Monitor, Package, Printer, Router, Server, Smartphone, TriangleAlert, Wrench } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { AgentStatus as Status, AssetType } from '../../../../worker/modules/assets/values.ts';
import { useText } from '@/text/translate.ts';

const looks: Record<Status | 'none', [string, LucideIcon, string]> = {
  online: ['text-ok-ink', Circle, 'fill-current'],
  offline: ['text-danger-ink', Circle, ''],
  maintenance: ['text-info-ink', Wrench, ''],
  installing: ['text-accent-ink', LoaderCircle, ''],
  error: ['text-warn-ink', TriangleAlert, ''],
  none: ['text-faint', CircleDashed, ''],
};

/** Null: a thing without an agent. */
export function AgentStatus({ status }: { status: Status | null }) {
  const { t } = useText();
  const [look, Icon, fill] = looks[status ?? 'none'];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle text-sm whitespace-nowrap ${look}`}>
      <Icon className={`size-3 shrink-0 ${fill}`} strokeWidth={2.5} aria-hidden />
      {t(`fleet.agent_${status ?? 'none'}`)}
    </span>
  );
}

const typeIcons: Record<AssetType, LucideIcon> = {
  desktop: Monitor,
  laptop: Laptop,
  server: Server,
  printer: Printer,
  network_device: Router,
  mobile_device: Smartphone,
  software: Package,
  other: Box,
};

export function AssetTypeIcon({ type, className = 'size-4' }: { type: AssetType; className?: string }) {
  const { t } = useText();
  const Icon = typeIcons[type] ?? CircleHelp;
  return <Icon className={`${className} shrink-0 text-muted`} aria-label={t(`fleet.type_${type}`)} />;
}
