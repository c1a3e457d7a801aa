// A request's status in plain words; what waits for the reader stands out by shape and colour.
import type { TicketStatus } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Badge, StatusIcon } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const tones: Record<TicketStatus, Tone> = {
  nuevo: 'info',
  asignado: 'info',
  en_proceso: 'info',
  espera_cliente: 'warn',
  pendiente_aprobacion: 'plum',
  resuelto: 'ok',
  cerrado: 'neutral',
  cancelado: 'neutral',
  reabierto: 'info',
};

export function RequestStatus({ status }: { status: TicketStatus }) {
  const { t } = useText();
  return (
    <Badge tone={tones[status]} icon={<StatusIcon status={status} />}>
      {t(`requests.status_${status}`)}
    </Badge>
  );
}
