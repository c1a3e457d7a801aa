// What a writer of a template should look at, in the reader's language.
import type { TemplateWarning } from '@/api/templates.ts';
import type { Text } from '@/text/translate.ts';

export function warningSentence({ code, name }: TemplateWarning, t: Text['t']): string {
  // What is too long names a number, everything else a variable.
  if (code === 'long_subject' || code === 'long_body') return t(`templates.${code}`, { name });
  return t(code === 'missing_link' && name !== 'link' ? 'templates.missing_portal' : `templates.${code}`, { name: `{{${name}}}` });
}
