// The texts of our mails: stored ones beside the built-in ones, and what they look like with example values.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import { LOCALES, MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { templateWarnings } from './admin-rules.ts';
import type { NewTemplate, TemplateChange, TemplateDraft, TemplatePreview, TemplateRow } from './contract.ts';
import { sanitizeHtml } from './message/sanitize-html.ts';
import { asksForRating, templateKeyOf, templateValues } from './outbox-rules.ts';
import { deleteTemplate, insertTemplate, senderName, storedTemplates, templateById, updateTemplate } from './settings-store.ts';
import { defaultTemplate, frame, renderTemplate, wordsOf } from './templates/render.ts';
import { exampleMail } from './templates/example-mail.ts';
import { TEMPLATE_VARIABLES } from './templates/template.ts';
import { NOTIFICATION_EVENTS } from './values.ts';

type StoredRow = Awaited<ReturnType<typeof storedTemplates>>[number];
/** The wire's row before its instant becomes text. */
type Row = Omit<TemplateRow, 'updated_at'> & { updated_at: Date | null };
const stored = (row: StoredRow): Row => ({ ...row, is_default: false });

/** Every event in every language: the stored text, or the built-in one. */
export async function readTemplates(deps: Pick<Deps, 'database'>, actor: UserActor) {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [storedTemplates(tx)]);
  if (!read.ok) return read;
  const [own] = read.value.rows;
  const templates = NOTIFICATION_EVENTS.flatMap((event) => LOCALES.flatMap((locale): Row[] => {
    const found = own.find((row) => row.event === event && row.locale === locale);
    if (found) return [stored(found)];
    const key = templateKeyOf({ event, vars: {} });
    return key ? [{ template_id: null, event, locale, ...defaultTemplate(key, locale), is_active: true, is_default: true, updated_at: null }] : [];
  }));
  return done({ templates, variables: [...TEMPLATE_VARIABLES] });
}

const needs = {
  roles: MANAGER_ROLES,
  taken: { email_templates_key: { field: 'event', message: 'there is a template for this event and language' } },
};

export async function createTemplate(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewTemplate) {
  const written = await deps.database.asActor(actor, needs, (tx) => [insertTemplate(tx, { ...input, template_id: deps.ids.next() })]);
  return written.ok ? done({ template: stored(written.value.rows[0][0]!) }) : written;
}

export async function changeTemplate(deps: Pick<Deps, 'database'>, actor: UserActor, templateId: string, change: TemplateChange) {
  const written = await deps.database.asActor(actor, needs, (tx) => [updateTemplate(tx, templateId, change)]);
  if (!written.ok) return written;
  const [row] = written.value.rows[0];
  return row ? done({ template: stored(row) }) : notFound('template');
}

/** The built-in text is used again. */
export async function removeTemplate(deps: Pick<Deps, 'database'>, actor: UserActor, templateId: string) {
  const written = await deps.database.asActor(actor, needs, (tx) => [deleteTemplate(tx, templateId)]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : notFound('template');
}

type PreviewDeps = Pick<Deps, 'database' | 'config' | 'clock'>;

export async function previewTemplate(deps: PreviewDeps, actor: UserActor, templateId: string) {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [templateById(tx, templateId), senderName(tx)]);
  if (!read.ok) return read;
  const [[template], [sender]] = read.value.rows;
  return template ? done({ preview: previewOf(deps, template, sender?.from_name) }) : notFound('template');
}

export async function previewDraft(deps: PreviewDeps, actor: UserActor, draft: TemplateDraft) {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [senderName(tx)]);
  return read.ok ? done({ preview: previewOf(deps, draft, read.value.rows[0][0]?.from_name) }) : read;
}

function previewOf(deps: Pick<Deps, 'config' | 'clock'>, draft: TemplateDraft, fromName = 'Soporte'): TemplatePreview {
  const now = deps.clock.now();
  const mail = exampleMail(draft.event, draft.locale, now);
  const link = mail.ticket ? null : `${deps.config.origin}/${draft.event === 'user_invited' ? 'invite' : 'reset-password'}#token=…`;
  const values = templateValues(mail, { origin: deps.config.origin, mspName: fromName, link, rating: asksForRating(mail) ? `${deps.config.origin}/rate/…` : null, now });
  const rendered = renderTemplate({ subject: draft.subject, body_text: draft.body_text, body_html: draft.body_html ?? null }, values);
  const framed = frame(rendered, wordsOf(draft.locale), mail.ticket !== null);
  return { subject: rendered.subject, text: framed.text, html: sanitizeHtml(framed.html).html, warnings: templateWarnings(draft, values, { subject: rendered.subject, html: framed.html }) };
}
