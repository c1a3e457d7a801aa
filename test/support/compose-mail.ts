// Mails as a sender's server would deliver them: a stamped verdict on top, then the message.

export interface MailParts {
  from: string;
  to?: string;
  subject?: string;
  text?: string;
  message_id?: string;
  in_reply_to?: string;
  references?: string;
  headers?: Record<string, string>;
  attachments?: { name: string; content: string; type?: string }[];
  /** `pass`: DMARC passes for the From domain; `none`; `fail`; `spf`: SPF alone is aligned; null: nothing is stamped. */
  dmarc?: 'pass' | 'none' | 'fail' | 'spf' | null;
}

let count = 0;

export function composeMail(parts: MailParts): string {
  count += 1;
  const address = /<([^>]+)>/.exec(parts.from)?.[1] ?? parts.from;
  const domain = address.split('@')[1] ?? 'nowhere.example';
  const stamps = {
    pass: `mx.cloudflare.net; dkim=pass header.d=${domain}; dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${domain}`,
    none: `mx.cloudflare.net; dkim=none; dmarc=none header.from=${domain}; spf=none smtp.mailfrom=${domain}`,
    fail: `mx.cloudflare.net; dkim=fail header.d=${domain}; dmarc=fail header.from=${domain}; spf=fail smtp.mailfrom=${domain}`,
    spf: `mx.cloudflare.net; dkim=none; dmarc=none header.from=${domain}; spf=pass smtp.mailfrom=${domain}`,
  };
  const dmarc = parts.dmarc === undefined ? 'pass' : parts.dmarc;
  const headers = [
    ...(dmarc ? [`Authentication-Results: ${stamps[dmarc]}`] : []),
    `From: ${parts.from}`, `To: ${parts.to ?? 'soporte@mail.example.com'}`, `Subject: ${parts.subject ?? 'La impresora no imprime'}`,
    `Message-ID: ${parts.message_id ?? `<test-${process.pid}-${count}@${domain}>`}`, 'Date: Mon, 02 Mar 2026 16:00:00 +0000', 'MIME-Version: 1.0',
    ...(parts.in_reply_to ? [`In-Reply-To: ${parts.in_reply_to}`] : []), ...(parts.references ? [`References: ${parts.references}`] : []),
    ...Object.entries(parts.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  const text = parts.text ?? 'Desde ayer no imprime nada.';
  if (!parts.attachments?.length) return `${[...headers, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'].join('\r\n')}\r\n\r\n${text}\r\n`;
  const boundary = `b-${count}`;
  const files = parts.attachments.map((file) =>
    `--${boundary}\r\nContent-Type: ${file.type ?? 'application/octet-stream'}; name="${file.name}"\r\nContent-Disposition: attachment; filename="${file.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(file.content, 'latin1').toString('base64')}\r\n`);
  return `${[...headers, `Content-Type: multipart/mixed; boundary="${boundary}"`].join('\r\n')}\r\n\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n${files.join('')}--${boundary}--\r\n`;
}
