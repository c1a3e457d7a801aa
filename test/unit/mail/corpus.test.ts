// Every fixture of the mail corpus says beside itself, by meaning, what has to be concluded from it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import type { Conclusion } from '../../../worker/modules/email/message/conclude.ts';

const folder = join(import.meta.dirname, '../../support/mail-corpus');
const names = readdirSync(folder).filter((name) => name.endsWith('.eml')).map((name) => name.slice(0, -4)).sort();

type Expected = { guarantee: string; expect: Record<string, unknown> };

const context = {
  own: { addresses: ['soporte@desk.example.net'], instance_id: 'instance-7' },
  verdict: { authserv_ids: ['mx.cloudflare.net'], arc_sealers: ['forwarder.example'], arc_receivers: ['cloudflare-email.net'] },
  now: new Date('2026-11-17T16:00:00Z'),
};

function seen(conclusion: Conclusion): Record<string, unknown> {
  const { message, classification, reply, verdict } = conclusion;
  return {
    subject: message.subject, from_email: message.from?.email ?? null, from_name: message.from?.name ?? null, to: message.to.map((to) => to.email), reply_to: message.reply_to.map((to) => to.email),
    message_id: message.message_id, in_reply_to: message.in_reply_to, references: message.references, date: message.date, identity_synthetic: message.identity.startsWith('sha256-'),
    body_text: message.body_text, has_html: message.body_html !== null, reply_text: reply.visible, signature: reply.signature, class: classification.class, auto_generated: classification.auto_generated,
    verdict: verdict.verdict, subject_ticket: conclusion.subject_ticket, warnings: conclusion.warnings,
  };
}

function shown(key: string, conclusion: Conclusion): string {
  if (key === 'body_includes') return conclusion.message.body_text;
  return key === 'quoted_includes' ? conclusion.reply.quoted : conclusion.reply.visible;
}

describe('mail corpus', () => {
  it('holds at least sixty kinds of mail', () => {
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  it.each(names)('%s', async (name) => {
    const expected = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Expected;
    const conclusion = await concludeMessage(readFileSync(join(folder, `${name}.eml`)), context);
    const facts = seen(conclusion);
    for (const [key, value] of Object.entries(expected.expect)) {
      const why = `${expected.guarantee} (${key})`;
      if (key === 'warnings_include') expect(conclusion.warnings, why).toEqual(expect.arrayContaining(value as string[]));
      else if (key.endsWith('_includes')) for (const part of value as string[]) expect(shown(key, conclusion), why).toContain(part);
      else if (key === 'bounce') {
        expect(conclusion.classification.bounce, why).toHaveLength((value as unknown[]).length);
        expect(conclusion.classification.bounce, why).toMatchObject(value as object[]);
      } else if (key === 'attachments') {
        const files = conclusion.attachments.map(({ attachment, check }) => ({ ...attachment, content: undefined, ok: check.ok, reason: check.ok ? undefined : check.reason }));
        expect(files, why).toHaveLength((value as unknown[]).length);
        expect(files, why).toMatchObject(value as object[]);
      } else {
        expect(facts, why).toHaveProperty(key);
        expect(facts[key], why).toEqual(value);
      }
    }
  });
});
