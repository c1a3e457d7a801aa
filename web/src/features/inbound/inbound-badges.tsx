// State, class and sender verdict of a mail that came in: a shape and a word each.
import { Ban, Bot, CircleCheck, CirclePause, GitFork, Loader, MinusCircle, ShieldAlert, ShieldCheck, ShieldQuestion, ShieldX, Trash2, UserRound } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { InboundState, MailClass, MailVerdict } from '@/api/inbound.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const stateLooks: Record<InboundState, [Tone, LucideIcon]> = {
  processing: ['info', Loader],
  applied: ['ok', CircleCheck],
  quarantined: ['warn', ShieldAlert],
  ignored: ['neutral', MinusCircle],
  conflict: ['danger', GitFork],
  parked: ['danger', CirclePause],
  discarded: ['neutral', Trash2],
};

const verdictLooks: Record<MailVerdict, [Tone, LucideIcon]> = {
  verified: ['ok', ShieldCheck],
  'forwarded-verified': ['ok', ShieldCheck],
  weak: ['warn', ShieldQuestion],
  unverified: ['warn', ShieldQuestion],
  failed: ['danger', ShieldX],
};

export function InboundStateBadge({ state }: { state: InboundState }) {
  const { t } = useText();
  const [tone, Icon] = stateLooks[state];
  return (
    <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
      {t(`inbound.state_${state}`)}
    </Badge>
  );
}

export function VerdictBadge({ verdict }: { verdict: MailVerdict }) {
  const { t } = useText();
  const [tone, Icon] = verdictLooks[verdict];
  return (
    <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
      {t(`inbound.verdict_${verdict}`)}
    </Badge>
  );
}

export function ClassBadge({ mailClass }: { mailClass: MailClass }) {
  const { t } = useText();
  const Icon = mailClass === 'human' ? UserRound : mailClass.startsWith('bounce') || mailClass === 'abuse-report' ? Ban : Bot;
  return <Badge icon={<Icon className="size-3.5" aria-hidden />}>{t(`inbound.class_${mailClass}`)}</Badge>;
}
