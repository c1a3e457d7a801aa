// The state of a command: icon and word, so that colour is never alone.
import { Ban, CircleCheck, CircleDashed, CircleSlash, CircleX, Clock, Hourglass, LoaderCircle, PackageCheck, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ExecutionState } from '../../../../worker/modules/scripts/values.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const looks: Record<ExecutionState, [Tone, LucideIcon]> = {
  queued: ['warn', Hourglass],
  delivered: ['info', PackageCheck],
  running: ['accent', LoaderCircle],
  completed: ['ok', CircleCheck],
  failed: ['danger', CircleX],
  timeout: ['warn', Clock],
  refused: ['danger', Ban],
  cancelled: ['neutral', CircleSlash],
  expired: ['neutral', CircleDashed],
  interrupted: ['danger', TriangleAlert],
};

export function ExecutionStatus({ status }: { status: ExecutionState }) {
  const { t } = useText();
  const [tone, Icon] = looks[status];
  return (
    <Badge tone={tone} icon={<Icon className={`size-3.5 shrink-0 ${status === 'running' ? 'animate-spin' : ''}`} aria-hidden />}>
      {t(`fleet.exec_${status}`)}
    </Badge>
  );
}

/** May the machine still have something to do? */
export const isOpenState = (status: ExecutionState): boolean => status === 'queued' || status === 'delivered' || status === 'running';
