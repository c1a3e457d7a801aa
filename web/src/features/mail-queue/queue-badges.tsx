// How a mail that leaves stands: a shape and a word.
import { Ban, CircleCheck, CirclePause, CircleX, Clock, SendHorizontal } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { MailQueueStatus } from '@/api/mail-queue.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const looks: Record<MailQueueStatus, [Tone, LucideIcon]> = {
  pending: ['info', Clock],
  sending: ['info', SendHorizontal],
  sent: ['ok', CircleCheck],
  failed: ['danger', CircleX],
  cancelled: ['neutral', Ban],
  parked: ['warn', CirclePause],
};

export function QueueStatusBadge({ status }: { status: MailQueueStatus }) {
  const { t } = useText();
  const [tone, Icon] = looks[status];
  return (
    <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
      {t(`queue.status_${status}`)}
    </Badge>
  );
}
