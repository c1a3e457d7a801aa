// What a clock says in words, and how its time goes on between two answers of the server.
import type { ClockAnswer, TicketSla } from '@/api/service-levels.ts';
import type { Text } from '@/text/translate.ts';
import type { Tone } from '@/ui/badge.tsx';

type T = Text['t'];

/** "4 h 30 min", "2 min"; with `seconds` the last ten minutes are told to the second. Business time: a day is no unit of it. */
export function durationText(seconds: number, isExact = false): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (isExact && whole < 600) return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
  if (whole < 60) return whole === 0 ? '0 min' : '< 1 min';
  return [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`].filter(Boolean).join(' ');
}

/** "4 h 30 min" of whole minutes. */
export const minutesText = (minutes: number): string => durationText(minutes * 60);

/** How a clock stands at a moment. */
export interface Standing {
  tone: Tone;
  /** `waiting`: pending, but the calendar is closed. */
  state: 'running' | 'waiting' | 'paused' | 'met' | 'late' | 'breached' | 'stopped';
  /** Business seconds left; null when that means nothing any more. */
  left_s: number | null;
  /** Where it stands still: when it goes on. */
  until: string | null;
}

const warnShare = 0.75;

/** @param answeredAt the server's clock when it answered, @param now the same clock now; milliseconds. */
export function standingOf(clock: ClockAnswer, answeredAt: number, now: number): Standing {
  const still = { left_s: null, until: null };
  if (clock.met_at) return clock.state === 'breached' ? { tone: 'danger', state: 'late', ...still } : { tone: 'ok', state: 'met', ...still };
  if (clock.state === 'stopped') return { tone: 'neutral', state: 'stopped', ...still };
  if (clock.state === 'breached' || (clock.due_at !== null && Date.parse(clock.due_at) <= now)) return { tone: 'danger', state: 'breached', ...still };
  const counted = clock.story.reduce((sum, one) => {
    if (one.kind !== 'running') return sum;
    return sum + Math.max(0, Math.min(Date.parse(one.to), now) - Math.max(Date.parse(one.from), answeredAt)) / 1000;
  }, 0);
  const left = clock.remaining_s === null ? null : Math.max(0, clock.remaining_s - counted);
  if (clock.state === 'paused') return { tone: 'neutral', state: 'paused', left_s: left, until: null };
  const stretch = clock.story.find((one) => Date.parse(one.from) <= now && Date.parse(one.to) > now);
  const isShort = left !== null && clock.target_minutes !== null && left <= clock.target_minutes * 60 * (1 - warnShare);
  if (stretch && stretch.kind !== 'running') {
    const next = clock.story.find((one) => one.kind === 'running' && Date.parse(one.from) > now);
    return { tone: isShort ? 'warn' : 'neutral', state: 'waiting', left_s: left, until: next?.from ?? stretch.to };
  }
  return { tone: isShort ? 'warn' : 'info', state: 'running', left_s: left, until: null };
}

/** Why the resolution stands: what the client owes, or maintenance. */
export function pauseReason(sla: TicketSla, t: T): string {
  const last = sla.events.findLast((one) => one.event === 'paused' || one.event === 'resumed' || one.event === 'reopened');
  if (last?.event !== 'paused') return t('sla.pause_maintenance');
  return t(last.cause === 'pendiente_aprobacion' ? 'sla.pause_approval' : 'sla.pause_client');
}

const isPair = (value: unknown): value is [string, string] => Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string';

/** One line of the ledger as a sentence. `moment` writes an instant. */
export function eventSentence(line: TicketSla['events'][number], t: T, moment: (iso: string) => string): string {
  const target = line.target === null ? '' : t(`sla.target_${line.target}`);
  switch (line.event) {
    case 'started':
      return line.target === 'next_reply' ? t('sla.said_asked_again') : t('sla.said_started');
    case 'met':
      if (line.target === 'first_response') return t(line.cause === 'work_started' ? 'sla.said_first_work' : line.cause === 'resolved' ? 'sla.said_first_resolved' : 'sla.said_first_reply');
      return t(line.target === 'next_reply' ? 'sla.said_next_reply' : 'sla.said_resolved');
    case 'paused':
      return t(line.cause === 'pendiente_aprobacion' ? 'sla.said_paused_approval' : 'sla.said_paused_client');
    case 'resumed':
      return t('sla.said_resumed');
    case 'reopened':
      return t(line.cause === 'restored' ? 'sla.said_restored' : 'sla.said_reopened');
    case 'stopped':
      return t(line.cause === 'deleted' ? 'sla.said_deleted' : line.cause === 'merged' ? 'sla.said_merged' : 'sla.said_cancelled');
    case 'warned':
      return t('sla.said_warned', { target, percent: Number(line.details.percent ?? 0) });
    case 'breached':
      return t('sla.said_breached', { target });
    case 'escalated':
      return t('sla.said_escalated', { target });
    case 'retargeted': {
      if (line.cause === 'policy' || line.cause === 'calendar') return `${t(`sla.said_moved_${line.cause}`, { target })} ${line.due_at ? t('sla.said_now_due', { due: moment(line.due_at) }) : t('sla.said_no_due')}`;
      const { priority } = line.details;
      if (isPair(priority)) return t('sla.said_priority', { from: t(`priority.${priority[0] as 'alta'}`), to: t(`priority.${priority[1] as 'alta'}`) });
      return t('sla.said_retargeted');
    }
  }
}
