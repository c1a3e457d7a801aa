// A split never loses a word, never hides everything, and knows the quotation lines of the desk's languages.
import * as fc from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { splitReply, splitText, splitVersion } from '../../../worker/modules/email/message/split-reply.ts';

const attributions = [
  'On Tue, Nov 17, 2026 at 9:00 AM Soporte <soporte@desk.example.net> wrote:', 'On 17/11/2026 09:00, Soporte wrote:', 'On Tue, 17 Nov 2026, 9:00 am Soporte, <soporte@desk.example.net>\nwrote:', 'El mar, 17 nov 2026 a las 9:00, Soporte (<soporte@desk.example.net>) escribió:', 'El 17/11/2026 a las 9:00, Soporte escribió:',
  'Em ter., 17 de nov. de 2026 às 09:00, Soporte <soporte@desk.example.net> escreveu:', 'Le mar. 17 nov. 2026 à 09:00, Soporte <soporte@desk.example.net> a écrit :', 'Am Di., 17. Nov. 2026 um 09:00 Uhr schrieb Soporte <soporte@desk.example.net>:', 'Am 17.11.26 um 09:00 schrieb Soporte:', 'Il giorno mar 17 nov 2026 alle ore 09:00 Soporte <soporte@desk.example.net> ha scritto:',
  'Op di 17 nov. 2026 om 09:00 schreef Soporte <soporte@desk.example.net>:', 'Den tis 17 nov. 2026 kl 09:00 skrev Soporte <soporte@desk.example.net>:', 'W dniu 17.11.2026 o 09:00, Soporte pisze:', 'вт, 17 нояб. 2026 г. в 09:00, Soporte <soporte@desk.example.net>:', '2026-11-17 9:00 GMT-06:00 Soporte <soporte@desk.example.net>:', 'El dt., 17 de nov. 2026, 9:00, Soporte <soporte@desk.example.net> va escriure:',
];
const dividers = ['-----Original Message-----', '-----Mensaje original-----', '----- Mensagem Original -----', '-----Message d\'origine-----', '-----Ursprüngliche Nachricht-----', '-----Messaggio originale-----', '##- Responda por encima de esta línea -##', '--- Please reply above this line ---'];

describe('splitText', () => {
  it.each(attributions)('hides what follows: %s', (line) => {
    expect(splitText(`Ya quedó.\n\n${line}\n\n> Reinicie.\n> Gracias\n`)).toMatchObject({ visible: 'Ya quedó.', version: splitVersion });
    expect(splitText(`Ya quedó.\n\n${line}\nReinicie sin marcas.\n`).visible).toBe('Ya quedó.');
  });

  it.each(dividers)('hides what follows: %s', (line) => expect(splitText(`Ya quedó.\n\n${line}\nDe: Soporte\nReinicie.\n`).visible).toBe('Ya quedó.'));

  it.each([
    ['From: Soporte\nSent: Tuesday\nTo: Ana\nSubject: x', 'en'], ['De: Soporte\nEnviado el: martes\nPara: Ana\nAsunto: x', 'es'], ['De : Soporte\nEnvoyé : mardi\nÀ : Ana\nObjet : x', 'fr'], ['Von: Soporte\nGesendet: Dienstag\nAn: Ana\nBetreff: x', 'de'], ['Da: Soporte\nInviato: martedì\nA: Ana\nOggetto: x', 'it'], ['De: Soporte\nEnviada em: terça\nPara: Ana\nAssunto: x', 'pt'], ['*From:* Soporte\n*Sent:* Tuesday\n*To:* Ana', 'bold'],
  ])('hides a header block: %s (%s)', (block) => expect(splitText(`Ya quedó.\n\n${block}\n\nReinicie.\n`).visible).toBe('Ya quedó.'));

  it.each(['Enviado desde mi iPhone', 'Sent from my iPhone', 'Enviado do meu iPhone', 'Envoyé de mon iPhone', 'Von meinem iPhone gesendet', 'Inviato da iPhone', 'Get Outlook for Android', 'Obtener Outlook para iOS', '-- \nAna Torres\nACME', '--\nAna', '__\nAna'])('sets a signature apart: %s', (signature) => {
    const split = splitText(`Gracias por todo.\n\n${signature}\n`);
    expect(split.visible).toBe('Gracias por todo.');
    expect(split.signature).toBe(signature.trim());
  });

  it.each([
    'On the other hand, we wrote:\nnothing of the kind', 'El servidor no responde.\nEl usuario escribió: hola', 'From: lines are fine here\nand nothing else', 'Uno\n----\nDos\n----\nTres', 'Precio > 100\nCosto < 50', '| a | b |\n| 1 | 2 |', 'The notification was sent from my iPhone app to all users.', 'Nota:\n-- primero\n-- segundo\n-- tercero',
  ])('hides nothing of: %s', (text) => expect(splitText(text)).toMatchObject({ visible: text, quoted: '', confidence: 0 }));

  it('an answer around one announced quotation is the text above and the text below it', () => {
    expect(splitText('Ya quedó.\n\nOn Tue, Nov 17, 2026 at 9:00 AM Soporte <s@d.example> wrote:\n\n> Reinicie.\n> Gracias\n\nSaludos, Ana')).toMatchObject({ visible: 'Ya quedó.\n\nSaludos, Ana', quoted: expect.stringContaining('> Reinicie.'), confidence: 0.6 });
  });

  it.each([
    ['the attribution stands on the line of the answer', 'Ya quedó. On Tue, Nov 17, 2026 at 9:00 AM, Soporte <s@d.example> wrote:\n> Reinicie.'],
    ['an empty line stands inside the attribution', 'Ya quedó.\n\nOn Tue, Nov 17, 2026 at 9:00 AM Soporte\n\n<\nmailto:Soporte <s@d.example>\n> wrote:\nReinicie.'],
    ['the fields begin with the date', 'Ya quedó.\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nFrom: s@d.example\nTo: ana@acme.example\nSubject: x\n\nReinicie.'],
    ['the webmail of Orange', 'Ya quedó.\n\n====\n\nMessage du : 17/11/2026 09:00\nDe : "Soporte" <s@d.example>\nA : ana@acme.example\nCopie à : \nSujet : x\n\nReinicie.'],
    ['Android', 'Ya quedó.\n\n---- Soporte wrote ----\n\n> Reinicie.'],
    ['the verb is another', 'Ya quedó.\n\nOn 17-Nov-2026, at 9:00 AM, Soporte <s@d.example> sent:\n\n> Reinicie.'],
    ['a link was broken out of the quotation', 'Ya quedó.\n\nOn Tue, Nov 17, 2026, Soporte wrote:\n> Vea el ticket (https://d.example/tickets\n_nonce=3dd518)\n>\n> Gracias'],
  ])('hides the quotation: %s', (_, text) => expect(splitText(text).visible.replace(/\n+====$/, '')).toBe('Ya quedó.'));

  it('shows answers between quotations, without the signature behind them', () => {
    expect(splitText('> ¿Uno?\n\nSí.\n\n> ¿Dos?\n\nNo.\n\n-- \nAna Torres\nACME')).toMatchObject({ visible: '> ¿Uno?\n\nSí.\n\n> ¿Dos?\n\nNo.', signature: '-- \nAna Torres\nACME', quoted: '' });
  });

  it('E-Q2: hides nothing when answers are interleaved', () => {
    const text = 'Respondo abajo.\n\nOn Tue, Nov 17, 2026, Soporte wrote:\n> Uno\nRespuesta uno\n> Dos\nRespuesta dos';
    expect(splitText(text)).toMatchObject({ visible: text, quoted: '' });
  });

  it('does not take the tail of a wrapped quoted line for an answer', () => {
    const long = `> ${'palabra '.repeat(9)}`.trimEnd();
    expect(splitText(`Listo.\n\nOn Tue, Nov 17, 2026, Soporte wrote:\n${long}\ncola\n> fin`).visible).toBe('Listo.');
  });

  it('E-Q1, E-Q2: loses no word and never shows nothing', () => {
    const line = fc.oneof(fc.constantFrom(...attributions, ...dividers, '> cita', '>> cita', '-- ', 'Ana', 'De: x', 'Para: y', 'Asunto: z', 'Sent from my iPhone', '', '---------- Forwarded message ---------'), fc.string({ maxLength: 30 }));
    const squeeze = (text: string): string => text.replace(/\s+/g, '');
    fc.assert(fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = lines.join('\n').replaceAll('\u00a0', ' ');
      const split = splitText(text);
      expect(split.visible.trim() === '').toBe(text.trim() === '');
      const parts = [...squeeze(split.visible + split.signature + split.quoted)].sort().join('');
      expect(parts).toBe([...squeeze(text)].sort().join(''));
    }), { numRuns: 500, seed: 11 });
  });

  it('keeps a text beyond the size it looks at', () => {
    const long = `Arriba\n\n-----Original Message-----\n${'x'.repeat(400_000)}`;
    const split = splitText(long);
    expect(split.visible).toBe('Arriba');
    expect(split.quoted.length).toBeGreaterThan(400_000);
  });
});

describe('splitReply', () => {
  it('lets the HTML structure decide when the text has no known line', () => {
    const split = splitReply({ text: 'Hecho\n\ncita sin marcas', html: '<div>Hecho</div><div class="gmail_quote">cita sin marcas</div>' });
    expect(split).toMatchObject({ visible: 'Hecho', quoted: 'cita sin marcas', confidence: 1 });
  });

  it('shows everything when text follows the quotation', () => {
    const split = splitReply({ text: 'Uno\ncita\nDos', html: '<p>Uno</p><blockquote type="cite">cita</blockquote><p>Dos</p>' });
    expect(split.visible).toContain('Dos');
    expect(split.quoted).toBe('');
  });

  it('shows a forwarded mail', () => {
    const html = '<div>Vean esto</div><div class="gmail_quote"><div>---------- Forwarded message ---------<br>De: X</div>Contenido</div>';
    expect(splitReply({ text: 'Vean esto\n\n---------- Forwarded message ---------\nDe: X\n\nContenido', html }).visible).toContain('Contenido');
  });
});
