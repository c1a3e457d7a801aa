// Entries of the audit trail as sentences, and what changed as pairs. Pure.
import type { AuditEntry } from '@/api/operations.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';

export const auditActs = ['insert', 'update', 'delete', 'execute', 'finish', 'refuse', 'cancel', 'retry', 'discard', 'release', 'replay', 'quarantine', 'retire', 'merge', 'unmerge', 'split', 'login', 'login_failed', 'password_changed', 'password_reset', 'password_reset_requested', 'invite_accepted', 'refresh_reused', 'freeze', 'thaw', 'test', 'list', 'unlist', 'acknowledge', 'resolve', 'window_ended', 'reveal', 'confirmation_failed'] as const;
export const auditObjects = ['users', 'user_site_assignments', 'clients', 'sites', 'categories', 'settings', 'email_config', 'email_templates', 'email_queue', 'email_suppressions', 'inbound_emails', 'monitoring_senders', 'agent_scripts', 'agent_script_versions', 'script_runs', 'script_executions', 'alert_rules', 'alerts', 'maintenance_windows', 'agent_enrollment_tokens', 'assets', 'tickets', 'sessions', 'macros', 'checklist_templates', 'slas', 'business_calendars', 'time_entries', 'time_closings', 'client_contracts', 'reports', 'report_schedules', 'ticket_schedules', 'kb_articles', 'bitlocker_keys'] as const;
/** Acts on one's own way in: a job does them for whoever it concerns, who is the one to be named. */
const sessionActs = ['login', 'login_failed', 'password_changed', 'password_reset', 'password_reset_requested', 'invite_accepted', 'refresh_reused'];
const isAct = (act: string): boolean => (auditActs as readonly string[]).includes(act);
const isObject = (object: string): boolean => (auditObjects as readonly string[]).includes(object);

/** "Ana Ruiz cambió el cliente «Acme»"; names are somebody's words and stay text. */
export function auditSentence(entry: AuditEntry, { t }: Pick<Text, 't'>): string {
  if (entry.entity === 'sessions' && sessionActs.includes(entry.action)) return t(`audit.session_${entry.action}` as TextKey, { name: entry.entity_name ?? t('audit.unknown_account') });
  const who = entry.actor_kind === 'job' || entry.actor_kind === 'system' ? t('audit.actor_job', { name: entry.actor_name ?? '–' }) : (entry.actor_name ?? '–');
  const act = isAct(entry.action) ? t(`audit.act_${entry.action}` as TextKey) : t('audit.act_other', { act: entry.action });
  const kind = isObject(entry.entity) ? t(`audit.object_${entry.entity}` as TextKey) : entry.entity;
  const name = entry.entity_name ?? (entry.entity === 'settings' || entry.entity === 'email_suppressions' ? entry.entity_id : null);
  return t('audit.sentence', { who, act, object: name ? `${kind} «${name}»` : kind });
}

export interface Change {
  field: string;
  /** Null: there is no such side, the value stands for itself. */
  before: string | null;
  after: string;
}

const shown = (value: unknown, empty: string): string => (value === null || value === undefined || value === '' ? empty : typeof value === 'string' ? value : JSON.stringify(value));

/** A change has two sides, everything else is a list of facts. */
export function changesOf(entry: Pick<AuditEntry, 'action' | 'details'>, { t }: Pick<Text, 't'>): Change[] {
  const empty = t('audit.empty_value');
  return Object.entries(entry.details).map(([field, value]) => {
    if (value === 'changed') return { field, before: null, after: t('audit.secret_changed') };
    const isPair = entry.action !== 'insert' && entry.action !== 'delete' && Array.isArray(value) && value.length === 2;
    return isPair ? { field, before: shown(value[0], empty), after: shown(value[1], empty) } : { field, before: null, after: shown(value, empty) };
  });
}

/** First instant of a local day, or of the day after it; undefined while it is none. */
export function endOfDay(day: string | undefined, isEnd: boolean): string | undefined {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  if (!y || !m || !d) return undefined;
  const at = new Date(Number(y), Number(m) - 1, Number(d) + (isEnd ? 1 : 0));
  return Number.isNaN(at.getTime()) || Number(y) < 1900 || Number(y) > 2099 ? undefined : at.toISOString();
}
