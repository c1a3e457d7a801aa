// Forwards of the mail clients that are out there: who wrote the mail inside, about what, and what the forwarder put above (E-T10).
import { describe, expect, it } from 'vitest';
import { isForwardSubject, readForwarded, withoutMarks } from '../../../worker/modules/email/message/forwarded-mail.ts';
import { summariseMail } from '../../../worker/modules/email/message/embedded-summary.ts';
import { parseMessage, rawFromText } from '../../../worker/modules/email/message/parse-message.ts';

const forward = async (subject: string, body: string, type = 'text/plain') =>
  readForwarded(await parseMessage(rawFromText(`From: Luis Mora <luis@desk.example.net>\nTo: soporte@desk.example.net\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: ${type}; charset=utf-8\n\n${body}`)));
const ana = { from: { email: 'ana@acme.example', name: 'Ana Ruiz' }, text: 'No imprime.\nGracias', note: 'Favor de ver.' };

describe('E-T10: forwarded inline', () => {
  it.each<[string, string, string]>([
    ['Gmail', 'Fwd: Impresora', '---------- Forwarded message ---------\nDe: Ana Ruiz <ana@acme.example>\nDate: mar, 17 nov 2026 a las 9:00\nSubject: Impresora\nTo: Luis Mora <luis@desk.example.net>\nCc: Eva <eva@acme.example>\n\n\nNo imprime.\nGracias'],
    ['Gmail es', 'Fwd: Impresora', '---------- Mensaje reenviado ----------\nDe: Ana Ruiz <ana@acme.example>\nFecha: 17 de noviembre de 2026, 9:00\nAsunto: Impresora\nPara: luis@desk.example.net\n\nNo imprime.\nGracias'],
    ['Apple Mail', 'Fwd: Impresora', 'Begin forwarded message:\n\n> From: Ana Ruiz <ana@acme.example>\n> Subject: Impresora\n> Date: 17 November 2026 at 9:00:00 CST\n> To: luis@desk.example.net\n> \n> No imprime.\n> Gracias'],
    ['Apple Mail es', 'RV: Impresora', 'Inicio del mensaje reenviado:\n\nDe: Ana Ruiz <ana@acme.example>\nAsunto: Impresora\nFecha: 17 de noviembre de 2026, 9:00:00 CST\nPara: luis@desk.example.net\n\nNo imprime.\nGracias'],
    ['Thunderbird', 'Fwd: Impresora', '-------- Forwarded Message --------\nSubject: \tImpresora\nDate: \tTue, 17 Nov 2026 09:00:00 -0600\nFrom: \tAna Ruiz <ana@acme.example>\nTo: \tluis@desk.example.net\n\n\n\nNo imprime.\nGracias'],
    ['Thunderbird de', 'Fwd: Impresora', '-------- Weitergeleitete Nachricht --------\nBetreff: \tImpresora\nDatum: \tTue, 17 Nov 2026 09:00:00 -0600\nVon: \tAna Ruiz <ana@acme.example>\nAn: \tluis@desk.example.net\n\nNo imprime.\nGracias'],
    ['Outlook en', 'FW: Impresora', '________________________________\nFrom: Ana Ruiz <ana@acme.example>\nSent: Tuesday, November 17, 2026 9:00 AM\nTo: Luis Mora <luis@desk.example.net>\nSubject: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook es', 'RV: Impresora', 'De: Ana Ruiz <ana@acme.example>\nEnviado el: martes, 17 de noviembre de 2026 09:00\nPara: Luis Mora\nAsunto: Impresora\nImportancia: Alta\n\nNo imprime.\nGracias'],
    ['Outlook fr', 'TR: Impresora', '-----Message d\'origine-----\nDe : Ana Ruiz [mailto:ana@acme.example]\nEnvoyé : mardi 17 novembre 2026 09:00\nÀ : Luis Mora\nObjet : Impresora\n\nNo imprime.\nGracias'],
    ['Outlook de', 'WG: Impresora', 'Von: Ana Ruiz <ana@acme.example>\nGesendet: Dienstag, 17. November 2026 09:00\nAn: Luis Mora\nBetreff: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook pt', 'ENC: Impresora', 'De: Ana Ruiz <ana@acme.example>\nEnviada em: terça-feira, 17 de novembro de 2026 09:00\nPara: Luis Mora\nAssunto: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook it', 'I: Impresora', 'Da: Ana Ruiz <ana@acme.example>\nInviato: martedì 17 novembre 2026 09:00\nA: Luis Mora\nOggetto: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook nl', 'FW: Impresora', 'Van: Ana Ruiz <ana@acme.example>\nVerzonden: dinsdag 17 november 2026 09:00\nAan: Luis Mora\nOnderwerp: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook pl', 'PD: Impresora', 'Od: Ana Ruiz <ana@acme.example>\nWysłano: wtorek, 17 listopada 2026 09:00\nDo: Luis Mora\nTemat: Impresora\n\nNo imprime.\nGracias'],
    ['Outlook, in bold', 'Fw: Impresora', '*From:* Ana Ruiz <ana@acme.example>\n*Sent:* Tuesday, November 17, 2026 9:00 AM\n*To:* Luis Mora\n*Subject:* Impresora\n\nNo imprime.\nGracias'],
    ['Yahoo', 'Fw: Impresora', '----- Forwarded Message -----\nFrom: Ana Ruiz <ana@acme.example>\nTo: luis@desk.example.net\nSent: Tuesday, November 17, 2026 at 09:00:00 AM CST\nSubject: Impresora\n\nNo imprime.\nGracias'],
    ['Proton', 'Fw: Impresora', '------- Forwarded Message -------\nFrom: Ana Ruiz <ana@acme.example>\nDate: On Tuesday, November 17th, 2026 at 9:00 AM\nSubject: Impresora\nTo: luis@desk.example.net\n\nNo imprime.\nGracias'],
    ['Zoho', 'Fwd: Impresora', '============ Forwarded message ============\nFrom: Ana Ruiz <ana@acme.example>\nTo: <luis@desk.example.net>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nSubject: Impresora\n============ Forwarded message ============\n\nNo imprime.\nGracias'],
    ['Lotus Notes', 'Fw: Impresora', '----- Forwarded by Luis Mora/DESK on 17/11/2026 09:10 -----\n\nFrom:\tAna Ruiz <ana@acme.example>\nTo:\tluis@desk.example.net\nDate:\t17/11/2026 09:00\nSubject:\tImpresora\n\nNo imprime.\nGracias'],
    ['a wrapped list of recipients', 'Fwd: Impresora', '---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@acme.example>\nDate: Tue, Nov 17, 2026 at 9:00 AM\nSubject: Impresora\nTo: Luis Mora <luis@desk.example.net>, Eva Sol <eva@acme.example>,\n Juan Paz <juan@acme.example>\n\nNo imprime.\nGracias'],
  ])('%s', async (_, subject, block) => expect(await forward(subject, `Favor de ver.\n\n${block}`)).toMatchObject({ ...ana, subject: 'Impresora', attachments: null }));

  it('in HTML alone, with the address in a link', async () => {
    const html = '<div>Favor de ver.</div><hr><div><b>De:</b> Ana Ruiz &lt;<a href="mailto:ana@acme.example">ana@acme.example</a>&gt;<br><b>Enviado:</b> martes, 17 de noviembre de 2026<br><b>Para:</b> Luis<br><b>Asunto:</b> Impresora</div><p>No imprime.<br>Gracias</p>';
    expect(await forward('RV: Impresora', html, 'text/html')).toMatchObject({ from: ana.from, text: ana.text, subject: 'Impresora' });
  });

  it.each([
    ['Re: Impresora', 'Hecho.\n\nDe: Ana Ruiz <ana@acme.example>\nEnviado: martes\nPara: Luis\nAsunto: Impresora\n\nNo imprime.'],
    ['Impresora', 'Hay que llamar a Ana.'],
    ['Fwd: Impresora', 'No hay nada abajo.'],
    ['Fwd: Impresora', '---------- Forwarded message ---------\nSin cabeceras.'],
    ['Fwd: Impresora', '---------- Forwarded message ---------\nDe: Ana Ruiz\nAsunto: sin dirección\n\nx'],
  ])('tells of nobody else: %s', async (subject, body) => expect(await forward(subject, body)).toBeNull());

  it.each([
    'Jefe <jefe@alfa.example> <mala@evil.example>', 'jefe@alfa.example, x <mala@evil.example>', 'jefe@alfa.example <mala@evil.example>', '"Jefe" jefe@alfa.example; x <mala@evil.example>',
    'Jefe [mailto:jefe@alfa.example] <mala@evil.example>', 'Jefe <jefe@alfa.example> <mala@évil.example>', 'x on behalf of jefe@alfa.example <mala@evil.example>', 'jefe@alfa.example (x) <mala@evil.example>',
  ])('a name that holds an address makes nobody the writer: %s', async (writer) => {
    for (const [subject, line] of [['Fwd: Pago', '---------- Forwarded message ---------\n'], ['RV: Pago', ''], ['Pago', '-------- Forwarded Message --------\n']] as const) {
      expect(await forward(subject, `Nota\n\n${line}De: ${writer}\nEnviado: martes\nPara: Luis\nAsunto: Pago\n\nTexto\n\n---------- Forwarded message ---------\nDe: Jefe <jefe@alfa.example>\nAsunto: Pago\n\nPaga`)).toBeNull();
    }
  });

  it('what stands below the first mail is its writer\'s word: neither a forward inside it nor a mail among its files says who wrote', async () => {
    expect(await forward('Pago', 'Nota\n\nDe: Mala <mala@evil.example>\nEnviado: martes\nPara: Luis\nAsunto: Pago\n\nTexto\n\n---------- Forwarded message ---------\nDe: Jefe <jefe@alfa.example>\nAsunto: Pago\n\nPaga')).toBeNull();
    const raw = ['From: Luis Mora <luis@desk.example.net>', 'Subject: RV: Pago', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '',
      'Nota', '', 'De: Jefe <jefe@alfa.example> <mala@evil.example>', 'Enviado: martes', 'Asunto: Pago', '', 'Texto', '--b', 'Content-Type: message/rfc822', '', 'From: Jefe <jefe@alfa.example>', 'Subject: Pago', '', 'Paga', '--b--', ''];
    expect(await readForwarded(await parseMessage(rawFromText(raw.join('\n'))))).toBeNull();
  });

  it('one who writes for somebody else is not the writer', async () => {
    expect(await forward('FW: Impresora', 'Favor de ver.\n\nFrom: eva@acme.example on behalf of Ana Ruiz <ana@acme.example>\nSent: Tuesday\nSubject: Impresora\n\nNo imprime.\nGracias')).toMatchObject(ana);
  });

  it('the subject of a forward is told from that of an answer, and its marks from its words', () => {
    for (const subject of ['Fwd: x', 'FW: x', 'RV: x', 'TR : x', 'WG: x', 'ENC: x', 'I: x', '转发：x', 'Fwd[2]: x']) expect([subject, isForwardSubject(subject), withoutMarks(subject)]).toEqual([subject, true, 'x']);
    for (const subject of ['Re: Fwd: x', 'Información: x', 'x', 'Inventario: Fwd:']) expect([subject, isForwardSubject(subject)]).toEqual([subject, false]);
    expect(withoutMarks('Re: RV: AW: x')).toBe('x');
  });

  it('hostile forwards end soon', async () => {
    for (const piece of ['From: ', '> From: x\n', 'De: <a@b> ', '\n', '---------- Forwarded message ---------\n', 'To: a, b\n', 'Fwd: ']) {
      const from = performance.now();
      await forward(`Fwd: ${'Fwd: '.repeat(400)}`, piece.repeat(Math.ceil(250_000 / piece.length)));
      expect(performance.now() - from).toBeLessThan(2000);
    }
  });
});

const withFile = (subject: string, files: string[], text = 'Favor de ver.') => `From: Luis Mora <luis@desk.example.net>\nTo: soporte@desk.example.net\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=f\n\n--f\nContent-Type: text/plain\n\n${text}\n${files.map((file) => `--f\nContent-Type: message/rfc822\n\n${file}\n`).join('')}--f--\n`;
const inner = 'From: Ana Ruiz <ana@acme.example>\nTo: luis@desk.example.net\nSubject: =?utf-8?Q?Impresora_da=C3=B1ada?=\nMessage-ID: <inner@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=i\n\n--i\nContent-Type: text/plain\n\nNo imprime.\n\nOn Mon, Nov 16, 2026 at 9:00 AM Eva <eva@acme.example> wrote:\n> vieja cita\n--i\nContent-Type: text/plain; name=registro.log\nContent-Disposition: attachment; filename=registro.log\n\nerror 7\n--i--\n';

describe('E-T10: forwarded as a file', () => {
  it('is read from the file, with its own files, and the words around it are the note', async () => {
    const found = await readForwarded(await parseMessage(rawFromText(withFile('Fwd: Impresora', [inner]))));
    expect(found).toMatchObject({ from: ana.from, subject: 'Impresora dañada', note: 'Favor de ver.', message_id: 'inner@acme.example', attachments: [{ filename: 'registro.log' }] });
    expect(found?.text).toContain('No imprime.');
  });

  it('several mails are several stories, of nobody in particular', async () => {
    expect(await readForwarded(await parseMessage(rawFromText(withFile('Fwd: dos', [inner, inner]))))).toBeNull();
  });

  it('a mail that came as a file is summarised: who, when, about what, and how it begins', async () => {
    const message = await parseMessage(rawFromText(withFile('Ver', [inner])));
    expect(await summariseMail(message.attachments[0]!)).toEqual({ from_name: 'Ana Ruiz', from_email: 'ana@acme.example', date: '2026-11-17T15:00:00.000Z', subject: 'Impresora dañada', text: 'No imprime.', files: 1 });
  });

  it('what is no mail has no summary, and a long one is cut', async () => {
    const file = (content: string, mime = 'message/rfc822', filename = 'x.eml') => ({ mime, filename, content: new TextEncoder().encode(content) });
    expect(await summariseMail(file('hola', 'text/plain', 'x.txt'))).toBeNull();
    expect(await summariseMail(file(''))).toBeNull();
    expect(await summariseMail(file('solo texto'))).toBeNull();
    const long = await summariseMail(file(`From: a@b.example\nSubject: x\n\n${'😀'.repeat(2000)}`));
    expect(long!.text.length).toBeLessThan(610);
    expect(long!.text).not.toMatch(/\p{Surrogate}/u);
  });
});
