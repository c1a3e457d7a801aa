// C12: length, not a well-known password, not the person's own name or address; no composition rules.
import { isCommonPassword } from './common-passwords.ts';

export const PASSWORD_LENGTH_MIN = 12;

/** What is wrong with a new password, or null. The length is checked by the schema too; the password is never altered. */
export function passwordFault(password: string, person: { email: string; name: string }): { code: string; message: string } | null {
  if (password.length < PASSWORD_LENGTH_MIN) return { code: 'too_short', message: `needs at least ${PASSWORD_LENGTH_MIN} characters` };
  const lower = password.toLowerCase();
  if (isCommonPassword(lower)) return { code: 'too_common', message: 'is one of the most used passwords' };
  const own = [person.email.split('@')[0]!, person.email, person.name].map((text) => text.toLowerCase());
  if (own.some((text) => text.length >= 4 && lower.replace(text, '').length < 6 && lower.includes(text))) {
    return { code: 'too_personal', message: 'is built from the own name or address' };
  }
  return null;
}
