// Quotation lines, header blocks and phone signatures of mail clients in the languages people write in (E-Q3).
import { describe, expect, it } from 'vitest';
import { splitReply, splitText } from '../../../worker/modules/email/message/split-reply.ts';

const attributions = [
  'On Tuesday, 17 November 2026 at 09:00:00 GMT-6, Soporte <s@d.example> wrote:', 'On 17 Nov 2026, at 09:00, Soporte <s@d.example> wrote:', 'Soporte <s@d.example> wrote on Tue, 17 Nov 2026 09:00:',
  'Tue, 17 Nov 2026 at 09:00, Soporte <s@d.example> wrote:', '2026-11-17 09:00, Soporte wrote:', 'On 2026-11-17 09:00, soporte@d.example wrote:', 'El martes, 17 de noviembre de 2026, 9:00:00 CST, Soporte <s@d.example> escribió:',
  'El 17 nov. 2026, a la(s) 9:00 a.m., Soporte <s@d.example> escribió:', 'Soporte <s@d.example> escribió el mar, 17 nov 2026 a las 9:00:', 'El 17-11-2026, a las 9:00 AM, Soporte escribió:', 'El 17/11/26 09:00, Soporte escribió:',
  'El mar., 17 nov. 2026 9:00 a. m., Soporte <s@d.example>\nescribió:', 'Em 17 de nov. de 2026, à(s) 09:00, Soporte <s@d.example> escreveu:', 'A terça, 17/11/2026, 09:00, Soporte <s@d.example> escreveu:',
  'No dia 17/11/2026, às 09:00, Soporte escreveu:', 'Soporte <s@d.example> escreveu no dia terça, 17/11/2026 à(s) 09:00:', 'Le 17 nov. 2026 à 09:00, Soporte <s@d.example> a écrit :',
  'Le 17/11/2026 à 09:00, Soporte a écrit\u00a0:', 'Le mardi 17 novembre 2026 à 09:00:00 UTC+1, Soporte <s@d.example> a écrit :', 'Am 17.11.2026 um 09:00 schrieb Soporte <s@d.example>:',
  'Soporte <s@d.example> schrieb am Di., 17. Nov. 2026, 09:00:', 'Am Dienstag, 17. November 2026, 09:00:00 MEZ hat Soporte <s@d.example> Folgendes geschrieben:', 'Il 17/11/2026 09:00, Soporte ha scritto:',
  'Il giorno 17 nov 2026, alle ore 09:00, Soporte <s@d.example> ha scritto:', 'Op 17 nov. 2026 om 09:00 heeft Soporte <s@d.example> het volgende geschreven:', 'Op dinsdag 17 november 2026 schreef Soporte <s@d.example>:',
  '17 nov. 2026 kl. 09:00 skrev Soporte <s@d.example>:', 'Den 17. nov. 2026 kl. 09.00 skrev Soporte <s@d.example>:', 'tir. 17. nov. 2026 kl. 09.00 skrev Soporte <s@d.example>:',
  'tir. 17. nov. 2026 kl. 09:00 skrev Soporte <s@d.example>:', 'ti 17. marrask. 2026 klo 9.00 Soporte (s@d.example) kirjoitti:', 'Soporte <s@d.example> kirjoitti 17.11.2026 kello 9.00:',
  'wt., 17 lis 2026 o 09:00 Soporte <s@d.example> napisał(a):', 'Dnia 17 listopada 2026 09:00 Soporte <s@d.example> napisał(a):', 'út 17. 11. 2026 v 9:00 odesílatel Soporte <s@d.example> napsal:',
  'Dne 17. 11. 2026 v 9:00 Soporte napsal(a):', 'ut 17. 11. 2026 o 9:00 Soporte <s@d.example> napísal(a):', '17 ноября 2026 г., в 9:00, Soporte <s@d.example> написал(а):', '17.11.2026 9:00, Soporte пишет:',
  'Вторник, 17 ноября 2026, 9:00 +03:00 от Soporte <s@d.example>:', 'вт, 17 лист. 2026 р. о 09:00 Soporte <s@d.example> пише:', 'Soporte <s@d.example>, 17 Kas 2026 Sal, 09:00 tarihinde şunu yazdı:',
  '17 Kas 2026 Sal 09:00 tarihinde Soporte <s@d.example> şunu yazdı:', 'În mar., 17 nov. 2026 la 09:00, Soporte <s@d.example> a scris:', 'Pe 17 nov. 2026, la 09:00, Soporte a scris:',
  'Soporte <s@d.example> ezt írta (időpont: 2026. nov. 17., K, 9:00):', '2026.11.17. 9:00 keltezéssel, Soporte írta:', 'Στις Τρί 17 Νοε 2026 στις 9:00 π.μ., ο χρήστης Soporte <s@d.example> έγραψε:',
  'Soporte <s@d.example> 于2026年11月17日周二 09:00写道：', '在 2026年11月17日，09:00，Soporte <s@d.example> 写道：', 'Soporte <s@d.example> 於 2026年11月17日 週二 上午9:00寫道：', '2026年11月17日(火) 9:00 Soporte <s@d.example>:',
  '2026/11/17 9:00、Soporte <s@d.example>のメール:', 'Soporteさんは書きました (2026/11/17 9:00):', '2026년 11월 17일 (화) 오전 9:00, Soporte <s@d.example>님이 작성:', '2026. 11. 17. 오전 9:00, Soporte <s@d.example> 작성:',
  'Vào Th 3, 17 thg 11, 2026 vào lúc 09:00 Soporte <s@d.example> đã viết:', 'Missatge de Soporte <s@d.example> del dia dt., 17 de nov. 2026 a les 9:00:', 'O mar, 17 nov 2026 ás 9:00, Soporte (<s@d.example>) escribiu:',
  'Pada tanggal Sel, 17 Nov 2026 pukul 09.00 Soporte <s@d.example> menulis:', 'ในวันที่ อ. 17 พ.ย. 2026 เวลา 09:00 Soporte <s@d.example> เขียนว่า:', '\u200fבתאריך יום ג׳, 17 בנוב׳ 2026 ב-9:00 מאת Soporte <s@d.example>:',
  'في الثلاثاء، ١٧ نوفمبر ٢٠٢٦ ٩:٠٠ ص Soporte <s@d.example> كتب:', 'uto, 17. stu 2026. u 09:00 Soporte <s@d.example> napisao je:', 'V tor., 17. nov. 2026 ob 09:00 je oseba Soporte <s@d.example> napisala:',
  'На вт, 17.11.2026 г. в 9:00 Soporte <s@d.example> написа:', 'Kasutaja Soporte (<s@d.example>) kirjutas kuupäeval T, 17. november 2026 kell 09:00:', '2026-11-17, an, 09:00 Soporte <s@d.example> rašė:',
  'otrd., 2026. g. 17. nov., plkst. 09:00 — lietotājs Soporte (<s@d.example>) rakstīja:',
];
const blocks = [
  'Van: S <s@d.example>\nVerzonden: dinsdag 17 november 2026 09:00\nAan: Ana\nOnderwerp: x', 'Från: S <s@d>\nSkickat: den 17 november 2026 09:00\nTill: Ana\nÄmne: x', 'Fra: S\nSendt: 17. november 2026 09:00\nTil: Ana\nEmne: x',
  'Lähettäjä: S\nLähetetty: tiistai\nVastaanottaja: Ana\nAihe: x', 'Od: S\nWysłane: wtorek\nDo: Ana\nTemat: x', 'Od: S\nOdesláno: úterý\nKomu: Ana\nPředmět: x', 'От: S\nОтправлено: вторник\nКому: Ana\nТема: x',
  'Kimden: S\nGönderildi: Salı\nKime: Ana\nKonu: x', 'De la: S\nTrimis: marți\nCătre: Ana\nSubiect: x', 'Feladó: S\nElküldve: kedd\nCímzett: Ana\nTárgy: x', 'Από: S\nΣτάλθηκε: Τρίτη\nΠρος: Ana\nΘέμα: x',
  '发件人: S\n发送时间: 2026年\n收件人: Ana\n主题: x', '寄件者: S\n寄件日期: 2026年\n收件者: Ana\n主旨: x', '差出人: S\n送信日時: 2026\n宛先: Ana\n件名: x', '보낸 사람: S\n보낸 날짜: 2026\n받는 사람: Ana\n제목: x', 'De: S\nEnviat: dimarts\nPer a: Ana\nTema: x',
  'De: S\nData: terça\nPara: Ana\nAssunto: x', 'Fra: S\nSendt: tirsdag\nTil: Ana\nEmne: x', 'מאת: S\nנשלח: יום שלישי\nאל: Ana\nנושא: x', 'من: S\nتم الإرسال: الثلاثاء\nإلى: Ana\nالموضوع: x',
  'Від: S\nНадіслано: вівторок\nКому: Ana\nТема: x', 'Từ: S\nĐã gửi: thứ ba\nTới: Ana\nChủ đề: x', 'De: S\nFecha: martes\nA: Ana\nAsunto: x', 'From: S\nDate: Tue\nTo: Ana\nSubject: x',
  'Od: S\nOdoslané: utorok\nKomu: Ana\nPredmet: x', 'Dari: S\nDikirim: Selasa\nKepada: Ana\nSubjek: x', 'จาก: S\nส่ง: วันอังคาร\nถึง: Ana\nเรื่อง: x',
];
const signatures = [
  'Enviado desde mi Samsung Galaxy', 'Enviado desde Outlook para iOS', 'Enviado desde Correo para Windows', 'Enviado desde Yahoo para iPhone', 'Enviado do Outlook para iOS', 'Sent from Outlook for iOS',
  'Sent from Mail for Windows', 'Sent from Proton Mail for iOS', 'Envoyé à partir d’Outlook pour iOS', 'Envoyé de mon iPad', 'Gesendet von Outlook für iOS', 'Von meinem Samsung Gerät gesendet.',
  'Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.', 'Inviato da Outlook per iOS', 'Inviato dal mio smartphone Samsung Galaxy.', 'Verstuurd vanaf mijn iPhone', 'Skickat från min iPhone',
  'Sendt fra min iPhone', 'Lähetetty iPhonesta', 'Wysłano z iPhone\'a', 'Wysłane z iPhone\'a', 'Odesláno z iPhonu', 'Отправлено с iPhone', 'Отправлено из Outlook для iOS', 'iPhone\'umdan gönderildi', 'Trimis de pe iPhone',
  'Elküldve az iPhone-omról', 'Στάλθηκε από το iPhone μου', '发自我的iPhone', '從我的 iPhone 傳送', 'iPhoneから送信', '나의 iPhone에서 보냄', 'Gửi từ iPhone của tôi', 'Enviat des del meu iPhone', 'Надіслано з iPhone', 'נשלח מה-iPhone שלי',
  'أُرسلت من الـ iPhone', 'Outlook para Android', 'Obter o Outlook para Android', 'Télécharger Outlook pour iOS', 'Scarica Outlook per iOS', 'Holen Sie sich Outlook für iOS', 'Outlook für iOS beziehen', 'Hämta Outlook för iOS',
];

describe('E-Q3', () => {
  it.each(attributions)('hides what follows: %s', (line) => {
    expect(splitText(`Listo, gracias.\n\n${line}\n\n> Reinicie.\n> Gracias`)).toMatchObject({ visible: 'Listo, gracias.', confidence: 0.9 });
    expect(splitText(`Listo, gracias.\n\n${line}\n\nReinicie sin marcas.`).visible).toBe('Listo, gracias.');
  });

  it.each(blocks)('hides a header block: %s', (block) => {
    expect(splitText(`Listo, gracias.\n\n${block}\n\nReinicie.`).visible).toBe('Listo, gracias.');
    expect(splitText(`Listo, gracias.\n\n________________________________\n${block}\n\nReinicie.`).visible).toBe('Listo, gracias.');
  });

  it.each(signatures)('sets a signature apart: %s', (signature) => expect(splitText(`Listo, gracias.\n\n${signature}`)).toMatchObject({ visible: 'Listo, gracias.', signature }));

  it.each([
    '<div>Listo</div><div name="messageReplySection">cita</div>', '<div>Listo</div><div class="missive_quote">cita</div>', '<div>Listo</div><div class="x_gmail_quote">cita</div>', '<div>Listo</div><blockquote type="cite" id="qt">cita</blockquote>',
    '<div>Listo</div><div class="moz-cite-prefix">El 17/11/26 09:00, Soporte escribió:</div><blockquote type="cite" cite="mid:1">cita</blockquote>', '<div>Listo</div><div id="x_divRplyFwdMsg">De: Soporte</div><div>cita</div>', '<p>Listo</p><div class="protonmail_quote">cita</div>',
    '<p>Listo</p><div id="yahoo_quoted_123" class="yahoo_quoted">cita</div>', '<p>Listo</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>De:</b> Soporte</p></div><p>cita</p>',
  ])('hides what a client marks: %s', (html) => expect(splitReply({ text: 'Listo\n\ncita', html })).toMatchObject({ visible: 'Listo', confidence: 1 }));

  it.each([
    'Od kiedy: nie działa\nDo wtorku', 'Le message que Luis a écrit était clair', 'Pada tanggal 17 kami menulis laporan', 'El ticket 17: lo escribió Ana', 'From: here\nuntil there: nothing', 'من: هنا', 'Descargar Outlook es lento', 'Enviado: ayer\nDe: la oficina de Ana',
  ])('hides nothing of: %s', (text) => expect(splitText(text)).toMatchObject({ visible: text, quoted: '', signature: '' }));
});
