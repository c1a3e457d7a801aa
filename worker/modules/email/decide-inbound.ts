// Staff decides about a mail that came in: take it up again, let it into a ticket, or set it aside for good.
import type { Deps } from '../../deps.ts';
import type { InboundMailMessage } from '../../env.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { inboundRefusal, type InboundAct } from './admin-rules.ts';
import type { InboundOutcome, ReleaseOrder } from './contract.ts';
import { activeClient, activeSite, audit, discard, inboundRow, inboundStill, openableTicket } from './monitor-store.ts';
import { receiveMail, type ReceiveDeps, type ReceiveOrder } from './receive-mail.ts';

const needs = { roles: STAFF_ROLES };
type InboundMail = NonNullable<Awaited<ReturnType<typeof inboundRow>>[0]>;

export async function discardInboundMail(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, inboundId: string) {
  const read = await deps.database.asActor(actor, needs, (tx) => [inboundRow(tx, inboundId)]);
  if (!read.ok) return read;
  const [mail] = read.value.rows[0];
  const refusal = refusalOf('discard', mail);
  if (!mail || refusal) return refusal ?? notFound('mail');
  const written = await deps.database.asActor(actor, needs, (tx) => [
    inboundStill(tx, inboundId, mail.state), discard(tx, inboundId, deps.clock.now()),
    audit(tx, 'discard', 'inbound_emails', inboundId, mail.client_id, { state: [mail.state, 'discarded'], reason: mail.reason }), inboundRow(tx, inboundId),
  ]);
  if (!written.ok) return written;
  const { raw_key: _key, raw_sha256: _hash, envelope_to: _to, ...inbound } = written.value.rows[3][0]!;
  return done({ inbound }, [{ type: 'inbound', inbound_id: inboundId }]);
}

/** The same decision again, with what is known now. */
export async function replayInboundMail(deps: ReceiveDeps, actor: UserActor, inboundId: string): Promise<Result<{ inbound: InboundOutcome }>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [inboundRow(tx, inboundId)]);
  if (!read.ok) return read;
  const { me, rows: [[mail]] } = read.value;
  const refusal = refusalOf('replay', mail);
  if (!mail || refusal) return refusal ?? notFound('mail');
  return takeUp(deps, actor, mail, 'replay', { inbound_id: inboundId, actor: { user_id: me.user_id, name: me.name } });
}

/** A person answers for the sender: the mail goes where they say. What the order names is read under their rights. */
export async function releaseInboundMail(deps: ReceiveDeps, actor: UserActor, inboundId: string, order: ReleaseOrder): Promise<Result<{ inbound: InboundOutcome }>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [
    inboundRow(tx, inboundId), activeClient(tx, order.client_id ?? null), activeSite(tx, order.site_id ?? null), openableTicket(tx, order.ticket_id ?? null),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[mail], [client], [site], [ticket]] } = read.value;
  const refusal = refusalOf('release', mail);
  if (!mail || refusal) return refusal ?? notFound('mail');
  const by = { inbound_id: inboundId, actor: { user_id: me.user_id, name: me.name } };
  if (order.ticket_id) return ticket ? takeUp(deps, actor, mail, 'release', { ...by, ticket_id: ticket.ticket_id }, ticket.client_id) : notFound('ticket');
  if (!client) return notFound('client');
  if (!site) return notFound('site');
  if (site.client_id !== client.client_id) return invalidField('site_id', 'other_client', 'the site is not of this client');
  if (!client.is_active) return invalidField('client_id', 'inactive', 'the client is not active');
  if (!site.is_active) return invalidField('site_id', 'inactive', 'the site is not active');
  return takeUp(deps, actor, mail, 'release', { ...by, place: { client_id: client.client_id, site_id: site.site_id } }, client.client_id);
}

function refusalOf(act: InboundAct, mail: InboundMail | undefined) {
  const refusal = mail ? inboundRefusal(act, mail.state) : null;
  return refusal && mail ? conflict(refusal.code, refusal.message, { state: mail.state, ticket_id: mail.ticket_id }, 'state') : null;
}

/** What was decided stands in the audit trail before it happens; the mail itself is received as the job that received it first. */
async function takeUp(deps: ReceiveDeps, actor: UserActor, mail: InboundMail, act: 'replay' | 'release', order: ReceiveOrder, clientId = mail.client_id): Promise<Result<{ inbound: InboundOutcome }>> {
  if (!(await deps.attachments.bytes(mail.raw_key))) return conflict('raw_missing', 'the original of this mail is gone', { state: mail.state }, 'state');
  const message: InboundMailMessage = {
    raw_key: mail.raw_key, raw_sha256: mail.raw_sha256, raw_size: mail.raw_size, envelope_from: mail.envelope_from ?? '',
    envelope_to: mail.envelope_to ?? mail.mailbox, received_at: mail.received_at.toISOString(),
  };
  const details = { state: mail.state, ...order.place, ...(order.ticket_id ? { ticket_id: order.ticket_id } : {}) };
  const audited = await deps.database.asActor(actor, needs, (tx) => [
    inboundStill(tx, mail.inbound_id, mail.state), audit(tx, act, 'inbound_emails', mail.inbound_id, clientId, details),
  ]);
  if (!audited.ok) return audited;
  try {
    const { effects, ...inbound } = await receiveMail(deps, message, { ...order, requestId: `${act}-${deps.ids.next()}` });
    return done({ inbound }, effects);
  } catch (fault) {
    deps.log.error('mail_take_up_failed', fault, { inbound_id: mail.inbound_id });
    return refused({ kind: 'unavailable', message: 'the mail could not be processed and stays as it was, try again' });
  }
}
