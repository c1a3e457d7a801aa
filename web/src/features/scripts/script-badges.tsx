// State of a version and of a run: icon and word.
import { CheckCheck, CircleDashed, CirclePause, CircleSlash, CircleX, LoaderCircle, OctagonX, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { RunState, VersionState } from '../../../../worker/modules/scripts/values.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const versionLooks: Record<VersionState, [Tone, LucideIcon]> = { draft: ['neutral', CircleDashed], submitted: ['plum', ShieldQuestion], approved: ['ok', ShieldCheck], rejected: ['danger', CircleX] };
const runLooks: Record<RunState, [Tone, LucideIcon]> = { running: ['accent', LoaderCircle], paused: ['warn', CirclePause], done: ['ok', CheckCheck], stopped: ['danger', OctagonX], cancelled: ['neutral', CircleSlash] };

export function VersionBadge({ state }: { state: VersionState }) {
  const { t } = useText();
  const [tone, Icon] = versionLooks[state];
  return (
    <Badge tone={tone} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
      {t(`scripts.state_${state}`)}
    </Badge>
  );
}

export function RunBadge({ state }: { state: RunState }) {
  const { t } = useText();
  const [tone, Icon] = runLooks[state];
  return (
    <Badge tone={tone} icon={<Icon className={`size-3.5 shrink-0 ${state === 'running' ? 'animate-spin' : ''}`} aria-hidden />}>
      {t(`scripts.run_${state}`)}
    </Badge>
  );
}
