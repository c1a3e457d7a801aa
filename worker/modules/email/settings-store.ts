// SQL of the mail configuration and of templates. The column with secrets is written here and read by jobs alone.
import { and, eq, sql } from 'drizzle-orm';
import { emailConfig, emailTemplates } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { EmailConfigRow, TemplateRow } from './contract.ts';

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
  imap_host: emailConfig.imap_host,
  imap_port: emailConfig.imap_port,
  imap_username: emailConfig.imap_username,
  imap_folder: emailConfig.imap_folder,
  unknown_sender: sql<EmailConfigRow['unknown_sender']>`${emailConfig.unknown_sender}`,
  is_active: emailConfig.is_active,
  created_at: emailConfig.created_at,
  updated_at: emailConfig.updated_at,
  secrets_set: sql<EmailConfigRow['secrets_set']>`app.mail_secrets_set(config_id)`,
} satisfies Record<keyof EmailConfigRow, unknown>;

export const defaultConfig = (tx: Tx) => tx.select(configColumns).from(emailConfig).where(eq(emailConfig.is_default, true));

type Config = typeof emailConfig.$inferInsert;
/** Boxes by the name of their secret. */
export type SealedSecrets = Record<string, { key_id: string; box: string } | null>;

export const insertConfig = (tx: Tx, row: Config) => tx.insert(emailConfig).values({ ...row, is_default: true });

/** Secrets that are not named stay, null takes one away: a trigger joins old and new, which the caller may not read. */
export const updateConfig = (tx: Tx, configId: string, change: Partial<Config>) =>
  tx.update(emailConfig).set({ ...change, updated_at: sql`now()` }).where(eq(emailConfig.config_id, configId));

export const configUnchanged = (tx: Tx, configId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from email_config where config_id = ${configId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz for update),
    'LN409', 'somebody changed the configuration meanwhile')`);

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
