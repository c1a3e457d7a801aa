// Pure policy of the mail screens: what may be sent again, cancelled, replayed, released or discarded, and what a configuration needs.
import type { FieldError } from '../contract.ts';
import { isManagerRole, type UserRole } from '../users/values.ts';
import type { TemplateDraft, TemplateWarning } from './contract.ts';
import type { SaveEmailConfig } from './mailbox-contract.ts';
import { TEMPLATE_VARIABLES, type TemplateValues } from './templates/template.ts';
import type { InboundState, MailQueueStatus, NotificationEvent } from './values.ts';

export type Refusal = { code: string; message: string };

const RETRIABLE: readonly MailQueueStatus[] = ['failed', 'parked', 'cancelled'];
/** How long the link in a sign-in mail opens something (6-security C10). */
const LINK_MINUTES: Partial<Record<NotificationEvent, number>> = { password_reset: 30, user_invited: 7 * 24 * 60 };
export const isSignInMail = (event: NotificationEvent): boolean => LINK_MINUTES[event] !== undefined;

/** Why a mail must not be sent again, or null. */
export function retryRefusal(mail: { status: MailQueueStatus; event: NotificationEvent; created_at: Date; error_class?: string | null }, now: Date): Refusal | null {
  if (!RETRIABLE.includes(mail.status)) return { code: 'not_retriable', message: `a mail that is ${mail.status} is not sent again` };
  if (mail.error_class === 'withdrawn') return { code: 'not_retriable', message: 'the reply was taken back; its text is gone' };
  const minutes = LINK_MINUTES[mail.event];
  if (minutes !== undefined && now.getTime() - mail.created_at.getTime() >= minutes * 60_000) {
    return { code: 'link_expired', message: 'the link in this mail has expired; ask for a new one' };
  }
  return null;
}

export const cancelRefusal = (mail: { status: MailQueueStatus }): Refusal | null =>
  mail.status === 'pending' ? null : { code: 'not_pending', message: `a mail that is ${mail.status} is not cancelled` };

/** Technicians look after the mails of their own acts. */
export const mayCancel = (role: UserRole, userId: string, mail: { created_by: string | null }): boolean => isManagerRole(role) || mail.created_by === userId;

export type InboundAct = 'replay' | 'release' | 'discard';
const ACTS: Record<InboundAct, readonly InboundState[]> = {
  replay: ['processing', 'quarantined', 'ignored', 'conflict', 'parked', 'discarded'],
  release: ['quarantined', 'ignored', 'conflict', 'parked', 'discarded'],
  discard: ['quarantined', 'conflict', 'parked'],
};

export const inboundRefusal = (act: InboundAct, state: InboundState): Refusal | null =>
  ACTS[act].includes(state) ? null : { code: `not_${act === 'replay' ? 'replayable' : act === 'release' ? 'releasable' : 'discardable'}`, message: `a mail that is ${state} cannot take this` };

type ConfigFields = Pick<SaveEmailConfig, 'name' | 'from_address' | 'from_name' | 'transport' | 'smtp_host' | 'smtp_port'>;

/** Faults of a configuration as it would stand; one entry a field. @param inUse how this installation sends. */
export function configFaults(config: ConfigFields, inUse: 'binding' | 'capture'): FieldError[] {
  const required = (['from_address', 'from_name'] as const).filter((field) => !config[field]).map((field) => ({ field, code: 'required', message: 'is needed' }));
  const server = config.transport === 'smtp' ? (['smtp_host', 'smtp_port'] as const).filter((field) => !config[field]).map((field) => ({ field, code: 'required', message: 'is needed to send through a server of your own' })) : [];
  const capture = config.transport === 'capture' && inUse !== 'capture' ? [{ field: 'transport', code: 'development_only', message: 'capturing mails is for development' }] : [];
  return [...required, ...server, ...capture];
}

const variable = /\{\{\s*([a-zA-Z0-9_]{1,60})\s*\}\}/g;

/** What a phone shows of a subject is some 60 characters; Gmail cuts a mail off at 102 KB. */
export const SUBJECT_CHARACTERS_SHOWN = 120;
export const BODY_BYTES_SHOWN = 102_000;

/** What a writer should look at before saving. @param values of an example mail of this event. @param filled the draft with these values, as it would leave. */
export function templateWarnings(
  draft: Pick<TemplateDraft, 'event' | 'subject' | 'body_text'> & { body_html?: string | null | undefined }, values: TemplateValues, filled: { subject: string; html: string },
): TemplateWarning[] {
  const bodies = [draft.body_text, draft.body_html ?? ''];
  const names = new Set([draft.subject, ...bodies].flatMap((text) => [...text.matchAll(variable)].map((match) => match[1]!)));
  const known = new Map(TEMPLATE_VARIABLES.map((name) => [name as string, values[name] ?? '']));
  const warnings = [...names].flatMap((name): TemplateWarning[] => {
    if (!known.has(name)) return [{ code: 'unknown_variable', name, message: `{{${name}}} does not exist and stays empty` }];
    return known.get(name) === '' ? [{ code: 'empty_variable', name, message: `{{${name}}} has no value in mails of this kind` }] : [];
  });
  const uses = (name: string, text: string): boolean => new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(text);
  const way = isSignInMail(draft.event) ? 'link' : isAboutTicket(draft.event) ? 'portal_url' : null;
  if (way !== null && bodies.some((text) => text.trim() !== '' && !uses(way, text))) {
    warnings.push({ code: 'missing_link', name: way, message: way === 'link' ? 'without {{link}} the reader cannot go on' : 'without {{portal_url}} the reader finds no way to the ticket' });
  }
  if (isAboutTicket(draft.event) && !uses('ticket_tag', draft.subject)) {
    warnings.push({ code: 'missing_tag', name: 'ticket_tag', message: 'without {{ticket_tag}} in the subject an answer may not find its ticket' });
  }
  if (filled.subject.length > SUBJECT_CHARACTERS_SHOWN) warnings.push({ code: 'long_subject', name: String(filled.subject.length), message: 'mail programs cut such a subject off' });
  const bytes = new TextEncoder().encode(filled.html).length;
  if (bytes > BODY_BYTES_SHOWN) warnings.push({ code: 'long_body', name: String(Math.round(bytes / 1024)), message: 'mail programs cut such a mail off' });
  return warnings;
}

const isAboutTicket = (event: NotificationEvent): boolean => event.startsWith('ticket_') || event.startsWith('sla_');
