// What was decided about a mail, step by step: the server's code and what it names as a sentence of the reader's language.
import type { part as mailDesk } from '@/text/es-MX/mail-desk.ts';
import type { mail } from '@/text/es-MX/mail.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';
import { isKnownReason, reasonSentence } from './reason-sentence.ts';

type StepKey = Extract<keyof typeof mail | keyof typeof mailDesk, `inbound.step_${string}`>;

const known: Record<StepKey, true> = {
  'inbound.step_class': true,
  'inbound.step_verdict': true,
  'inbound.step_thread_token': true,
  'inbound.step_thread_ids': true,
  'inbound.step_thread_subject': true,
  'inbound.step_subject_not_used': true,
  'inbound.step_third_party': true,
  'inbound.step_third_party_inactive': true,
  'inbound.step_third_party_staff': true,
  'inbound.step_third_party_other_address': true,
  'inbound.step_third_party_no_part': true,
  'inbound.step_third_party_weak': true,
  'inbound.step_staff_reply': true,
  'inbound.step_unverified_reply': true,
  'inbound.step_not_participant': true,
  'inbound.step_auto_reply': true,
  'inbound.step_closed_for_good': true,
  'inbound.step_thread_here': true,
  'inbound.step_moved': true,
  'inbound.step_moved_between': true,
  'inbound.step_client': true,
  'inbound.step_client_address': true,
  'inbound.step_client_person': true,
  'inbound.step_client_domain': true,
  'inbound.step_client_person_decided': true,
  'inbound.step_acknowledged': true,
  'inbound.step_not_acknowledged': true,
  'inbound.step_released': true,
  'inbound.step_released_by': true,
  'inbound.step_forwarded': true,
  'inbound.step_merged': true,
  'inbound.step_complaint': true,
  'inbound.step_bounce_ours': true,
  'inbound.step_bounce_unknown': true,
  'inbound.step_conflict': true,
  'inbound.step_no_such_ticket': true,
  'inbound.step_repaired': true,
};
const isStep = (key: string): key is StepKey => key in known;

export interface Decided {
  code: string;
  /** Rows from before facts were kept have none. */
  facts?: Record<string, string>;
  /** The server's own sentence. */
  detail: string;
}

/** Which of the sentences of a code is meant. */
function variantOf({ code, facts = {}, detail }: Decided): string {
  if (code === 'acknowledged') return (facts.sent ? facts.sent === 'no' : detail.startsWith('not ')) ? 'not_acknowledged' : code;
  if (code === 'bounce') return facts.recipients || /about our mail/.test(detail) ? 'bounce_ours' : 'bounce_unknown';
  if (code === 'thread_ids' && /to this ticket/.test(detail)) return 'thread_here';
  if (code === 'moved' && facts.from && facts.to) return 'moved_between';
  if (code === 'released' && facts.by) return 'released_by';
  const named = `${code}_${facts.why}`;
  return facts.why && isStep(`inbound.step_${named}`) ? named : code;
}

/** Null: the server's own words say more than we know. */
export function stepSentence(step: Decided, t: Text['t']): string | null {
  const { code, facts = {}, detail } = step;
  const key = `inbound.step_${variantOf(step)}`;
  if (!isStep(key)) return isKnownReason(code) ? reasonSentence(code, t) : null;
  const ticket = facts.ticket ?? /[A-Z]{2,}-\d+(?:-\d+)?/.exec(detail)?.[0];
  const word = code === 'class' ? (facts.class ?? lastWord(detail)) : code === 'verdict' ? (facts.verdict ?? lastWord(detail)) : lastWord(detail);
  const named = word && (code === 'class' ? wordOf(`inbound.class_${word}`, t) : code === 'verdict' ? wordOf(`inbound.verdict_${word}`, t) : word);
  const statuses = Object.fromEntries((['from', 'to'] as const).flatMap((end) => (facts[end] ? [[end, wordOf(`status.${facts[end]}`, t) ?? facts[end]]] : [])));
  const recipients = facts.recipients ?? /mail to (.+)$/.exec(detail)?.[1];
  const sentence = t(key, { ...facts, ...(ticket ? { ticket } : {}), ...(recipients ? { recipients } : {}), ...(named ? { word: named.toLocaleLowerCase() } : {}), ...statuses });
  // A step that names nothing where the sentence wants a name.
  return /\{(?:ticket|word|into|domain|by|writer|recipients?)\}/.test(sentence) ? null : sentence;
}

const lastWord = (detail: string): string | undefined => / (?:as|is) ([a-z-]+)(?: \(|$)/.exec(detail)?.[1];

/** The dictionary answers with the key where it knows none; then there is no word. */
function wordOf(key: string, t: Text['t']): string | undefined {
  const said = t(key as TextKey);
  return said === key ? undefined : said;
}
