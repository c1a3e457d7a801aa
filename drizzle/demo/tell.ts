// Turns a written story into the rows that the product itself would have left, hour by hour.
import { createHash } from 'node:crypto';
import type { TicketStatus } from '../../worker/modules/tickets/values.ts';
import { people, sites, subcategories, supportAddress } from './companies.ts';
import type { DemoPerson, PersonKey } from './companies.ts';
import { demoId } from './demo-id.ts';
import { mimeOf } from './raw-mail.ts';
import type { Step, Story } from './story.ts';

type Row = Record<string, unknown>;

/** Rows by table, in the order in which they may be inserted; columns are the keys of the first row. */
export interface ToldRows {
  tickets: Row[];
  inbound_emails: Row[];
  email_decisions: Row[];
  ticket_comments: Row[];
  ticket_activities: Row[];
  ticket_resolutions: Row[];
  file_attachments: Row[];
  ticket_message_ids: Row[];
}

/** A raw mail and its key in R2, so that staff can open what came in. */
export interface RawMail {
  key: string;
  content: Uint8Array;
}

export const categoryId = (key: Story['category']): string => {
  if (key === 'general') return '00000000-0000-4000-8000-000000000007';
  if (key === 'citas') return '00000000-0000-4000-8000-000000000006';
  return demoId(`category:${subcategories.find((one) => one.key === key)!.key}`);
};

const person = (key: PersonKey): DemoPerson => people.find((one) => one.key === key)!;
const isStaff = (key: PersonKey): boolean => person(key).client === null;

/** All rows of all stories; `now` is the moment that `daysAgo` counts from. */
export function tellStories(stories: Story[], now: Date): { rows: ToldRows; rawMails: RawMail[] } {
  const rows: ToldRows = {
    tickets: [], inbound_emails: [], email_decisions: [], ticket_comments: [], ticket_activities: [], ticket_resolutions: [], file_attachments: [], ticket_message_ids: [],
  };
  const rawMails: RawMail[] = [];
  // Oldest first: ticket numbers follow the order of the insert.
  for (const story of [...stories].sort((a, b) => b.daysAgo - a.daysAgo)) new Teller(story, now, rows, rawMails).tell();
  return { rows, rawMails };
}

/** One ticket on its way through time. */
class Teller {
  readonly #story: Story;
  readonly #opened: number;
  readonly #rows: ToldRows;
  readonly #rawMails: RawMail[];
  readonly #ticketId: string;
  readonly #clientId: string;
  readonly #ticket: Row;
  #status: TicketStatus = 'nuevo';
  #version = 1;
  #count = 0;
  #lastMessageId: string | null = null;
  #assignee: string | null = null;

  constructor(story: Story, now: Date, rows: ToldRows, rawMails: RawMail[]) {
    this.#story = story;
    this.#opened = now.getTime() - story.daysAgo * 86_400_000;
    this.#rows = rows;
    this.#rawMails = rawMails;
    this.#ticketId = demoId(`ticket:${story.key}`);
    const site = sites.find((one) => one.key === story.site)!;
    this.#clientId = demoId(`client:${site.client}`);
    const by = person(story.by);
    const isMail = story.channel === 'email';
    this.#ticket = {
      ticket_id: this.#ticketId, client_id: this.#clientId, site_id: demoId(`site:${site.key}`),
      created_by: demoId(`user:${story.channel === 'telefono' ? 'paola' : story.by}`), assigned_to: null, category_id: categoryId(story.category),
      subject: story.subject, description: story.body, affected_person: story.affected ?? by.name, affected_person_contact: by.email, affected_person_phone: by.phone,
      notification_email: story.channel === 'telefono' ? by.email : null, additional_emails: [], priority: story.priority, status: 'nuevo', channel: story.channel,
      is_email_originated: isMail, from_email: isMail ? by.email : null, from_name: isMail ? by.name : null, from_verdict: isMail ? 'verified' : null,
      tags: story.tags ?? [], resolution_notes: null, version: 1, created_at: this.#at(0), updated_at: this.#at(0),
      assigned_at: null, first_response_at: null, resolved_at: null, closed_at: null,
    };
  }

  tell(): void {
    const story = this.#story;
    const opener = story.channel === 'telefono' ? 'paola' : story.by;
    this.#activity(0, opener, 'created', null, null, null);
    if (story.channel === 'email') this.#comment(0, story.by, story.body, 'public', 'email', story.subject);
    if (story.refused) this.#refusedFile();
    for (const step of story.steps) this.#step(step);
    this.#rows.tickets.push({ ...this.#ticket, status: this.#status, version: this.#version });
  }

  #step(step: Step): void {
    const [verb, hours, by] = step;
    this.#ticket.updated_at = this.#at(hours);
    switch (verb) {
      case 'assigns':
        this.#activity(hours, by, 'assigned', 'assigned_to', this.#assignee, person(step[3]).name);
        this.#assignee = person(step[3]).name;
        this.#ticket.assigned_to = demoId(`user:${step[3]}`);
        this.#ticket.assigned_at = this.#at(hours);
        this.#version += 1;
        if (this.#status === 'nuevo') this.#move(hours, by, 'asignado', false);
        return;
      case 'ranks':
        this.#activity(hours, by, 'changed', 'priority', String(this.#ticket.priority), step[3]);
        this.#ticket.priority = step[3];
        this.#version += 1;
        return;
      case 'notes':
        this.#comment(hours, by, step[3], 'internal', 'portal');
        return;
      case 'says':
      case 'replies':
        this.#comment(hours, by, step[3], 'public', verb === 'replies' ? 'email' : 'portal', `Re: ${this.#story.subject}`);
        this.#afterPublicComment(hours, by);
        return;
      case 'resolves':
        this.#ticket.resolution_notes = step[3];
        this.#rows.ticket_resolutions.push({
          resolution_id: demoId(`resolution:${this.#story.key}:${hours}`), ticket_id: this.#ticketId, client_id: this.#clientId,
          resolved_by: demoId(`user:${by}`), resolved_by_name: person(by).name, resolution_notes: step[3], created_at: this.#at(hours),
        });
        this.#move(hours, by, 'resuelto');
        return;
      case 'moves':
        if (this.#status !== step[3]) this.#move(hours, by, step[3]);
    }
  }

  /** 2-domain, ticket lifecycle; a technician's first answer takes the ticket in hand. */
  #afterPublicComment(hours: number, by: PersonKey): void {
    if (isStaff(by)) {
      this.#ticket.first_response_at ??= this.#at(hours);
      if (this.#status === 'asignado') this.#move(hours, by, 'en_proceso');
    } else if (this.#status === 'espera_cliente') {
      this.#move(hours, by, this.#ticket.assigned_to === null ? 'nuevo' : 'en_proceso');
    } else if (this.#status === 'resuelto' || this.#status === 'cerrado') {
      this.#move(hours, by, 'reabierto');
    }
  }

  #move(hours: number, by: PersonKey, to: TicketStatus, isOwnChange = true): void {
    this.#activity(hours, by, 'status', 'status', this.#status, to);
    this.#status = to;
    if (isOwnChange) this.#version += 1;
    if (to === 'en_proceso') this.#ticket.first_response_at ??= this.#at(hours);
    if (to === 'resuelto') this.#ticket.resolved_at = this.#at(hours);
    if (to === 'cerrado') this.#ticket.closed_at = this.#at(hours);
    if (to === 'reabierto') Object.assign(this.#ticket, { resolved_at: null, closed_at: null });
  }

  #comment(hours: number, by: PersonKey, text: string, visibility: 'public' | 'internal', channel: 'portal' | 'email', subject = ''): void {
    const author = person(by);
    const commentId = demoId(`comment:${this.#story.key}:${(this.#count += 1)}`);
    const inbound = channel === 'email' ? this.#inbound(hours, author, subject, text, commentId) : null;
    this.#rows.ticket_comments.push({
      comment_id: commentId, ticket_id: this.#ticketId, client_id: this.#clientId, author_id: demoId(`user:${by}`), author_name: author.name,
      author_email: author.email, author_is_staff: isStaff(by), body_text: text, visibility, channel, kind: 'message',
      verdict: inbound === null ? null : 'verified', message_id: inbound?.messageId ?? null, inbound_id: inbound?.inboundId ?? null, created_at: this.#at(hours),
    });
    if (hours > 0) this.#activity(hours, by, visibility === 'public' ? 'commented' : 'noted', null, null, null, visibility);
  }

  #inbound(hours: number, from: DemoPerson, subject: string, text: string, commentId: string): { inboundId: string; messageId: string } {
    const name = `${this.#story.key}-${this.#count}`;
    const inboundId = demoId(`inbound:${name}`);
    const messageId = `demo-${name}@${from.email.split('@')[1]}`;
    const at = this.#at(hours);
    const content = mimeOf({ from, to: supportAddress, subject, text, messageId, inReplyTo: this.#lastMessageId, date: new Date(at), isVerified: true });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const isFirst = this.#lastMessageId === null && hours === 0;
    this.#rawMails.push({ key: `mail/raw/${sha256}`, content });
    this.#rows.inbound_emails.push({
      inbound_id: inboundId, mailbox: supportAddress, message_id: messageId, raw_key: `mail/raw/${sha256}`, raw_sha256: sha256, raw_size: content.length,
      envelope_from: from.email, from_email: from.email, from_name: from.name, to_emails: [supportAddress], subject, class: 'human', verdict: 'verified',
      state: 'applied', reason: null, client_id: this.#clientId, ticket_id: this.#ticketId, comment_id: commentId, attempts: 1, received_at: at, processed_at: at,
    });
    const steps: [string, string][] = [
      ['class', 'classified as human'],
      ['verdict', 'the sender is verified'],
      ...(isFirst
        ? ([['client', 'opened for the client because the sender is one of its people'], ['acknowledged', 'acknowledged to the sender']] as [string, string][])
        : ([['thread_ids', 'threaded to this ticket because it answers a mail of that ticket']] as [string, string][])),
    ];
    steps.forEach(([code, detail], index) =>
      this.#rows.email_decisions.push({ decision_id: demoId(`decision:${name}:${index}`), inbound_id: inboundId, step: index + 1, code, detail, created_at: at }),
    );
    this.#rows.ticket_message_ids.push({ message_id: messageId, ticket_id: this.#ticketId, client_id: this.#clientId, direction: 'in', created_at: at });
    this.#lastMessageId = messageId;
    return { inboundId, messageId };
  }

  #refusedFile(): void {
    const { name, mime_type, size, reason } = this.#story.refused!;
    const isMail = this.#story.channel === 'email';
    this.#rows.file_attachments.push({
      attachment_id: demoId(`attachment:${this.#story.key}`), ticket_id: this.#ticketId, client_id: this.#clientId,
      comment_id: isMail ? demoId(`comment:${this.#story.key}:1`) : null, name, mime_type, size,
      sha256: createHash('sha256').update(`${this.#story.key}:${name}`).digest('hex'), r2_key: null, refused_reason: reason, visibility: 'public',
      uploaded_by: null, created_at: this.#at(0),
    });
  }

  #activity(hours: number, by: PersonKey, action: string, field: string | null, before: string | null, after: string | null, visibility = 'public'): void {
    this.#rows.ticket_activities.push({
      activity_id: demoId(`activity:${this.#story.key}:${this.#rows.ticket_activities.length}`), ticket_id: this.#ticketId, client_id: this.#clientId,
      actor_id: demoId(`user:${by}`), actor_name: person(by).name, action, field, old_value: before, new_value: after, visibility, created_at: this.#at(hours),
    });
  }

  #at(hours: number): string {
    return new Date(this.#opened + hours * 3_600_000).toISOString();
  }
}
