// Small labels; status and priority always show a shape and a word, never colour alone.
import {
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleSlash,
  CircleUserRound,
  RotateCcw,
  ShieldQuestion,
  SignalHigh,
  SignalLow,
  SignalMedium,
  TriangleAlert,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TicketPriority, TicketStatus } from '../../../worker/modules/tickets/values.ts';
import { useText } from '@/text/translate.ts';
import { classNames } from './class-names.ts';

export type Tone = 'neutral' | 'accent' | 'info' | 'ok' | 'warn' | 'danger' | 'plum' | 'note';

export const toneLook: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  info: 'bg-info-soft text-info-ink',
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  danger: 'bg-danger-soft text-danger-ink',
  plum: 'bg-plum-soft text-plum-ink',
  note: 'bg-note-soft text-note-ink',
};

export function Badge({
  tone = 'neutral',
  icon,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-5.5 max-w-full items-center gap-1 rounded-md px-1.5 text-xs font-medium whitespace-nowrap',
        toneLook[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

const statusLooks: Record<TicketStatus, [Tone, LucideIcon]> = {
  nuevo: ['accent', CircleDashed],
  asignado: ['info', CircleUserRound],
  en_proceso: ['info', CircleDot],
  espera_cliente: ['warn', CirclePause],
  pendiente_aprobacion: ['plum', ShieldQuestion],
  resuelto: ['ok', CircleCheck],
  cerrado: ['neutral', CircleCheckBig],
  cancelado: ['neutral', CircleSlash],
  reabierto: ['danger', RotateCcw],
};

export function StatusIcon({ status, className = 'size-3.5' }: { status: TicketStatus; className?: string }) {
  const Icon = statusLooks[status][1];
  return <Icon className={`${className} shrink-0`} aria-hidden />;
}

export function StatusBadge({ status }: { status: TicketStatus }) {
  const { t } = useText();
  return (
    <Badge tone={statusLooks[status][0]} icon={<StatusIcon status={status} />}>
      {t(`status.${status}`)}
    </Badge>
  );
}

const priorityLooks: Record<TicketPriority, [string, LucideIcon]> = {
  critica: ['text-danger-ink font-semibold', TriangleAlert],
  alta: ['text-warn-ink font-medium', SignalHigh],
  media: ['text-muted', SignalMedium],
  baja: ['text-faint', SignalLow],
};

export function PriorityIcon({ priority }: { priority: TicketPriority }) {
  const [look, Icon] = priorityLooks[priority];
  return <Icon className={`size-4 shrink-0 ${look}`} aria-hidden />;
}

export function PriorityBadge({ priority, className }: { priority: TicketPriority; className?: string }) {
  const { t } = useText();
  const [look, Icon] = priorityLooks[priority];
  return (
    <span className={classNames('inline-flex items-center gap-1 align-middle text-sm whitespace-nowrap', look, className)}>
      <Icon className="size-4 shrink-0" aria-hidden />
      {t(`priority.${priority}`)}
    </span>
  );
}
