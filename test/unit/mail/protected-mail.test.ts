// Signed mails are read, encrypted ones are named, and containers of any shape never break the reader (E-C8).
import * as fc from '../../support/property.ts';
import { expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { rawFromText } from '../../../worker/modules/email/message/parse-message.ts';
import { readPgpText } from '../../../worker/modules/email/message/pgp-armor.ts';
import { readSmime } from '../../../worker/modules/email/message/signed-data.ts';

const own = { addresses: [], instance_id: null };
const conclude = (text: string) => concludeMessage(rawFromText(`From: ana@acme.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n${text}`), { own });

const tlv = (tag: number, ...parts: number[][]): number[] => { const body = parts.flat(); return [tag, ...(body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]), ...body]; };
const oid = (last: number): number[] => tlv(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]);
const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const signed = (content: number[]): Uint8Array => Uint8Array.from(tlv(0x30, oid(2), tlv(0xa0, tlv(0x30, tlv(0x02, [1]), tlv(0x31), tlv(0x30, oid(1), content)))));

it('a clear-signed PGP text is shown without its armour and is labelled', async () => {
  const { message, reply, protection } = await conclude('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nReinicié el equipo.\n- -- \nAna\n-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n');
  expect([reply.visible, reply.signature, protection]).toEqual(['Reinicié el equipo.', '-- \nAna', 'signed']);
  expect(message.body_text).toContain('BEGIN PGP SIGNATURE');
});

it('an encrypted PGP text is labelled and kept', async () => {
  const { reply, protection } = await conclude('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n');
  expect([protection, reply.visible]).toEqual(['encrypted', '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----']);
});

it('quoted armour labels nothing and nothing is ever emptied', () => {
  expect(readPgpText('Vea:\n> -----BEGIN PGP SIGNED MESSAGE-----\n> x').kind).toBeNull();
  expect(readPgpText('-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n')).toEqual({ kind: 'signed', text: '-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n' });
});

it('a container tells what it is by its contents, not by its declaration', () => {
  const text = (bytes: Uint8Array | null | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array(0));
  expect(text(readSmime(signed(tlv(0xa0, tlv(0x04, ascii('hola')))))?.content)).toBe('hola');
  expect(text(readSmime(signed(tlv(0xa0, tlv(0x24, tlv(0x04, ascii('ho')), tlv(0x04, ascii('la'))))))?.content)).toBe('hola');
  expect(readSmime(signed([]))).toEqual({ kind: 'signed', content: null });
  expect(readSmime(Uint8Array.from(tlv(0x30, oid(3), tlv(0xa0)))) ).toEqual({ kind: 'encrypted', content: null });
  expect(readSmime(Uint8Array.from(ascii('not a container')))).toBeNull();
});

it('containers inside containers are opened three times at most', async () => {
  let inner = 'Content-Type: text/plain\r\n\r\nfondo';
  for (let depth = 0; depth < 8; depth++) {
    const bytes = signed(tlv(0xa0, tlv(0x04, ascii(inner))));
    inner = `Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}`;
  }
  const { message } = await concludeMessage(rawFromText(`From: ana@acme.example\n${inner}`), { own });
  expect(message.attachments).toHaveLength(4);
});

it('any bytes are read or refused without a throw', () => {
  const valid = [...signed(tlv(0xa0, tlv(0x24, tlv(0x04, ascii('hola')))))];
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(valid.length), (noise, at) => {
    expect(() => readSmime(noise)).not.toThrow();
    expect(() => readSmime(Uint8Array.from([...valid.slice(0, at), ...noise, ...valid.slice(at + 1)]))).not.toThrow();
  }), { numRuns: 500, seed: 8 });
  expect(readSmime(Uint8Array.from(Array.from({ length: 4000 }, (_, n) => (n % 2 ? 0x80 : 0x30))))).toBeNull();
});
