// Development's mailbox: the mails that were kept instead of sent. Where mail really leaves there is no such mailbox.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page } from '../../http/pagination.ts';
import { capturedMails, rawCapturedMail } from '../../platform/mail-transport/captured-mails.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { CapturedMailDetail, CapturedMailQuery, CapturedMailRow } from './contract.ts';
import { headersOf } from './mail-headers.ts';
import { parseMessage } from './message/parse-message.ts';
import { sanitizeHtml } from './message/sanitize-html.ts';
import { nothing } from './monitor-store.ts';

type MailboxDeps = Pick<Deps, 'database' | 'config'>;

/** Newest first. 404 unless this installation captures its mails. */
export async function listCapturedMails(deps: MailboxDeps, actor: UserActor, query: CapturedMailQuery): Promise<Result<{ messages: CapturedMailRow[]; pagination: Pagination }>> {
  const after = decodeCursor(query.cursor, 1);
  if (!after.ok) return after;
  const url = await mailboxUrl(deps, actor);
  if (!url.ok) return url;
  const wanted = query.q?.toLowerCase() ?? '';
  const all = (await capturedMails(url.value)).filter((mail) => [mail.from, mail.subject, ...mail.to].some((text) => text.toLowerCase().includes(wanted)));
  const start = after.value ? all.findIndex((mail) => mail.id === after.value![0]) + 1 : 0;
  const { rows: messages, pagination } = page(all.slice(start, start + query.limit + 1), query.limit, all.length, (mail) => [mail.id]);
  return done({ messages, pagination });
}

export async function readCapturedMail(deps: MailboxDeps, actor: UserActor, id: string): Promise<Result<{ message: CapturedMailDetail }>> {
  const url = await mailboxUrl(deps, actor);
  if (!url.ok) return url;
  const row = (await capturedMails(url.value)).find((mail) => mail.id === id);
  const raw = row ? await rawCapturedMail(url.value, id) : null;
  if (!row || !raw) return notFound('mail');
  const parsed = await parseMessage(raw);
  return done({ message: { ...row, headers: headersOf(parsed), text: parsed.body_text, html: parsed.body_html === null ? null : sanitizeHtml(parsed.body_html).html } });
}

async function mailboxUrl({ database, config }: MailboxDeps, actor: UserActor): Promise<Result<string>> {
  const asked = await database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [nothing(tx)]);
  if (!asked.ok) return asked;
  return config.mailTransport === 'capture' && config.captureUrl ? done(config.captureUrl) : notFound('mailbox');
}
