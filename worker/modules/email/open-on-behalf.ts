// A forwarded mail as if it had come from whoever wrote it: what is known of them, and the conclusion with their words.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { decideForward } from './forwarded-rules.ts';
import { lookUp, type LookUp, type Question } from './inbound-store.ts';
import { checkAttachment } from './message/check-attachment.ts';
import type { Conclusion } from './message/conclude.ts';
import { readForwarded, type ForwardedMail } from './message/forwarded-mail.ts';
import { splitReply } from './message/split-reply.ts';
import type { Decision, Known, Place, Step } from './receive-rules.ts';

export interface Behalf {
  decision: Extract<Decision, { kind: 'ticket' | 'quarantine' }>;
  /** Of the writer of the forwarded mail. */
  conclusion: Conclusion;
  found: LookUp;
  forwarder: { user_id: string; name: string; email: string };
  /** What the forwarder wrote above: for the staff alone. */
  note: string;
  writer: string;
}

export interface BehalfOrder {
  conclusion: Conclusion;
  question: Question;
  forwarder: Behalf['forwarder'];
  steps: Step[];
  place: Place | null;
  domainsOf(email: string): string[];
  knownOf(found: LookUp): Known;
}

/** Null: the mail holds no mail of anybody else. @throws when the database does not answer. */
export async function openOnBehalf(deps: Pick<Deps, 'database'>, actor: Actor, order: BehalfOrder): Promise<Behalf | null> {
  const forwarded = await readForwarded(order.conclusion.message);
  if (!forwarded || forwarded.from.email === order.forwarder.email) return null;
  const writer = forwarded.from.email;
  const question: Question = {
    ...order.question, from: writer, domains: order.domainsOf(writer), token_ticket: null, reference_ids: [], subject_ticket: null, bounce: { message_ids: [], recipients: [], proven: [] },
  };
  const read = await deps.database.asActor(actor, {}, (tx) => [lookUp(tx, question)]);
  if (!read.ok) throw new Error(`mail look-up: ${read.problem.kind}`);
  const { found } = read.value.rows[0].rows[0] as unknown as { found: LookUp };
  const decision = decideForward(writer, order.forwarder.name, order.knownOf(found), order.steps, order.place);
  return { decision, conclusion: asWritten(order.conclusion, forwarded), found, forwarder: order.forwarder, note: forwarded.note, writer };
}

function asWritten(conclusion: Conclusion, forwarded: ForwardedMail): Conclusion {
  const inner = (forwarded.attachments ?? []).map((attachment) => ({ attachment, check: checkAttachment(attachment) }));
  return {
    ...conclusion,
    message: { ...conclusion.message, from: forwarded.from, subject: forwarded.subject, body_text: forwarded.text, body_html: forwarded.html },
    reply: splitReply({ text: forwarded.text, html: forwarded.html }),
    attachments: [...inner, ...conclusion.attachments],
  };
}
