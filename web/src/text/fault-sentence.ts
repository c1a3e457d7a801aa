// The server names faults by code; here each becomes a sentence in the reader's language.
import { ApiProblem } from '@/api/client.ts';
import type { FieldError } from '@/api/client.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import type { faults } from './es-MX/faults.ts';
import type { Text } from './translate.ts';

type FaultKey = keyof typeof faults;

const byCode: Record<string, FaultKey> = {
  taken: 'fault.taken',
  required: 'fault.required',
  too_small: 'fault.required',
  too_big: 'fault.too_long',
  invalid_type: 'fault.required',
  invalid_union: 'fault.invalid_email',
  invalid_email: 'fault.invalid_email',
  invalid_domain: 'fault.invalid_domain',
  free_mail_domain: 'fault.free_mail_domain',
  invalid_postal_code: 'fault.invalid_postal_code',
  primary_site: 'fault.primary_site',
  site_required: 'fault.site_required',
  unknown_key: 'fault.unknown_key',
  duplicate_key: 'fault.taken',
  password_given: 'fault.password_given',
  too_short: 'fault.password_short',
  too_common: 'fault.password_common',
  too_personal: 'fault.password_personal',
  client_required: 'fault.client_required',
  site_of_another_client: 'fault.site_of_another_client',
  client_inactive: 'fault.client_inactive',
  site_inactive: 'fault.site_inactive',
  inactive: 'fault.site_inactive',
  already_signed_in: 'fault.already_signed_in',
  user_inactive: 'fault.user_inactive',
  last_superadmin: 'fault.last_superadmin',
  open_tickets: 'fault.open_tickets',
  last_site: 'fault.last_site',
  active_children: 'fault.active_children',
  parent_inactive: 'fault.parent_inactive',
  protected: 'fault.protected',
  below_itself: 'fault.below_itself',
  forbidden_transition: 'fault.forbidden_transition',
  version_conflict: 'fault.version_conflict',
  too_many_files: 'fault.too_many_files',
  unsupported_media: 'fault.unsupported_media',
  not_retriable: 'fault.not_retriable',
  link_expired: 'fault.link_expired',
  not_pending: 'fault.not_pending',
  raw_missing: 'fault.raw_missing',
  not_replayable: 'fault.not_for_state',
  not_releasable: 'fault.not_for_state',
  not_discardable: 'fault.not_for_state',
  other_client: 'fault.other_client',
  development_only: 'fault.development_only',
  in_the_past: 'fault.in_the_past',
  too_far: 'fault.too_far',
  too_many_reminders: 'fault.too_many_reminders',
  ticket_finished: 'fault.ticket_finished',
  snoozed_meanwhile: 'fault.snoozed_meanwhile',
  not_of_client: 'fault.not_of_client',
};

/** Faults whose code says only "invalid": the field says which rule it was. */
const byField: Record<string, FaultKey> = {
  rfc: 'fault.rfc',
  phone: 'fault.phone',
  timezone: 'fault.timezone',
  email: 'fault.invalid_email',
  password: 'fault.password_short',
  color: 'fault.color',
  response_hours: 'fault.hours',
  resolution_hours: 'fault.hours',
  latitude: 'fault.coordinates',
  longitude: 'fault.coordinates',
  agent_networks: 'fault.network',
};

/** One entry of `errors` as a sentence; the server's own words when it says something we do not know. */
export function faultSentence(error: FieldError, t: Text['t']): string {
  const leaf = error.field?.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
  const general = error.code === 'custom' || error.code === 'invalid_format' || error.code === 'invalid_union' || error.code === 'too_small' || error.code === 'too_big';
  const key = (general ? byField[leaf] : undefined) ?? byCode[error.code] ?? (error.code === 'invalid_format' ? 'fault.invalid' : undefined);
  return key ? t(key) : error.message;
}

/** A failed act as one sentence. */
export function refusalSentence(error: unknown, t: Text['t']): string {
  if (error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.errors[0] && error.errors[0].code in byCode)
    return faultSentence(error.errors[0], t);
  return problemSentence(error, t);
}

export interface FormProblem {
  /** Sentences for the fields that the form shows. */
  fields: Record<string, string>;
  /** What belongs to no field shown. */
  banner: string | null;
}

/**
 * Sorts a failed save into the fields of a form. An entry of a list (`authorized_domains.2`) belongs to the field of the list;
 * `shown` are field names or, for repeated sections, prefixes that end in a dot.
 */
export function formProblem(error: unknown, shown: readonly string[], t: Text['t']): FormProblem {
  if (!error) return { fields: {}, banner: null };
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return { fields: {}, banner: problemSentence(error, t) };
  const fields: Record<string, string> = {};
  let banner: string | null = null;
  for (const entry of error.errors) {
    const own = entry.field ?? '';
    const list = own.replace(/\.\d+$/, '');
    const field = shown.includes(own) ? own : shown.includes(list) ? list : shown.some((name) => name.endsWith('.') && own.startsWith(name)) ? own : null;
    if (field === null) banner ??= error.status === 403 || error.status === 404 ? problemSentence(error, t) : faultSentence(entry, t);
    else fields[field] ??= faultSentence(entry, t);
  }
  return { fields, banner };
}
