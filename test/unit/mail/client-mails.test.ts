// Mails as clients and gateways really write them, beside the standards: what a reader would see of them has to be what was written.
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../worker/modules/email/message/parse-message.ts';

/** Latin-1 on purpose: one character is one byte of the mail. */
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1'));
const read = (raw: string) => parseMessage(bytes(raw));
const head = 'From: Ana Ruiz <ana@acme.example>\nTo: soporte@desk.example.net\nSubject: x\nMessage-ID: <1@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nMIME-Version: 1.0\n';
const body = async (fields: string, content: string) => (await read(`${head}${fields}\n\n${content}`)).body_text;
const withHeader = (line: string) => read(`${line}\nMessage-ID: <1@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\n\nx`);
const encoded = (text: string, label: 'latin1' | 'utf8' | 'utf16le'): string => Buffer.from(text, label).toString('latin1');
const utf8 = (text: string): string => encoded(text, 'utf8');
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

describe('E-C4: charsets', () => {
  it.each<[string, string, string, string]>([
    ['Windows letters under an ISO label (Outlook in Prague)', 'Content-Type: text/plain; charset=iso-8859-2', 'P\xf8\xedli\x9a \x9elu\x9dou\xe8k\xfd', 'Příliš žluťoučký'],
    ['the ISO letters themselves', 'Content-Type: text/plain; charset=iso-8859-2', 'P\xf8\xedli\xb9 \xbelu\xbbou\xe8k\xfd', 'Příliš žluťoučký'],
    ['a euro under ISO 8859-1', 'Content-Type: text/plain; charset=iso-8859-1', '100 \x80 \x93x\x94', '100 € “x”'],
    ['Windows quotes under ISO 8859-15', 'Content-Type: text/plain; charset=iso-8859-15', '\x93hola\x94 \xa4', '“hola” €'],
    ['Greek of Windows under ISO 8859-7', 'Content-Type: text/plain; charset=iso-8859-7', '\x93\xea\xe1\xeb\xe7\xec\xdd\xf1\xe1\x94', '“καλημέρα”'],
    ['UTF-8 under a Latin label', 'Content-Type: text/plain; charset=iso-8859-1', utf8('Señal dañada'), 'Señal dañada'],
    ['Latin under a UTF-8 label', 'Content-Type: text/plain; charset=utf-8', 'Se\xf1al da\xf1ada', 'Señal dañada'],
    ['no label', 'Content-Type: text/plain', 'Se\xf1al da\xf1ada', 'Señal dañada'],
    ['a label in quotes of the wrong kind', "Content-Type: text/plain; charset='utf-8'", utf8('año'), 'año'],
    ['space around the sign', 'Content-Type: text/plain; charset = "windows-1251"', '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
    ['a label without its hyphen', 'Content-Type: text/plain; charset=UTF8', utf8('año'), 'año'],
    ['cp1252 by another name', 'Content-Type: text/plain; charset=cp1252', 'a\xf1o \x80', 'año €'],
    ['KOI8-U', 'Content-Type: text/plain; charset=koi8-u', '\xf0\xd2\xc9\xd7\xa6\xd4', 'Привіт'],
    ['Hebrew, logical', 'Content-Type: text/plain; charset=iso-8859-8-i', '\xf9\xec\xe5\xed', 'שלום'],
    ['Turkish', 'Content-Type: text/plain; charset=iso-8859-9', '\xddstanbul \xfe\xf0', 'İstanbul şğ'],
    ['GB 18030 by the name of GBK', 'Content-Type: text/plain; charset=gbk', '\xc4\xe3\xba\xc3', '你好'],
    ['Big5', 'Content-Type: text/plain; charset=big5', '\xa7A\xa6n', '你好'],
    ['EUC-KR by its old name', 'Content-Type: text/plain; charset=ks_c_5601-1987', '\xbe\xc8\xb3\xe7', '안녕'],
    ['ISO-2022-KR', 'Content-Type: text/plain; charset=iso-2022-kr', '\x1b$)C\x0e>H3g\x0f!', '안녕!'],
    ['ISO-2022-JP with nothing between two shifts', 'Content-Type: text/plain; charset=iso-2022-jp', '\x1b$B%F%9%H\x1b(B\x1b$B%F%9%H\x1b(B', 'テストテスト'],
    ['Shift_JIS', 'Content-Type: text/plain; charset=x-sjis', '\x83e\x83X\x83g', 'テスト'],
    ['UTF-7', 'Content-Type: text/plain; charset=unicode-1-1-utf-7', 'Se+APE-al', 'Señal'],
    ['UTF-16 with its mark', 'Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64', base64(`\xff\xfe${encoded('año', 'utf16le')}`), 'año'],
    ['Macintosh', 'Content-Type: text/plain; charset=macintosh', 'a\x96o', 'año'],
    ['a page of DOS', 'Content-Type: text/plain; charset=ibm850', 'a\xa4o', 'año'],
    ['HTML that says it itself', 'Content-Type: text/html', '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><body>\xcf\xf0\xe8\xe2\xe5\xf2</body></html>', 'Привет'],
    ['HTML that says it in short', 'Content-Type: text/html; charset=us-ascii', '<meta charset=iso-8859-2><p>\xb9koda</p>', 'škoda'],
  ])('%s', async (_, fields, content, text) => expect(await body(fields, content)).toBe(text));
});

describe('E-C4: headers', () => {
  it.each<[string, string, string]>([
    ['a character split over two words', 'Subject: =?utf-8?B?Q2HDsQ==?= =?utf-8?B?w7M=?=', 'Cañó'],
    ['a character split inside', 'Subject: =?utf-8?Q?Ca=C3?= =?utf-8?Q?=B1a?=', 'Caña'],
    ['words of different labels', 'Subject: =?utf-8?Q?Ca=C3=B1a?= =?iso-8859-1?Q?_y_p=EDo?=', 'Caña y pío'],
    ['nothing between two words', 'Subject: =?utf-8?Q?Ca=C3=B1a?==?utf-8?Q?_rota?=', 'Caña rota'],
    ['spaces inside a word', 'Subject: =?utf-8?Q?Ca=C3=B1a rota?=', 'Caña rota'],
    ['a question mark inside a word', 'Subject: =?utf-8?Q?=C2=BFCa=C3=B1a??=', '¿Caña?'],
    ['base64 folded inside a word', 'Subject: =?utf-8?B?Q2HDsWEg\n cm90YQ==?=', 'Caña rota'],
    ['base64 without its end', 'Subject: =?utf-8?B?Q2HDsWEgcm90YQ?=', 'Caña rota'],
    ['a word in quotation marks', 'Subject: "=?utf-8?Q?Ca=C3=B1a?=" rota', '"Caña" rota'],
    ['a language behind the label', 'Subject: =?utf-8*es?Q?Ca=C3=B1a?=', 'Caña'],
    ['Japanese words that each shift back', 'Subject: =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=\n =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=', 'テストテスト'],
    ['a cut word', 'Subject: =?utf-8?Q?Ca=C3=B1a_ro', 'Caña ro'],
    ['raw UTF-8', `Subject: ${utf8('Caña rota')}`, 'Caña rota'],
    ['raw Latin', 'Subject: Ca\xf1a rota', 'Caña rota'],
    ['space before the colon', 'Subject : Rota', 'Rota'],
    ['an empty fold', 'Subject: Rota\n \n\tdel todo', 'Rota del todo'],
    ['in lower case', 'subject: Rota', 'Rota'],
  ])('%s', async (_, line, subject) => expect((await withHeader(line)).subject).toBe(subject));

  it.each<[string, string, object | null]>([
    ['a comma in an encoded name', 'From: =?utf-8?Q?Ru=C3=ADz=2C_Ana?= <ana@acme.example>', { email: 'ana@acme.example', name: 'Ruíz, Ana' }],
    ['a comma in a quoted name', 'From: "Ruiz, Ana" <ana@acme.example>', { email: 'ana@acme.example', name: 'Ruiz, Ana' }],
    ['an encoded name in quotation marks', 'From: "=?utf-8?Q?Ru=C3=ADz=2C_Ana?=" <ana@acme.example>', { email: 'ana@acme.example', name: 'Ruíz, Ana' }],
    ['the name in a comment', 'From: ana@acme.example (Ana Ruiz)', { email: 'ana@acme.example', name: 'Ana Ruiz' }],
    ['all of it in one word', 'From: =?utf-8?Q?Ana_Ruiz_=3Cana=40acme.example=3E?=', { email: 'ana@acme.example', name: 'Ana Ruiz' }],
    ['the address as its name', 'From: "ana@acme.example" <ana@acme.example>', { email: 'ana@acme.example', name: '' }],
    ['comments in the address', 'From: Pete(A wonderful \\) chap) <pete(his account)@silly.example(his host)>', { email: 'pete@silly.example' }],
    ['space in the address', 'From: John Doe <jdoe@machine(comment).  example>', { email: 'jdoe@machine.example', name: 'John Doe' }],
    ['a trailing comma', 'From: <ana@acme.example>, ', { email: 'ana@acme.example' }],
    ['an unclosed bracket', 'From: Ana Ruiz <ana@acme.example', { email: 'ana@acme.example', name: 'Ana Ruiz' }],
    ['an unclosed quotation mark', 'From: "Ana Ruiz <ana@acme.example>', { email: 'ana@acme.example' }],
    ['a raw name', `From: ${utf8('Ana Núñez')} <ana@acme.example>`, { email: 'ana@acme.example', name: 'Ana Núñez' }],
    ['Exchange inside a house', 'From: "Ana" </O=ACME/OU=EXCHANGE/CN=RECIPIENTS/CN=ANA>', null],
    ['an apostrophe', "From: 'Ana Ruiz' <ana@acme.example>", { email: 'ana@acme.example', name: 'Ana Ruiz' }],
    ['a domain of another script', `From: ana@${utf8('münchen')}.example`, { email: 'ana@münchen.example' }],
  ])('From: %s', async (_, line, from) => {
    const found = (await withHeader(`${line}\nSubject: x`)).from;
    if (from === null) expect(found).toBeNull();
    else expect(found).toMatchObject(from);
  });

  it.each([
    ['Tue, 17 Nov 2026 09:00:00 -0600', '2026-11-17T15:00:00.000Z'], ['17 Nov 26 15:00 GMT', '2026-11-17T15:00:00.000Z'], ['Tue, 17 Nov 2026 09(comment):   00  :  00 -0600', '2026-11-17T15:00:00.000Z'],
    ['Tue, 17 Nov 2026 15:00:00 H0500', '2026-11-17T15:00:00.000Z'], ['mar, 17 nov 2026 15:00:00 +0000', '2026-11-17T15:00:00.000Z'], ['Tue Nov 17 15:00:00 2026', '2026-11-17T15:00:00.000Z'],
    ['Tue, 17 Nov 2026 09:00:00 CST', '2026-11-17T15:00:00.000Z'], ['2026-11-17T15:00:00Z', '2026-11-17T15:00:00.000Z'], ['Tue, 17 Nov 2026 15.00.00 +0000', '2026-11-17T15:00:00.000Z'],
  ])('Date: %s', async (date, iso) => expect((await read(`From: a@b.example\nDate: ${date}\nSubject: x\n\nx`)).date).toBe(iso));

  it('a mark of bytes, an mbox line or empty lines may stand before the first header', async () => {
    for (const before of ['\xef\xbb\xbf', 'From ana@acme.example Tue Nov 17 09:00:00 2026\n', '\n\n', '>From ana@acme.example Tue Nov 17 09:00:00 2026\n']) {
      expect([before, await read(`${before}Subject: Rota\nFrom: ana@acme.example\n\nHola`)]).toMatchObject([before, { subject: 'Rota', from: { email: 'ana@acme.example' }, body_text: 'Hola' }]);
    }
  });
});

const named = async (fields: string) => (await read(`${head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHola\n--b\n${fields}\n\nZGF0bw==\n--b--\n`)).attachments.map((file) => file.filename);

describe('E-C4: file names', () => {
  it.each<[string, string, string]>([
    ['RFC 2231', "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=UTF-8''A%C3%B1o%202026.pdf", 'Año 2026.pdf'],
    ['RFC 2231 in pieces', "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=UTF-8''A%C3%B1o%20;\n filename*1*=2026%20;\n filename*2=\"final.pdf\"", 'Año 2026 final.pdf'],
    ['pieces that split a character', "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=UTF-8''A%C3;\n filename*1*=%B1o.pdf", 'Año.pdf'],
    ['pieces in disorder', "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*1*=2026.pdf;\n filename*0*=UTF-8''A%C3%B1o%20", 'Año 2026.pdf'],
    ['both kinds: the exact one', "Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"Ano.pdf\"; filename*=UTF-8''A%C3%B1o.pdf", 'Año.pdf'],
    ['encoded words, which nobody allowed', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="=?utf-8?Q?A=C3=B1o?= =?utf-8?Q?_2026.pdf?="', 'Año 2026.pdf'],
    ['encoded words in pieces', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename*0="=?utf-8?B?QcOxbyAy"; filename*1="MDI2LnBkZg==?="', 'Año 2026.pdf'],
    ['words over two lines', 'Content-Type: application/pdf; name="=?utf-8?B?QcOxbw==?=\n =?utf-8?B?IDIwMjYucGRm?="', 'Año 2026.pdf'],
    ['raw UTF-8', `Content-Type: application/pdf\nContent-Disposition: attachment; filename="${utf8('Año.pdf')}"`, 'Año.pdf'],
    ['raw Latin', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="A\xf1o.pdf"', 'Año.pdf'],
    ['without quotation marks', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename=Informe final 2026.pdf', 'Informe final 2026.pdf'],
    ['a path of Windows', 'Content-Type: image/png\nContent-Disposition: attachment; filename="C:\\TEMP\\nsmail.png"', 'nsmail.png'],
    ['of the type alone', 'Content-Type: application/pdf; name="Informe.pdf"', 'Informe.pdf'],
    ['a semicolon inside', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="a;b.pdf"', 'a;b.pdf'],
    ['quotation marks inside', 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="a \\"b\\".pdf"', 'a _b_.pdf'],
    ['another charset', "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=iso-8859-1'es'A%F1o.pdf", 'Año.pdf'],
  ])('%s', async (_, fields, name) => expect(await named(`${fields}\nContent-Transfer-Encoding: base64`)).toEqual([name]));
});
