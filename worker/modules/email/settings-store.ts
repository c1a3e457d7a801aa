// SQL of the mail configuration and of templates. The column with secrets is written here and read by jobs alone.
import { and, desc, eq, sql } from 'drizzle-orm';
import { emailConfig, emailTemplates, mailboxHealth, mailboxStuck } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { TemplateRow } from './contract.ts';
import type { EmailConfigRow, MailboxFacts } from './mailbox-contract.ts';

const configColumns = {
  config_id: emailConfig.config_id,
  name: emailConfig.name,
  from_address: emailConfig.from_address,
  from_name: emailConfig.from_name,
  transport: sql<EmailConfigRow['transport']>`${emailConfig.transport}`,
  smtp_host: emailConfig.smtp_host,
  smtp_port: emailConfig.smtp_port,
  smtp_username: emailConfig.smtp_username,
  smtp_security: sql<EmailConfigRow['smtp_security']>`${emailConfig.smtp_security}`,
  smtp_auth: emailConfig.smtp_auth,
  imap_host: emailConfig.imap_host,
  imap_port: emailConfig.imap_port,
  imap_username: emailConfig.imap_username,
  imap_security: emailConfig.imap_security,
  imap_auth: emailConfig.imap_auth,
  imap_folder: emailConfig.imap_folder,
  imap_done_folder: emailConfig.imap_done_folder,
  imap_failed_folder: emailConfig.imap_failed_folder,
  oauth_token_url: emailConfig.oauth_token_url,
  oauth_client_id: emailConfig.oauth_client_id,
  oauth_scope: emailConfig.oauth_scope,
  reply_style: emailConfig.reply_style,
  canary_hours: emailConfig.canary_hours,
  unknown_sender: sql<EmailConfigRow['unknown_sender']>`${emailConfig.unknown_sender}`,
  is_default: emailConfig.is_default,
  is_active: emailConfig.is_active,
  created_at: emailConfig.created_at,
  updated_at: emailConfig.updated_at,
  secrets_set: sql<EmailConfigRow['secrets_set']>`app.mail_secrets_set(${emailConfig.config_id})`,
} satisfies Record<keyof EmailConfigRow, unknown>;

const healthColumns = {
  last_poll_at: mailboxHealth.last_poll_at,
  last_poll_ok_at: mailboxHealth.last_poll_ok_at,
  last_mail_at: mailboxHealth.last_mail_at,
  poll_error: mailboxHealth.poll_error,
  poll_error_code: mailboxHealth.poll_error_code,
  poll_failures: mailboxHealth.poll_failures,
  next_poll_at: mailboxHealth.next_poll_at,
  last_sent_at: mailboxHealth.last_sent_at,
  send_error: mailboxHealth.send_error,
  send_error_code: mailboxHealth.send_error_code,
  send_error_at: mailboxHealth.send_error_at,
  send_failing_since: mailboxHealth.send_failing_since,
  canary_sent_at: mailboxHealth.canary_sent_at,
  canary_received_at: mailboxHealth.canary_received_at,
  canary_error: mailboxHealth.canary_error,
  alarm_code: sql<MailboxFacts['alarm_code']>`${mailboxHealth.alarm_code}`,
  alarm_at: mailboxHealth.alarm_at,
  last_test_at: mailboxHealth.last_test_at,
  last_test_error_code: mailboxHealth.last_test_error_code,
} satisfies Record<keyof MailboxFacts, unknown>;

export const defaultConfig = (tx: Tx) => tx.select(configColumns).from(emailConfig).where(eq(emailConfig.is_default, true));
export const configById = (tx: Tx, configId: string) => tx.select(configColumns).from(emailConfig).where(eq(emailConfig.config_id, configId));

/** Configurations with how they are doing; the default one first. @param configId that one alone. */
export const mailboxes = (tx: Tx, configId: string | null = null) =>
  tx.select({ config: configColumns, health: healthColumns, stuck: sql<number>`(select count(*)::int from ${mailboxStuck} where ${mailboxStuck.config_id} = ${emailConfig.config_id} and ${mailboxStuck.state} <> 'moved')` })
    .from(emailConfig).innerJoin(mailboxHealth, eq(mailboxHealth.config_id, emailConfig.config_id))
    .where(configId === null ? undefined : eq(emailConfig.config_id, configId))
    .orderBy(desc(emailConfig.is_default), desc(emailConfig.is_active), emailConfig.name, emailConfig.config_id);

export const stuckMails = (tx: Tx, configId: string) =>
  tx.select({
    uid: mailboxStuck.uid, attempts: mailboxStuck.attempts, error: mailboxStuck.error, error_code: mailboxStuck.error_code, size_bytes: mailboxStuck.size_bytes, state: mailboxStuck.state,
    created_at: mailboxStuck.created_at, updated_at: mailboxStuck.updated_at,
  }).from(mailboxStuck).where(eq(mailboxStuck.config_id, configId)).orderBy(desc(mailboxStuck.created_at), desc(mailboxStuck.uid)).limit(50);

type Config = typeof emailConfig.$inferInsert;
/** Boxes by the name of their secret. */
export type SealedSecrets = Record<string, { key_id: string; box: string } | null>;

export const insertConfig = (tx: Tx, row: Config) => tx.insert(emailConfig).values(row);

/** Secrets that are not named stay, null takes one away: a trigger joins old and new, which the caller may not read. */
export const updateConfig = (tx: Tx, configId: string, change: Partial<Config>) =>
  tx.update(emailConfig).set({ ...change, updated_at: sql`now()` }).where(eq(emailConfig.config_id, configId));

export const configUnchanged = (tx: Tx, configId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from email_config where config_id = ${configId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz for update),
    'LN409', 'somebody changed the configuration meanwhile')`);

/** Two who switch at once do it one after the other: every row is held, always in the same order. */
export const lockConfigs = (tx: Tx) => tx.execute(sql`select config_id from email_config order by config_id for update`);
export const mustBeUsable = (tx: Tx, configId: string) => tx.execute(sql`
  select app.must(exists (select 1 from email_config where config_id = ${configId}::uuid), 'LN404', 'configuration not found'),
         app.must(exists (select 1 from email_config where config_id = ${configId}::uuid and is_active), 'LN409', 'a configuration that is switched off cannot be the default')`);
/** Down before up, so that the unique key holds at every moment. */
export const leaveDefault = (tx: Tx, configId: string) => tx.update(emailConfig).set({ is_default: false, updated_at: sql`now()` }).where(and(eq(emailConfig.is_default, true), sql`${emailConfig.config_id} <> ${configId}::uuid`));
export const becomeDefault = (tx: Tx, configId: string) => tx.update(emailConfig).set({ is_default: true, updated_at: sql`now()` }).where(and(eq(emailConfig.config_id, configId), eq(emailConfig.is_default, false)));

/** Where to connect and boxes of secrets, for jobs. */
export const serverSettings = (tx: Tx, configId: string) =>
  tx.select({
    config_id: emailConfig.config_id, from_address: emailConfig.from_address, from_name: emailConfig.from_name, transport: configColumns.transport,
    smtp_host: emailConfig.smtp_host, smtp_port: emailConfig.smtp_port, smtp_username: emailConfig.smtp_username, smtp_security: configColumns.smtp_security, smtp_auth: emailConfig.smtp_auth,
    imap_host: emailConfig.imap_host, imap_port: emailConfig.imap_port, imap_username: emailConfig.imap_username, imap_security: emailConfig.imap_security, imap_auth: emailConfig.imap_auth,
    oauth_token_url: emailConfig.oauth_token_url, oauth_client_id: emailConfig.oauth_client_id, oauth_scope: emailConfig.oauth_scope,
    secrets: sql<Record<string, { key_id: string; box: string }>>`${emailConfig.secrets}`,
  }).from(emailConfig).where(eq(emailConfig.config_id, configId));

export const probeArrived = (tx: Tx, word: string, since: Date) => tx.execute(sql`
  select exists (select 1 from inbound_emails i where i.received_at > ${since.toISOString()}::timestamptz - interval '5 minutes' and strpos(i.subject, ${word}) > 0) as is_there`);

/** @param errorCode null: all went well. @param isAsSaved without changes that were not saved: then it says something of the mailbox. */
export const noteTest = (tx: Tx, test: { config_id: string | null; is_as_saved: boolean; smtp_host: string | null; imap_host: string | null }, at: Date, errorCode: string | null) => tx.execute(sql`
  with noted as (update mailbox_health set last_test_at = ${at.toISOString()}::timestamptz, last_test_error_code = ${errorCode} where ${test.is_as_saved} and config_id = ${test.config_id}::uuid)
  select app.audit('test', 'email_config', ${test.config_id ?? 'new'}, null, ${JSON.stringify({ error_code: errorCode, smtp_host: test.smtp_host, imap_host: test.imap_host })}::jsonb)`);

export const senderName = (tx: Tx) => tx.select({ from_name: emailConfig.from_name }).from(emailConfig).where(and(eq(emailConfig.is_default, true), eq(emailConfig.is_active, true)));

const templateColumns = {
  template_id: emailTemplates.template_id,
  event: emailTemplates.event,
  locale: sql<TemplateRow['locale']>`${emailTemplates.locale}`,
  subject: emailTemplates.subject,
  body_text: emailTemplates.body_text,
  body_html: emailTemplates.body_html,
  is_active: emailTemplates.is_active,
  updated_at: emailTemplates.updated_at,
};

export const storedTemplates = (tx: Tx) => tx.select(templateColumns).from(emailTemplates).orderBy(emailTemplates.event, emailTemplates.locale);
export const templateById = (tx: Tx, templateId: string) => tx.select(templateColumns).from(emailTemplates).where(eq(emailTemplates.template_id, templateId));
export const insertTemplate = (tx: Tx, row: typeof emailTemplates.$inferInsert) => tx.insert(emailTemplates).values(row).returning(templateColumns);
export const updateTemplate = (tx: Tx, templateId: string, change: Partial<typeof emailTemplates.$inferInsert>) =>
  tx.update(emailTemplates).set({ ...change, updated_at: sql`now()` }).where(eq(emailTemplates.template_id, templateId)).returning(templateColumns);
export const deleteTemplate = (tx: Tx, templateId: string) => tx.delete(emailTemplates).where(eq(emailTemplates.template_id, templateId)).returning({ template_id: emailTemplates.template_id });
