// Sends what is due in the mail queue. Safe with any number of copies of itself: rows are claimed with a lease.
import type { Deps } from '../../deps.ts';
import type { Actor, Tx } from '../../platform/database.ts';
import type { MailTransport, OutgoingMail } from '../../platform/mail-transport/transport.ts';
import { signApprovalLink } from '../../platform/approval-links.ts';
import { signRatingLink } from '../../platform/rating-links.ts';
import { markdownHtml, picturesOf } from '../markdown/mail-rules.ts';
import { mailReport, type ReportOfMail } from '../reports/mail-report.ts';
import { normaliseMessageId } from './message/message-ids.ts';
import { signReplyAddress, signReplyBelow } from './message/reply-address.ts';
import { instanceId, mailDomain, replyKeys } from './installation.ts';
import { asksForRating, HELD_UP_MINUTES, hindranceOf, isHeldUpTooLong, replyStyleOf, retryDelayMinutes, sentenceOf, templateKeyOf, templateValues, threadHeaders, withoutSignedLinks } from './outbox-rules.ts';
import * as store from './outbox-store.ts';
import type { ClaimedMail, MailboxOut } from './outbox-store.ts';
import { ownServer } from './own-server.ts';
import { defaultTemplate, frame, headerText, renderTemplate, wordsOf } from './templates/render.ts';
import type { Template } from './templates/template.ts';
import type { ReplyStyle } from './values.ts';

type DrainDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'secretBox' | 'mail' | 'mailOut' | 'dial' | 'attachments'>;

const BATCH = 20;
const ROUNDS_MAX = 10;
/** Longest undo window that the drain after an answer waits for; cron takes what comes later. */
const LINGER_SECONDS = 12;
const PARALLEL = 4;
/** Conversations with an MSP's own server: many servers take few from one side. */
const PARALLEL_OWN = 2;
/** After this long no mail is begun with an own server: one may take two and a half minutes, and the lease lasts five. */
const BEGIN_MS = 120_000;

interface Office {
  /** The mailbox a mail leaves from, and how. */
  mailboxOf(mail: ClaimedMail): { address: string; name: string; transport: MailTransport; replyStyle: ReplyStyle };
  /** Addresses of all configured mailboxes. */
  own: string[];
  templates: { event: string; locale: string; subject: string; body_text: string; body_html: string | null }[];
}

/**
 * Sends every due row and, when it `lingers`, waits for rows that come due within seconds.
 * @param hasTime false after an answer: the platform ends that work after 30 seconds, less than a mail server may take over one mail.
 * What leaves through an MSP's own server is then left to the queue of outgoing mail.
 * @returns how many mails left.
 */
export async function drainMail(deps: DrainDeps, { lingers = true, hasTime = true } = {}): Promise<number> {
  let sent = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const lease = crypto.randomUUID();
    const actor = jobActor(deps);
    const claimed = await deps.database.asActor(actor, {}, (tx) => [
      store.claimDue(tx, lease, BATCH, hasTime), store.claimedMails(tx, lease), store.nameMails(tx, lease), store.activeTemplates(tx), store.mailboxes(tx), store.ownAddresses(tx), store.nextDue(tx, LINGER_SECONDS),
    ]);
    if (!claimed.ok) throw new Error(`mail queue: ${claimed.problem.kind}`);
    const [, rows, , templates, mailboxes, own, due] = claimed.value.rows;
    const mails = rows.rows as unknown as ClaimedMail[];
    const transports = new Map<string, MailTransport>();
    sent += await sendAll(deps, lease, mails, { mailboxOf: (mail) => mailboxOf(deps, mailboxes, transports, mail), own: own.map(({ address }) => address), templates });
    await Promise.all([...transports.values()].map((transport) => transport.close?.()));
    if (mails.length === BATCH) continue;
    const { wait_ms, own_ms } = due.rows[0] as { wait_ms: number | null; own_ms: number | null };
    if (!hasTime && own_ms !== null) await callForTime(deps, own_ms);
    const waitMs = hasTime && own_ms !== null && own_ms > 0 ? Math.min(own_ms, wait_ms ?? own_ms) : wait_ms;
    if (waitMs === null || !lingers) break;
    await new Promise((resolve) => setTimeout(resolve, waitMs + 20));
  }
  return sent;
}

const jobActor = (deps: Pick<Deps, 'ids'>): Actor => ({ kind: 'job', job: 'mail_out', requestId: `drain-${deps.ids.next()}` });

/** Cron looks every minute too. */
async function callForTime(deps: DrainDeps, waitMs: number): Promise<void> {
  try {
    await deps.mailOut.send({ kind: 'drain' }, { delaySeconds: Math.ceil(waitMs / 1000) });
  } catch (fault) {
    deps.log.error('mail_out_queue_failed', fault);
  }
}

/** The row's own mailbox, or the default one; without any, the installation's address. */
function mailboxOf(deps: DrainDeps, mailboxes: readonly MailboxOut[], transports: Map<string, MailTransport>, mail: ClaimedMail): ReturnType<Office['mailboxOf']> {
  const mailbox = mailboxes.find((one) => one.config_id === mail.config_id) ?? mailboxes.find((one) => one.is_default);
  if (!mailbox) return { address: deps.config.mailFrom, name: 'Soporte', transport: deps.mail, replyStyle: 'domain' };
  const from = { address: mailbox.from_address, name: mailbox.from_name, replyStyle: replyStyleOf(mailbox) };
  if (mailbox.transport !== 'smtp') return { ...from, transport: deps.mail };
  const transport = transports.get(mailbox.config_id) ?? ownServer(deps, mailbox);
  transports.set(mailbox.config_id, transport);
  return { ...from, transport };
}

async function sendAll(deps: DrainDeps, lease: string, mails: ClaimedMail[], office: Office): Promise<number> {
  const runTotals = new Map<string, number>();
  const took = (key: string): number => runTotals.get(key) ?? 0;
  const waiting = [...mails];
  const isOwn = (mail: ClaimedMail): boolean => office.mailboxOf(mail).transport.name === 'smtp';
  const beginBy = deps.clock.now().getTime() + BEGIN_MS;
  const left: string[] = [];
  let sent = 0;
  const work = async (): Promise<void> => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
      if (isOwn(mail) && deps.clock.now().getTime() > beginBy) {
        left.push(mail.queue_id);
        continue;
      }
      const keys = [`ticket:${mail.ticket_id}`, `to:${mail.to_email.toLowerCase()}`] as const;
      const hindrance = hindranceOf(mail, { ticket: took(keys[0]), recipient: took(keys[1]) }, [deps.config.mailFrom, ...office.own]);
      if (!hindrance) for (const key of keys) runTotals.set(key, took(key) + 1);
      try {
        if (hindrance) await finish(deps, (tx) => [store.markEnded(tx, mail.queue_id, lease, hindrance.status, hindrance.reason, hindrance.error_class)]);
        else if (await sendOne(deps, lease, mail, office)) sent += 1;
      } catch (fault) {
        // The lease runs out by itself and the row is taken up again; the others must not wait for it.
        deps.log.error('mail_send_failed', fault, { queue_id: mail.queue_id });
      }
    }
  };
  await Promise.all(Array.from({ length: mails.some(isOwn) ? PARALLEL_OWN : PARALLEL }, work));
  if (left.length > 0) await finish(deps, (tx) => [store.release(tx, left, lease)]);
  return sent;
}

/** The end of a row is written twice if it must: a mail that left and is not marked would leave again. */
async function finish(deps: DrainDeps, statements: (tx: Tx) => store.Batch): Promise<void> {
  const actor = jobActor(deps);
  for (let attempt = 1; ; attempt++) {
    try {
      const written = await deps.database.asActor(actor, {}, statements);
      if (!written.ok) throw new Error(`mail queue: ${written.problem.kind}`);
      return;
    } catch (fault) {
      if (attempt === 2) throw fault;
    }
  }
}

async function sendOne(deps: DrainDeps, lease: string, mail: ClaimedMail, office: Office): Promise<boolean> {
  let outgoing: OutgoingMail;
  const { transport } = office.mailboxOf(mail);
  try {
    outgoing = await compose(deps, mail, office);
    // The id that `nameMails` has written down.
    if (transport.name === 'smtp') outgoing.message_id = `<${mail.queue_id}@${outgoing.from.address.split('@')[1]!.toLowerCase()}>`;
  } catch (fault) {
    deps.log.error('mail_compose_failed', fault, { queue_id: mail.queue_id });
    await finish(deps, (tx) => [store.markEnded(tx, mail.queue_id, lease, 'parked', 'the mail could not be composed', 'compose')]);
    return false;
  }
  const outcome = await transport.send(outgoing);
  if (outcome.ok) {
    const messageId = normaliseMessageId(outcome.message_id) ?? outcome.message_id;
    const isSecret = mail.event === 'password_reset' || mail.event === 'user_invited';
    const { ticket_id, client_id, comment_id } = mail;
    await finish(deps, (tx) => [
      // One-time links are not kept where staff can read them.
      store.markSent(tx, mail, lease, { message_id: messageId, subject: outgoing.subject, text: isSecret ? null : withoutSignedLinks(outgoing.text), html: isSecret || outgoing.html === null ? null : withoutSignedLinks(outgoing.html) }),
      store.countOut(tx, [`out:to:${mail.to_email.toLowerCase()}`, ...(ticket_id ? [`out:ticket:${ticket_id}`] : [])], deps.clock.now()),
      ...(ticket_id && client_id ? [store.rememberMessageId(tx, { ticket_id, client_id }, messageId)] : []),
      ...(comment_id ? [store.nameComment(tx, comment_id, messageId)] : []),
    ] as const);
    return true;
  }
  const error = sentenceOf(transport.name, outcome);
  if (outcome.error_class === 'refused') {
    await finish(deps, (tx) => [store.markEnded(tx, mail.queue_id, lease, 'failed', error, 'refused'), store.suppress(tx, mail.to_email, `refused while sending (${outcome.code})`)] as const);
  } else if (outcome.error_class === 'park' || outcome.error_class === 'unknown') {
    // `unknown`: a person asks the recipient, or sends it again with the same Message-ID.
    await finish(deps, (tx) => [store.markEnded(tx, mail.queue_id, lease, 'parked', error, outcome.error_class)]);
  } else if (outcome.error_class === 'configuration') {
    await finish(deps, (tx) => [isHeldUpTooLong(mail.created_at, deps.clock.now())
      ? store.markEnded(tx, mail.queue_id, lease, 'parked', error, 'configuration')
      : store.markHeldUp(tx, mail.queue_id, lease, HELD_UP_MINUTES, error)]);
  } else {
    const delay = retryDelayMinutes(mail.attempts);
    await finish(deps, (tx) => [delay === null
      ? store.markEnded(tx, mail.queue_id, lease, 'failed', `${error}; tried ${mail.attempts} times`, 'retry')
      : store.markRetry(tx, mail.queue_id, lease, delay, error)]);
  }
  return false;
}

async function compose(deps: DrainDeps, mail: ClaimedMail, office: Office): Promise<OutgoingMail> {
  const key = templateKeyOf(mail);
  const from = office.mailboxOf(mail);
  if (!key) throw new Error(`no template for ${mail.event}`);
  const own = key === mail.event ? office.templates.find((row) => row.event === key && row.locale === mail.locale) : undefined;
  const template: Template = own ?? defaultTemplate(key, mail.locale);
  const link = await oneTimeLink(deps, mail);
  const report = await reportOf(deps, mail);
  const values = templateValues(mail, { origin: deps.config.origin, mspName: from.name, link, rating: await ratingLink(deps, mail), now: deps.clock.now() });
  const pictures = await picturesOfComment(deps, mail);
  const html = mail.comment?.body_format === 'markdown' ? { comment_text: markdownHtml(mail.comment.body_text, { origin: deps.config.origin, cidOf: (id) => pictures.find((one) => one.file_id === id)?.content_id ?? null }) } : {};
  const rendered = renderTemplate(template, { ...values, ...report?.values }, html);
  const isRepliable = mail.ticket_id !== null && key !== 'ticket_commented_internal';
  const framed = frame(rendered, wordsOf(mail.locale), isRepliable);
  const isStaff = ['superadmin', 'admin', 'technician'].includes(mail.user_role ?? '');
  const author = mail.comment?.author_is_staff ? mail.comment.author_name : null;
  return {
    from: { address: from.address, name: headerText(author ? `${author} (${from.name})` : from.name, 120) },
    reply_to: mail.ticket_id ? await replyTo(deps, from, { ticket_id: mail.ticket_id, email: mail.to_email, scope: isStaff ? 'staff' : 'reply' }) : null,
    to: { address: mail.to_email, name: mail.to_name ? headerText(mail.to_name, 120) : null },
    subject: rendered.subject,
    text: framed.text,
    html: framed.html,
    ...(report ? { attachments: report.attachments } : pictures.length > 0 ? { attachments: pictures.map(({ file_id: _id, ...picture }) => picture) } : {}),
    headers: {
      ...threadHeaders(mail.ticket?.references ?? []),
      ...(mail.is_automatic ? { 'Auto-Submitted': key === 'ticket_created_ack' ? 'auto-replied' : 'auto-generated', 'X-Auto-Response-Suppress': 'All' } : {}),
      'X-LANET-Loop': await instanceId(deps.config),
    },
  };
}

/** Null: answers go to the mailbox, and find their ticket by the thread. */
function replyTo(deps: DrainDeps, from: { address: string; replyStyle: ReplyStyle }, token: Parameters<typeof signReplyAddress>[1]): Promise<string | null> | null {
  if (from.replyStyle === 'plain') return null;
  return from.replyStyle === 'plus' ? signReplyBelow(replyKeys(deps.config), token, from.address) : signReplyAddress(replyKeys(deps.config), token, mailDomain(deps.config));
}

/** Pictures that the text shows travel with the mail, as far as they fit; the others are named. */
const PICTURE_BYTES_MAX = 3 * 1024 * 1024;
async function picturesOfComment(deps: DrainDeps, mail: ClaimedMail) {
  const { comment } = mail;
  if (comment?.body_format !== 'markdown' || !comment.pictures?.length) return [];
  const shown = picturesOf(comment.body_text);
  let left = PICTURE_BYTES_MAX;
  const fitting = comment.pictures.filter((one) => shown.includes(one.file_id) && (left -= one.size) >= 0);
  const stored = await Promise.all(fitting.map(async (one) => {
    const file = await deps.attachments.get(one.r2_key);
    return file ? [{ file_id: one.file_id, name: one.name, mime_type: one.mime_type, content: new Uint8Array(await new Response(file.body).arrayBuffer()), content_id: `${one.file_id}@${mailDomain(deps.config)}` }] : [];
  }));
  return stored.flat();
}

/** A report that is gone by now makes no mail. */
async function reportOf(deps: DrainDeps, mail: ClaimedMail): Promise<ReportOfMail | null> {
  if (mail.event !== 'report_ready') return null;
  const report = typeof mail.vars.report_id === 'string' ? await mailReport(deps, mail.vars.report_id, mail.client_id, mail.locale) : null;
  if (!report) throw new Error('the report is gone');
  return report;
}

/** Signed for the ticket, this resolution of it and this address. */
async function ratingLink(deps: DrainDeps, mail: ClaimedMail): Promise<string | null> {
  if (!asksForRating(mail) || !mail.ticket_id || !mail.client_id) return null;
  const { ticket_id, client_id } = mail;
  const link = { ticket_id, client_id, resolution_number: mail.ticket!.resolution_number!, address: mail.to_email };
  return `${deps.config.origin}/rate/${await signRatingLink(deps.config.jwtKeys, link, deps.clock.now())}`;
}

/** Signed for what was asked and for this address; it decides as long as the question is open. */
async function approvalLink(deps: DrainDeps, mail: ClaimedMail): Promise<string> {
  const { approval_id, sla_due } = mail.vars;
  if (typeof approval_id !== 'string' || typeof sla_due !== 'string' || !mail.client_id) throw new Error('what was asked is missing');
  const token = await signApprovalLink(deps.config.jwtKeys, { approval_id, client_id: mail.client_id, address: mail.to_email }, new Date(sla_due));
  // In the fragment, which no server and no log sees.
  return `${deps.config.origin}/approve?lang=${mail.locale === 'en' ? 'en' : 'es'}#token=${token}`;
}

/** The link is opened from its box here, for the mail alone. */
async function oneTimeLink(deps: DrainDeps, mail: ClaimedMail): Promise<string | null> {
  if (mail.vars.notice === 'approval') return approvalLink(deps, mail);
  if (mail.event !== 'password_reset' && mail.event !== 'user_invited') return null;
  const purpose = mail.event === 'password_reset' ? 'reset' : 'invite';
  const box = mail.vars.link_token_box;
  if (typeof box !== 'object' || box === null || !('key_id' in box) || !('box' in box)) throw new Error('the link is missing');
  const token = await deps.secretBox.open({ key_id: String(box.key_id), box: String(box.box) }, `${purpose}:${mail.user_id}`);
  // In the fragment, which no server and no log sees.
  return `${deps.config.origin}/${purpose === 'reset' ? 'reset-password' : 'invite'}#token=${encodeURIComponent(token)}`;
}
