// Writes the raw mails that the demo pretends to have received.
export interface RawMailFacts {
  from: { name: string; email: string };
  to: string;
  subject: string;
  text: string;
  /** Without angle brackets. */
  messageId: string;
  inReplyTo: string | null;
  date: Date;
  isVerified: boolean;
}

const encodedWord = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : [...text.matchAll(/[\s\S]{1,14}/gu)].map(([part]) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');

/** A plain-text mail with the receiving server's verdict on top, as the production mail server writes it. */
export function mimeOf(facts: RawMailFacts): Uint8Array {
  const domain = facts.from.email.split('@')[1];
  const verdict = facts.isVerified ? `dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${domain}` : `dmarc=none header.from=${domain}; spf=none smtp.mailfrom=${domain}`;
  const reply = facts.inReplyTo === null ? [] : [`In-Reply-To: <${facts.inReplyTo}>`, `References: <${facts.inReplyTo}>`];
  const lines = [
    `Authentication-Results: mx.cloudflare.net; ${verdict}`,
    `From: ${encodedWord(facts.from.name)} <${facts.from.email}>`,
    `To: <${facts.to}>`,
    `Subject: ${encodedWord(facts.subject)}`,
    `Date: ${facts.date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${facts.messageId}>`,
    ...reply,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(facts.text.replaceAll('\n', '\r\n')).toString('base64').match(/.{1,76}/g) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
