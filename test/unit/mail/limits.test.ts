// Hostile sizes and shapes: the parser answers with what fits its limits and says so.
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { parseMessage, rawFromText } from '../../../worker/modules/email/message/parse-message.ts';
import { readRtf, unpackRtf } from '../../../worker/modules/email/message/rtf.ts';

const head = 'From: a@acme.example\nTo: soporte@desk.example.net\nSubject: x\nMessage-ID: <big@acme.example>\nDate: Tue, 17 Nov 2026 09:30:00 -0600\nMIME-Version: 1.0\n';
const plain = 'Content-Type: text/plain; charset=utf-8\n\n';

describe('E-C2: limits of the parser', () => {
  it('reads the first 200 of 1,000 parts and warns', async () => {
    const parts = Array.from({ length: 1000 }, (_, i) => `--b\nContent-Type: text/plain; name="f${i}.txt"\nContent-Disposition: attachment; filename="f${i}.txt"\n\n${i}\n`).join('');
    const message = await parseMessage(rawFromText(`${head}Content-Type: multipart/mixed; boundary="b"\n\n--b\n${plain}Texto\n${parts}--b--\n`));
    expect(message.warnings).toContain('too_many_parts');
    expect(message.attachments.length).toBeGreaterThan(150);
    expect(message.attachments.length).toBeLessThanOrEqual(200);
    expect(message.body_text).toBe('Texto');
  });

  it('does not open multiparts deeper than 10 and warns', async () => {
    let raw = head;
    for (let i = 0; i < 50; i++) raw += `Content-Type: multipart/mixed; boundary="n${i}"\n\n--n${i}\n`;
    raw += `${plain}fondo\n`;
    for (let i = 49; i >= 0; i--) raw += `--n${i}--\n`;
    const message = await parseMessage(rawFromText(raw));
    expect(message.warnings).toContain('nested_too_deep');
    expect(message.attachments.length).toBeLessThanOrEqual(2);
  });

  it('stops reading when the time budget is spent', async () => {
    let calls = 0;
    const raw = rawFromText(`${head}${plain}${'línea\n'.repeat(50_000)}`);
    const message = await parseMessage(raw, { elapsed: () => (++calls > 3 ? 60_000 : 0) });
    expect(message.warnings).toContain('time_budget_spent');
    expect(calls).toBe(4);
    expect(message.subject).toBe('x');
  });

  it('keeps the root and the newest of 5,000 references', async () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `<r${i}@acme.example>`);
    const message = await parseMessage(rawFromText(`References: ${ids.join('\n ')}\n${head}${plain}x\n`));
    expect(message.references).toHaveLength(200);
    expect(message.references[0]).toBe('r0@acme.example');
    expect(message.references.at(-1)).toBe('r4999@acme.example');
    expect(message.warnings).toContain('references_cut');
  });

  it('reads 300 recipients', async () => {
    const to = Array.from({ length: 300 }, (_, i) => `"Persona, ${i}" <p${i}@acme.example>`).join(',\n ');
    const message = await parseMessage(rawFromText(`Cc: ${to}\n${head}${plain}x\n`));
    expect(message.cc).toHaveLength(300);
    expect(message.cc[299]).toEqual({ email: 'p299@acme.example', name: 'Persona, 299' });
  });

  it('finds the address at the end of a From of 40 KB', async () => {
    const message = await parseMessage(rawFromText(`From: ${'Ana a@b. '.repeat(4500)}<ana@acme.example>\nSubject: x\n\nx\n`));
    expect(message.from?.email).toBe('ana@acme.example');
  });

  it('cuts a subject of 10 KB and warns', async () => {
    const message = await parseMessage(rawFromText(head.replace('Subject: x', `Subject: ${'abc '.repeat(2500)}`) + plain + 'x\n'));
    expect(message.subject.length).toBeLessThanOrEqual(998);
    expect(message.warnings).toContain('subject_cut');
  });

  it('survives headers of 3 MB', async () => {
    const message = await parseMessage(rawFromText(`X-Fill: ${'a'.repeat(900)}\n`.repeat(3400) + head + plain + 'cuerpo\n'));
    expect(message.warnings).toContain('headers_cut');
    expect(message.body_text).toBe('cuerpo');
  });

  it('reads a mail of 24.9 MiB with its attachment intact', async () => {
    const line = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n';
    const count = Math.floor((24.9 * 1024 * 1024) / line.length) - 10;
    const raw = new TextEncoder().encode(`${head}Content-Type: multipart/mixed; boundary="b"\n\n--b\n${plain}Va grande.\n--b\nContent-Type: application/zip; name="g.zip"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="g.zip"\n\n${line.repeat(count)}--b--\n`);
    const conclusion = await concludeMessage(raw, { own: { addresses: [], instance_id: null } });
    expect(conclusion.message.body_text).toBe('Va grande.');
    expect(conclusion.message.attachments[0]?.size).toBe(count * 57);
    expect(conclusion.attachments[0]?.check).toEqual({ ok: false, reason: 'too_large' });
  });

  it('reads an empty mail and a mail of one byte', async () => {
    expect((await parseMessage(new Uint8Array(0))).warnings).toContain('empty_mail');
    expect((await parseMessage(new Uint8Array([0]))).body_text).toBe('');
  });

  it('unpacks compressed RTF and reads the HTML it wraps', () => {
    const packed = packLiterals('{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\*\\htmltag64 <p>}Hola {\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 red\\htmlrtf }\\htmlrtf0 {\\*\\htmltag92 </b>}{\\*\\htmltag72 </p>}}');
    expect(readRtf(packed)).toEqual({ text: '<p>Hola <b>red</b></p>', html: true });
    expect(unpackRtf(new Uint8Array(10))).toBeNull();
  });
});

/** LZFu with literal bytes only: a flag byte of zero before every eight bytes. */
function packLiterals(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const body: number[] = [];
  bytes.forEach((byte, i) => (i % 8 === 0 ? body.push(0, byte) : body.push(byte)));
  const out = new Uint8Array(16 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length + 12, true);
  view.setUint32(4, bytes.length, true);
  view.setUint32(8, 0x75465a4c, true);
  out.set(body, 16);
  return out;
}
