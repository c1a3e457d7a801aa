// Lines of the health page as sentences: what is, and what to do about it.
import type { HealthLine } from '@/api/operations.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text, Vars } from '@/text/translate.ts';

/** Where something can be done about it. */
export const healthTargets: Partial<Record<HealthLine['subject'], string>> = {
  mail_in: '/mail-domains', mailbox: '/mail-settings', mail_queue: '/mail-queue', mail_parked: '/mail-queue', inbound_parked: '/inbound', mail_stuck: '/mail-settings',
  agents: '/machines', agent_versions: '/machines', held_machines: '/enrolment', freeze: '/scripts', reports: '/reports',
};

function variables({ facts }: HealthLine, { t, ago, bytes, number }: Text, now: number): Vars {
  const since = (iso: unknown): string => (typeof iso === 'string' ? ago(iso, Math.max(now, Date.parse(iso))) : t('health.never'));
  const told: Vars = { ago: since(facts.at), ok_ago: since(facts.ok_at) };
  for (const [name, value] of Object.entries(facts)) if (value !== null && !['at', 'ok_at', 'bytes', 'job'].includes(name)) told[name] = typeof value === 'number' && name !== 'count' ? number(value) : value;
  if (typeof facts.bytes === 'number') told.size = bytes(facts.bytes);
  if (typeof facts.job === 'string') told.job = t(`job.${facts.job}` as TextKey);
  if (facts.version === null) told.version = t('health.no_version');
  return told;
}

export function healthSentence(line: HealthLine, text: Text, now: number): { what: string; toDo: string | null } {
  const key = `health.${line.subject}_${line.code}`;
  const told = variables(line, text, now);
  return { what: text.t(key as TextKey, told), toDo: line.level === 'ok' ? null : text.t(`${key}_do` as TextKey, told) };
}
