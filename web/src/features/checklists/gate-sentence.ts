// What is missing before a ticket can be closed, in the reader's language. The words arrive with the checklist of the ticket page.
import { ApiProblem } from '@/api/client.ts';
import type { FieldError } from '@/api/client.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';

const sentences: Record<string, TextKey> = {
  gate_resolution_text: 'gates.missing_text',
  gate_category: 'gates.missing_category',
  gate_time: 'gates.missing_time',
  gate_checklist: 'gates.missing_steps',
};

/** One gate as a sentence, or null when the fault is another one. The figures stand in the server's own message, in this order. */
export function gateFault({ code, message }: Pick<FieldError, 'code' | 'message'>, t: Text['t']): string | null {
  if (code === 'gate_fields') return t('gates.missing_fields', { names: message.slice(message.indexOf(': ') + 2) });
  const key = sentences[code];
  const [needed = '', there = ''] = message.match(/\d+/g) ?? [];
  return key ? t(key, { count: Number(needed), needed, there }) : null;
}

/** Every gate that a refused act met, or null when it was refused for something else. */
export function gateSentence(error: unknown, t: Text['t']): string | null {
  if (!(error instanceof ApiProblem)) return null;
  const found = error.errors.map((one) => gateFault(one, t)).filter((sentence) => sentence !== null);
  return found.length > 0 ? found.join(' ') : null;
}
