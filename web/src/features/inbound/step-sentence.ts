// What was decided about a mail, step by step: the server's code as a sentence; what it names comes out of its own words.
import type { mail } from '@/text/es-MX/mail.ts';
import type { Text } from '@/text/translate.ts';
import { isKnownReason, reasonSentence } from './reason-sentence.ts';

type StepKey = Extract<keyof typeof mail, `inbound.step_${string}`>;

const known: Record<StepKey, true> = {
  'inbound.step_class': true,
  'inbound.step_verdict': true,
  'inbound.step_thread_token': true,
  'inbound.step_thread_ids': true,
  'inbound.step_thread_subject': true,
  'inbound.step_subject_not_used': true,
  'inbound.step_third_party': true,
  'inbound.step_staff_reply': true,
  'inbound.step_unverified_reply': true,
  'inbound.step_not_participant': true,
  'inbound.step_auto_reply': true,
  'inbound.step_closed_for_good': true,
  'inbound.step_moved': true,
  'inbound.step_client': true,
  'inbound.step_acknowledged': true,
  'inbound.step_not_acknowledged': true,
  'inbound.step_released': true,
  'inbound.step_no_such_ticket': true,
  'inbound.step_repaired': true,
};
const isStep = (key: string): key is StepKey => key in known;

/** Null: the server's own words say more than we know. */
export function stepSentence({ code, detail }: { code: string; detail: string }, t: Text['t']): string | null {
  const key = `inbound.step_${code === 'acknowledged' && detail.startsWith('not ') ? 'not_acknowledged' : code}`;
  if (!isStep(key)) return isKnownReason(code) ? reasonSentence(code, t) : null;
  const ticket = /[A-Z]{2,}-\d+(?:-\d+)?/.exec(detail)?.[0];
  const word = / (?:as|is) ([a-z-]+)$/.exec(detail)?.[1];
  const named = word && (code === 'class' ? wordOf(`inbound.class_${word}`, t) : code === 'verdict' ? wordOf(`inbound.verdict_${word}`, t) : word);
  const sentence = t(key, { ...(ticket ? { ticket } : {}), ...(named ? { word: named.toLocaleLowerCase() } : {}) });
  // A step that names nothing where the sentence wants a name.
  return /\{(?:ticket|word)\}/.test(sentence) ? null : sentence;
}

/** The dictionary answers with the key where it knows none; then there is no word. */
function wordOf(key: string, t: Text['t']): string | undefined {
  const said = t(key as StepKey);
  return said === key ? undefined : said;
}
