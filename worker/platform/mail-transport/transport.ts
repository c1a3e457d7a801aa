// One interface for every way a mail can leave.

export interface OutgoingMail {
  from: { address: string; name: string };
  reply_to: string | null;
  to: { address: string; name: string | null };
  subject: string;
  text: string;
  html: string | null;
  /** Whole files, some megabytes together at most. */
  /** With a `content_id` a file is shown by the HTML part, as `cid:…`. */
  attachments?: { name: string; mime_type: string; content: Uint8Array; content_id?: string }[];
  /** Allow-listed names only: In-Reply-To, References, Auto-Submitted, List-*, X-*. Values hold no CR, LF, NUL. */
  headers: Record<string, string>;
  /** With its angle brackets; taken by a transport that lets us choose it (an SMTP server of one's own). */
  message_id?: string;
}

/**
 * `retry`: later may work. `park`: a person must look. `refused`: this address will never work.
 * `configuration`: nothing can leave this way until the settings are mended. `unknown`: it may have left, so it is not sent again unasked.
 */
export type SendOutcome =
  | { ok: true; message_id: string }
  | { ok: false; error_class: 'retry' | 'park' | 'refused' | 'configuration' | 'unknown'; code: string; detail?: string };

export interface MailTransport {
  readonly name: 'binding' | 'capture' | 'smtp';
  /** Never throws: an outage is a `retry`. */
  send(mail: OutgoingMail): Promise<SendOutcome>;
  /** Ends connections that it kept open between mails. Never throws. */
  close?(): Promise<void>;
}
