// Mails as further clients, servers and programs write them: what the writer said, what kind of mail it is, which address failed.
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { sanitizeHtml } from '../../../worker/modules/email/message/sanitize-html.ts';

/** Latin-1 on purpose: one character is one byte of the mail. */
const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const head = 'From: Ana Ruiz <ana@acme.example>\nTo: soporte@desk.example.net\nSubject: Re: [TKT-000123] Impresora\nMessage-ID: <1@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nMIME-Version: 1.0\n';
const conclude = (raw: string, envelopeFrom?: string) =>
  concludeMessage(Uint8Array.from(Buffer.from(raw.replace(/\r?\n/g, '\r\n'), 'latin1')), { own: { addresses: ['soporte@desk.example.net'], instance_id: 'x', ...(envelopeFrom === undefined ? {} : { envelope_from: envelopeFrom }) } });
const plain = (text: string) => conclude(`${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${latin(text)}`);
const both = (text: string, html: string) => conclude(`${head}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n${latin(text)}\n--b\nContent-Type: text/html; charset=utf-8\n\n${latin(html)}\n--b--\n`);
const html = (text: string) => conclude(`${head}Content-Type: text/html; charset=utf-8\n\n${latin(text)}`);

describe('E-Q: replies in plain text', () => {
  it.each<[string, string, string]>([
    ['Outlook of a desk, Spanish', 'Ya funciona, gracias.\n\nAna Ruiz\nCompras\n\nDe: Soporte <soporte@desk.example.net> \nEnviado el: martes, 17 de noviembre de 2026 09:00 a. m.\nPara: Ana Ruiz <ana@acme.example>\nCC: Luis <luis@acme.example>\nAsunto: [TKT-000123] Impresora\nImportancia: Alta\n\nReinicie.', 'Ya funciona, gracias.\n\nAna Ruiz\nCompras'],
    ['the same in Portuguese', 'Funcionou, obrigada.\n\nDe: Soporte [mailto:soporte@desk.example.net] \nEnviada em: terça-feira, 17 de novembro de 2026 09:00\nPara: Ana\nAssunto: Impressora\n\nReinicie.', 'Funcionou, obrigada.'],
    ['of Portugal', 'Já está.\n\nDe: Soporte <soporte@desk.example.net>\nEnviado: 17 de novembro de 2026 09:00\nPara: Ana\nAssunto: Impressora\n\nReinicie.', 'Já está.'],
    ['in French with a rule', "C'est bon.\n\n________________________________\nDe : Soporte <soporte@desk.example.net>\nEnvoyé : mardi 17 novembre 2026 09:00\nÀ : Ana Ruiz\nCc : Luis\nObjet : Imprimante\n\nRedémarrez.", "C'est bon."],
    ['in German', 'Läuft wieder.\n\nVon: Soporte <soporte@desk.example.net>\nGesendet: Dienstag, 17. November 2026 09:00\nAn: Ana Ruiz\nCc: Luis\nBetreff: AW: Drucker\nPriorität: Hoch\n\nNeu starten.', 'Läuft wieder.'],
    ['in Italian', 'Risolto.\n\nDa: Soporte <soporte@desk.example.net>\nInviato: martedì 17 novembre 2026 09:00\nA: Ana Ruiz\nCc: Luis\nOggetto: Stampante\n\nRiavvii.', 'Risolto.'],
    ['in Dutch', 'Het werkt.\n\nVan: Soporte <soporte@desk.example.net>\nVerzonden: dinsdag 17 november 2026 09:00\nAan: Ana\nOnderwerp: Printer\n\nHerstart.', 'Het werkt.'],
    ['Gmail of a telephone', 'Ya quedó\n\nEl mar, 17 de nov de 2026, 9:00 a. m., Soporte <soporte@desk.example.net>\nescribió:\n\n> Reinicie\n> la impresora\n>\n', 'Ya quedó'],
    ['Gmail, whose line is long', 'Obrigado!\n\nEm ter., 17 de nov. de 2026 às 09:00, Equipe de Atendimento da Empresa <\nsoporte@desk.example.net> escreveu:\n\n> Reinicie', 'Obrigado!'],
    ['Gmail in French', 'Merci\n\nLe mar. 17 nov. 2026, 09:00, Soporte <soporte@desk.example.net> a\nécrit :\n\n> Redémarrez', 'Merci'],
    ['Gmail in German', 'Danke\n\nSoporte <soporte@desk.example.net> schrieb am Di., 17. Nov. 2026,\n09:00:\n\n> Neu starten', 'Danke'],
    ['Apple Mail, Spanish', 'Gracias, ya imprime.\n\n> El 17 nov 2026, a las 9:00, Soporte <soporte@desk.example.net> escribió:\n> \n> Reinicie.\n', 'Gracias, ya imprime.'],
    ['iOS with its line first', 'Listo\n\nEnviado desde mi iPhone\n\n> El 17 nov. 2026, a la(s) 9:00 a.m., Soporte <soporte@desk.example.net> escribió:\n> \n> \uFEFF\n> Reinicie.', 'Listo'],
    ['iOS in Portuguese', 'Pronto\n\nEnviado do meu iPhone\n\n> Em 17 de nov. de 2026, à(s) 09:00, Soporte <soporte@desk.example.net> escreveu:\n> \n> Reinicie.', 'Pronto'],
    ['iOS in Italian', 'Fatto\n\nInviato da iPhone\n\n> Il giorno 17 nov 2026, alle ore 09:00, Soporte <soporte@desk.example.net> ha scritto:\n> \n> Riavvii.', 'Fatto'],
    ['Thunderbird, answered below', 'El 17/11/26 a las 9:00, Soporte escribió:\n> ¿Ya reinició?\n> Saludos\n\nSí, y sigue igual.\n', 'Sí, y sigue igual.'],
    ['Thunderbird, answered below with a signature', 'On 11/17/26 09:00, Soporte wrote:\n> Did you restart?\n\nYes, twice.\n\n-- \nAna Ruiz\nAcme', 'Yes, twice.'],
    ['Yahoo, Spanish', 'Ya.\n\n    El martes, 17 de noviembre de 2026, 09:00:00 GMT-6, Soporte <soporte@desk.example.net> escribió:  \n \n Reinicie.\n  ', 'Ya.'],
    ['Samsung', 'Ya funciona\n\nEnviado desde mi Galaxy\n\n\n-------- Mensaje original --------\nDe: Soporte <soporte@desk.example.net>\nFecha: 17/11/26 9:00 (GMT-06:00)\nPara: ana@acme.example\nAsunto: Impresora\n\nReinicie.', 'Ya funciona'],
    ['Samsung, German', 'Geht wieder\n\n\n\nVon meinem/meiner Galaxy gesendet\n\n\n-------- Ursprüngliche Nachricht --------\nVon: Soporte <soporte@desk.example.net>\nDatum: 17.11.26 09:00 (GMT+01:00)\nAn: ana@acme.example\nBetreff: Drucker', 'Geht wieder'],
    ['Outlook of a telephone', 'Gracias\n\nObtener Outlook para Android<https://aka.example/x>\n________________________________\nFrom: Soporte <soporte@desk.example.net>\nSent: Tuesday, November 17, 2026 9:00:00 AM\nTo: Ana <ana@acme.example>\nSubject: Impresora\n\nReinicie.', 'Gracias'],
    ['Outlook for iOS in French', 'Merci\n\nTélécharger Outlook pour iOS<https://aka.example/x>\n________________________________\nDe : Soporte <soporte@desk.example.net>\nEnvoyé : mardi, novembre 17, 2026 9:00\nÀ : Ana\nObjet : x\n\nRedémarrez', 'Merci'],
    ['Windows Mail', 'Listo.\n\nEnviado desde Correo para Windows\n\nDe: Soporte\nEnviado: martes, 17 de noviembre de 2026 9:00\nPara: Ana\nAsunto: x\n\nReinicie', 'Listo.'],
    ['Zoho', 'Thanks, works.\n\n\n\n---- On Tue, 17 Nov 2026 09:00:00 -0600 Soporte <soporte@desk.example.net> wrote ---\n\nPlease restart.', 'Thanks, works.'],
    ['Zoho, Spanish', 'Gracias.\n\n---- El mar, 17 nov 2026 09:00:00 -0600, Soporte <soporte@desk.example.net> escribió ----\n\nReinicie.', 'Gracias.'],
    ['Proton', 'Gracias.\n\nEnviado con el correo electrónico seguro de Proton Mail.\n\nEl martes, 17 de noviembre de 2026 a las 9:00, Soporte <soporte@desk.example.net> escribió:\n\n> Reinicie.', 'Gracias.'],
    ['Lotus Notes', 'Ya está.\n\n\n\nFrom:   Soporte <soporte@desk.example.net>\nTo:     ana@acme.example\nDate:   17/11/2026 09:00\nSubject:        Impresora\n\n\n\nReinicie.', 'Ya está.'],
    ['Roundcube', 'Listo\n\nEl 2026-11-17 09:00, Soporte escribió:\n> Reinicie', 'Listo'],
    ['Horde', 'Listo\n\nQuoting Soporte <soporte@desk.example.net>:\n\n> Reinicie', 'Listo'],
    ['Evolution', 'Listo\n\nEl mar, 17-11-2026 a las 09:00 -0600, Soporte escribió:\n> Reinicie', 'Listo'],
    ['Mutt', 'Listo\n\n* Soporte <soporte@desk.example.net> [2026-11-17 09:00 -0600]:\n\n> Reinicie', 'Listo'],
    ['Zimbra', 'Listo\n\n----- Mensaje original -----\nDe: "Soporte" <soporte@desk.example.net>\nPara: "Ana" <ana@acme.example>\nEnviados: Martes, 17 de Noviembre 2026 9:00:00\nAsunto: x\n\nReinicie', 'Listo'],
    ['Zimbra in Portuguese', 'Pronto\n\nDe: "Soporte" <soporte@desk.example.net>\nPara: "Ana" <ana@acme.example>\nEnviadas: Terça-feira, 17 de novembro de 2026 9:00:00\nAssunto: x\n\nReinicie', 'Pronto'],
    ['GMX', 'Läuft.\n\nGesendet: Dienstag, 17. November 2026 um 09:00 Uhr\nVon: "Soporte" <soporte@desk.example.net>\nAn: ana@acme.example\nBetreff: x\n\nNeu starten', 'Läuft.'],
    ['Orange, Laposte', 'Merci\n\n> Message du 17/11/26 09:00\n> De : "Soporte" <soporte@desk.example.net>\n> A : ana@acme.example\n> Copie à : \n> Objet : x\n> \n> Redémarrez', 'Merci'],
    ['Libero', 'Fatto\n\nIl 17 novembre 2026 alle 9:00 Soporte <soporte@desk.example.net> ha scritto:\n\nRiavvii', 'Fatto'],
    ['Mail.ru', 'Готово\n\n\n--\nАна\n  \n>Вторник, 17 ноября 2026, 9:00 +03:00 от Soporte <soporte@desk.example.net>:\n> \n>Перезапустите', 'Готово'],
    ['QQ', '好了\n\n\n\n\n------------------ 原始邮件 ------------------\n发件人: "Soporte" <soporte@desk.example.net>;\n发送时间: 2026年11月17日(星期二) 上午9:00\n收件人: "Ana"<ana@acme.example>;\n主题: x\n\n重启', '好了'],
    ['Foxmail', '好了\n\n\n\nana@acme.example\n \n发件人： Soporte\n发送时间： 2026-11-17 09:00\n收件人： ana@acme.example\n主题： x\n重启', '好了\n\n\n\nana@acme.example'],
    ['Becky', '直りました。\n\nOn Tue, 17 Nov 2026 09:00:00 +0900\nSoporte <soporte@desk.example.net> wrote:\n\n> 再起動', '直りました。'],
    ['Outlook, Japanese', '直りました。\n\n-----Original Message-----\nFrom: Soporte <soporte@desk.example.net> \nSent: Tuesday, November 17, 2026 9:00 AM\nTo: Ana\nSubject: x\n\n再起動', '直りました。'],
    ['an answer to two quotations', 'Uno listo.\n\nEl mar, 17 nov 2026 a las 9:00, Soporte (<soporte@desk.example.net>) escribió:\n\n> Reinicie.\n>\n> El lun, 16 nov 2026 a las 9:00, Ana Ruiz (<ana@acme.example>) escribió:\n>\n>> No imprime.\n', 'Uno listo.'],
    ['a legal notice below a signature', 'Listo, gracias.\n\n-- \nAna Ruiz\nAcme\n\nEste mensaje es confidencial y para su destinatario.\n\nEl mar, 17 nov 2026 a las 9:00, Soporte (<soporte@desk.example.net>) escribió:\n> Reinicie', 'Listo, gracias.'],
    ['a question of two lines with "wrote"', 'The vendor wrote: restart it.\nShould I?\n\nOn Tue, Nov 17, 2026 at 9:00 AM Soporte <soporte@desk.example.net> wrote:\n> Restart', 'The vendor wrote: restart it.\nShould I?'],
    ['Outlook in Polish', 'Działa.\n\nOd: Soporte <s@d.example> \nWysłano: wtorek, 17 listopada 2026 09:00\nDo: Ana\nTemat: x\n\nReset', 'Działa.'],
    ['in Swedish', 'Klart.\n\nFrån: Soporte <s@d.example>\nSkickat: den 17 november 2026 09:00\nTill: Ana\nÄmne: x\n\nStarta om', 'Klart.'],
    ['in Danish', 'Færdig.\n\nFra: Soporte <s@d.example>\nSendt: 17. november 2026 09:00\nTil: Ana\nEmne: x\n\nGenstart', 'Færdig.'],
    ['in Finnish', 'Valmis.\n\nLähettäjä: Soporte <s@d.example>\nLähetetty: tiistai 17. marraskuuta 2026 9.00\nVastaanottaja: Ana\nAihe: x\n\nKäynnistä', 'Valmis.'],
    ['in Russian', 'Готово.\n\nОт: Soporte <s@d.example>\nОтправлено: 17 ноября 2026 г. 9:00\nКому: Ana\nТема: x\n\nПерезапуск', 'Готово.'],
    ['in Ukrainian', 'Готово.\n\nВід: Soporte <s@d.example>\nНадіслано: 17 листопада 2026 р. 9:00\nКому: Ana\nТема: x\n\nПерезапуск', 'Готово.'],
    ['in Turkish', 'Tamam.\n\nKimden: Soporte <s@d.example>\nGönderildi: 17 Kasım 2026 Salı 09:00\nKime: Ana\nKonu: x\n\nYeniden', 'Tamam.'],
    ['in Czech', 'Hotovo.\n\nOd: Soporte <s@d.example>\nOdesláno: úterý 17. listopadu 2026 9:00\nKomu: Ana\nPředmět: x\n\nRestart', 'Hotovo.'],
    ['in Hungarian', 'Kész.\n\nFeladó: Soporte <s@d.example>\nElküldve: 2026. november 17., kedd 9:00\nCímzett: Ana\nTárgy: x\n\nÚjra', 'Kész.'],
    ['in Romanian', 'Gata.\n\nDe la: Soporte <s@d.example>\nTrimis: marți, 17 noiembrie 2026 09:00\nCătre: Ana\nSubiect: x\n\nRestart', 'Gata.'],
    ['in Greek', 'Έτοιμο.\n\nΑπό: Soporte <s@d.example>\nΣτάλθηκε: Τρίτη, 17 Νοεμβρίου 2026 9:00\nΠρος: Ana\nΘέμα: x\n\nΕπανεκκίνηση', 'Έτοιμο.'],
    ['in Arabic', 'تم.\n\nمن: Soporte <s@d.example>\nتم الإرسال: الثلاثاء 17 نوفمبر 2026\nإلى: Ana\nالموضوع: x\n\nأعد', 'تم.'],
    ['in Hebrew', 'מוכן.\n\nמאת: Soporte <s@d.example>\nנשלח: יום שלישי 17 נובמבר 2026\nאל: Ana\nנושא: x\n\nאתחל', 'מוכן.'],
    ['in Japanese', '完了。\n\n差出人: Soporte <s@d.example>\n送信日時: 2026年11月17日 9:00\n宛先: Ana\n件名: x\n\n再起動', '完了。'],
    ['in Korean', '완료.\n\n보낸 사람: Soporte <s@d.example>\n보낸 날짜: 2026년 11월 17일 화요일 오전 9:00\n받는 사람: Ana\n제목: x\n\n재시작', '완료.'],
    ['in Chinese', '好。\n\n发件人: Soporte <s@d.example>\n发送时间: 2026年11月17日 9:00\n收件人: Ana\n主题: x\n\n重启', '好。'],
    ['Gmail in Korean', '완료\n\n2026년 11월 17일 (화) 오전 9:00, Soporte <s@d.example>님이 작성:\n\n> 재시작', '완료'],
    ['Gmail in Japanese', '完了\n\n2026年11月17日(火) 9:00 Soporte <s@d.example>:\n\n> 再起動', '完了'],
    ['Gmail in Chinese', '好\n\nSoporte <s@d.example> 于2026年11月17日周二 09:00写道：\n\n> 重启', '好'],
    ['Gmail in Arabic', 'تم\n\nفي الثلاثاء، 17 نوفمبر 2026 في 9:00 ص تمت كتابة ما يلي بواسطة Soporte <s@d.example>:\n\n> أعد', 'تم'],
    ['Gmail in Hebrew, with marks of direction', 'מוכן\n\n\u202bבתאריך יום ג׳, 17 בנוב׳ 2026 ב-9:00 מאת \u202aSoporte\u202c\u200f <\u202as@d.example\u202c\u200f>:\u202c\n\n> אתחל', 'מוכן'],
    ['the same with other marks', 'מוכן\n\n\u200fבתאריך יום ג׳, 17 בנוב׳ 2026 ב-9:00 מאת Soporte <\u200fs@d.example\u200f>:\n\n> אתחל', 'מוכן'],
    ['Gmail in Greek', 'Έτοιμο\n\nΣτις Τρί 17 Νοε 2026 στις 9:00 π.μ., ο χρήστης Soporte <s@d.example>\nέγραψε:\n\n> x', 'Έτοιμο'],
    ['Gmail in Hungarian', 'Kész\n\nSoporte <s@d.example> ezt írta (időpont: 2026. nov. 17., K, 9:00):\n\n> x', 'Kész'],
    ['Gmail in Romanian', 'Gata\n\nÎn mar., 17 nov. 2026 la 09:00, Soporte <s@d.example> a scris:\n\n> x', 'Gata'],
    ['Gmail in Turkish', 'Tamam\n\nSoporte <s@d.example>, 17 Kas 2026 Sal, 09:00 tarihinde şunu yazdı:\n\n> x', 'Tamam'],
    ['Gmail in Catalan', 'Fet\n\nMissatge de Soporte <s@d.example> del dia dt., 17 de nov. 2026 a les 9:00:\n\n> x', 'Fet'],
    ['a signature', 'Ya quedó, gracias.\n\n--\nIng. Ana Ruiz\nJefa de Compras | Acme\nTel. 55 1234 5678', 'Ya quedó, gracias.'],
    ['a rule with another space', 'Ya quedó.\n\n--\u00a0\nAna', 'Ya quedó.'],
    ['a rule of one dash', 'Ya quedó.\n\n— \nAna Ruiz', 'Ya quedó.'],
    ['no line between', 'ok\nOn Tue, Nov 17, 2026, 9:00 AM Soporte <s@d.example> wrote:\n> Restart', 'ok'],
    ['a converter that doubled every line', 'Listo.\n\n \n\nFrom: Soporte <s@d.example>\n\nSent: Tuesday, November 17, 2026 9:00 AM\n\nTo: Ana <ana@acme.example>\n\nSubject: x\n\n \n\nRestart.', 'Listo.'],
    ['a banner above', 'EXTERNAL EMAIL: Do not click links.\n\nListo.\n\nFrom: Soporte <s@d.example>\nSent: Tuesday\nTo: Ana\nSubject: x\n\nRestart', 'EXTERNAL EMAIL: Do not click links.\n\nListo.'],
    ['bold as stars', 'Listo.\n\n*De:* Soporte <s@d.example>\n*Enviado el:* martes\n*Para:* Ana\n*Asunto:* x\n\nReinicie', 'Listo.'],
    ['all of it quoted', 'Listo.\n\n> -----Mensaje original-----\n> De: Soporte\n> Reinicie', 'Listo.'],
    ['Outlook of the web, older', 'Listo.\n\n________________________________________\nDe: Soporte [s@d.example]\nEnviado: martes, 17 de noviembre de 2026 9:00\nPara: Ana\nAsunto: x\n\nReinicie', 'Listo.'],
    ['a long line broken in its address', 'Geht.\n\nAm Di., 17. Nov. 2026 um 09:00 Uhr schrieb Soporte <\ns@d.example>:\n\n> Neu', 'Geht.'],
    ['K-9', 'Listo\n-- \nEnviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.\n', 'Listo'],
    ['K-9 with a quotation', 'Listo\n\nEl 17 de noviembre de 2026 9:00:00 GMT-06:00, Soporte <s@d.example> escribió:\n>Reinicie\n\n-- \nEnviado desde mi dispositivo Android con K-9 Mail.', 'Listo'],
    ['a line without a verb', 'Listo\n\n17 nov. 2026 9:00:00 Soporte <s@d.example>:\n\n> Reinicie', 'Listo'],
    ['BlackBerry', 'Listo\n\nEnviado desde mi BlackBerry de Movistar\n\n-----Original Message-----\nFrom: Soporte <s@d.example>\nDate: Tue, 17 Nov 2026 09:00:00 \nTo: Ana\nSubject: x\n\nReinicie', 'Listo'],
    ['Windows Phone, with marks in its date', 'Listo\n\nEnviado desde mi Windows Phone\n________________________________\nDe: Soporte\nEnviado: ‎17/‎11/‎2026 09:00\nPara: Ana\nAsunto: x\n\nReinicie', 'Listo'],
    ['Huawei', 'Listo\n\nEnviado desde mi HUAWEI\n\n-------- Mensaje original --------\nAsunto: x\nDe: Soporte \nPara: Ana \nCC: \n\nReinicie', 'Listo'],
    ['Xiaomi', 'Listo\n\nEl Soporte <s@d.example> 17 nov. 2026 9:00 escribió:\nReinicie', 'Listo'],
    ['a quotation that begins deep', 'Sí.\n\n>> Uno\n> Dos', 'Sí.'],
  ])('%s', async (_, text, visible) => expect((await plain(text)).reply.visible).toBe(visible));

  it.each<[string, string]>([
    ['answers between', 'El 17/11/26 a las 9:00, Soporte escribió:\n> ¿Modelo?\nHP 400\n> ¿Piso?\nTercero\n'],
    ['a forward with a comment', 'Les paso lo que dijo el proveedor.\n\n---------- Forwarded message ---------\nDe: Proveedor <ventas@proveedor.example>\nDate: mar, 17 nov 2026 a las 9:00\nSubject: Refacción\nTo: Ana <ana@acme.example>\n\nLlega el lunes.'],
    ['a forward of Apple Mail', 'Vean abajo\n\nInicio del mensaje reenviado:\n\n> De: Proveedor <ventas@proveedor.example>\n> Asunto: Refacción\n> Fecha: 17 de noviembre de 2026, 9:00:00 CST\n> Para: Ana <ana@acme.example>\n> \n> Llega el lunes.'],
    ['a quotation alone', '> El mar, 17 nov 2026 a las 9:00, Soporte escribió:\n> Reinicie'],
    ['a list of fields', 'Equipo: HP 400\nDe: la oficina de Puebla\nPara: el tercer piso\nUrgencia: alta'],
  ])('shows all of it: %s', async (_, text) => {
    const { visible } = (await plain(text)).reply;
    for (const word of text.split(/[\s>:]+/).filter((one) => /^[\p{L}\d]{3,}$/u.test(one))) expect(visible).toContain(word);
  });
});

describe('E-Q: replies in HTML', () => {
  it.each<[string, string, string]>([
    ['Outlook of a desk', '<html><body lang=ES-MX><div class=WordSection1><p class=MsoNormal>Ya funciona.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style=\'border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\'><p class=MsoNormal><b><span lang=ES>De:</span></b><span lang=ES> Soporte &lt;soporte@desk.example.net&gt; <br><b>Enviado el:</b> martes, 17 de noviembre de 2026 09:00 a. m.<br><b>Para:</b> Ana<br><b>Asunto:</b> x</span></p></div></div><p class=MsoNormal>Reinicie.</p></div></body></html>', 'Ya funciona.'],
    ['Outlook on the web', '<div class="elementToProof">Listo</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>De:</b> Soporte<br><b>Enviado:</b> martes<br><b>Para:</b> Ana<br><b>Asunto:</b> x</font></div><div>Reinicie</div>', 'Listo'],
    ['Outlook without any mark', '<div><p>Listo</p><hr><p><b>De:</b> Soporte &lt;soporte@desk.example.net&gt;<br><b>Enviado:</b> martes, 17 de noviembre de 2026<br><b>Para:</b> Ana<br><b>Asunto:</b> x</p><p>Reinicie</p></div>', 'Listo'],
    ['Gmail', '<div dir="auto">Listo</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El mar, 17 nov 2026 a las 9:00, Soporte (&lt;<a href="mailto:soporte@desk.example.net">soporte@desk.example.net</a>&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><p>Reinicie</p></blockquote></div>', 'Listo'],
    ['Gmail with a signature', '<div dir="ltr">Listo<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">Ana Ruiz<br>Acme</div></div><br><div class="gmail_quote"><blockquote>Reinicie</blockquote></div>', 'Listo'],
    ['Apple Mail', '<html><head></head><body dir="auto">Listo<div dir="ltr"><br>Enviado desde mi iPhone</div><div dir="ltr"><br><blockquote type="cite">El 17 nov 2026, a las 9:00, Soporte &lt;soporte@desk.example.net&gt; escribió:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Reinicie</div></blockquote></body></html>', 'Listo'],
    ['Thunderbird, answered below', '<html><body><div class="moz-cite-prefix">El 17/11/26 a las 9:00, Soporte escribió:<br></div><blockquote type="cite" cite="mid:1@x"><p>Reinicie</p></blockquote><p>Ya lo hice.</p></body></html>', 'Ya lo hice.'],
    ['Yahoo', '<div class="ydp1yahoo-style-wrap"><div dir="ltr">Listo</div></div><div id="ydp1yahoo_quoted_12" class="ydp1yahoo_quoted"><div>El martes, 17 de noviembre de 2026, 09:00:00 GMT-6, Soporte &lt;soporte@desk.example.net&gt; escribió:</div><div>Reinicie</div></div>', 'Listo'],
    ['Zoho', '<div>Listo</div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="Zm-_Id_-Sgn1">---- El mar, 17 nov 2026 <b>Soporte</b> escribió ----</div><blockquote>Reinicie</blockquote></div>', 'Listo'],
    ['Roundcube', '<p>Listo</p><p id="reply-intro">El 2026-11-17 09:00, Soporte escribió:</p><blockquote type="cite" style="padding: 0 0.4em"><div id="replybody1"><p>Reinicie</p></div></blockquote>', 'Listo'],
    ['GMX', '<html><body><div>Läuft.<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px"><div><b>Gesendet:</b> Dienstag<br/><b>Von:</b> Soporte</div><div name="quoted-content">Neu starten</div></div></div></div></body></html>', 'Läuft.'],
    ['Zimbra', '<div>Listo<br><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Soporte"<br><b>Para: </b>"Ana"<br><b>Enviados: </b>martes<br><b>Asunto: </b>x</div><div data-marker="__QUOTED_TEXT__">Reinicie</div></div>', 'Listo'],
    ['Samsung', '<div dir="auto">Listo</div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">Enviado desde mi Galaxy</div></div><div><br></div><div style="font-size:100%"><!-- originalMessage --><div>-------- Mensaje original --------</div><div>De: Soporte </div><div>Fecha: 17/11/26 </div><div>Para: ana </div><div>Asunto: x </div></div>Reinicie', 'Listo'],
    ['Outlook of a telephone', '<div>Listo</div><div id="ms-outlook-mobile-signature"><div>Obtener <a href="https://aka.example">Outlook para Android</a></div></div><hr><div id="divRplyFwdMsg"><b>From:</b> Soporte</div>Reinicie', 'Listo'],
    ['Spark', '<div name="messageBodySection"><div dir="auto">Listo</div></div><div name="messageSignatureSection"><br>Ana</div><div name="messageReplySection">El 17 nov 2026 9:00 -0600, Soporte, escribió:<br><blockquote class="spark_quote">Reinicie</blockquote></div>', 'Listo\n\nAna'],
    ['Superhuman, a blockquote behind its line', '<div>Listo</div><div class="sh-signature">Ana</div><br><div><div class="gmail_quote sh-color">On Tue, Nov 17, 2026 at 9:00 AM, Soporte &lt;soporte@desk.example.net&gt; wrote:<br><blockquote class="gmail_quote">Reinicie</blockquote></div></div>', 'Listo\nAna'],
    ['Notes', '<p>Listo</p><br><font size=1 color=#5f5f5f>De: </font><font size=1>Soporte</font><br><font size=1>Para: </font>ana<br><font>Fecha: </font>17/11<br><font>Asunto: </font>x<hr noshade>Reinicie', 'Listo'],
    ['Outlook in a table', '<div>Listo</div><table width="100%"><tr><td><hr></td></tr></table><div><b>From:</b> Soporte<br><b>Sent:</b> Tuesday<br><b>To:</b> Ana<br><b>Subject:</b> x</div>Restart', 'Listo'],
    ['Outlook for Mac', '<body><div>Listo</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top: #b5c4df 1pt solid"><b>From: </b>Soporte<br></div><div>Restart</div></span></body>', 'Listo'],
    ['the newer one', '<div>Listo</div><div id="mail-editor-reference-message-container"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><b>From: </b>Soporte<br><b>Date: </b>Tue<br><b>To: </b>Ana<br><b>Subject: </b>x</div><p>Restart</p></div></div>', 'Listo'],
    ['Outlook, rewritten by a gateway', '<p>Listo</p><div itemprop="text" class="x_elementToProof"></div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg"><b>De:</b> S</div>Reinicie', 'Listo'],
    ['Hey', '<div class="trix-content"><div>Listo</div></div><br><div>On November 17, 2026, Soporte &lt;s@d.example&gt; wrote:</div><blockquote>Restart</blockquote>', 'Listo'],
    ['Fastmail', '<div>Listo</div><div><br></div><div>On Tue, Nov 17, 2026, at 9:00 AM, Soporte wrote:</div><blockquote type="cite" id="qt" style=""><div>Restart</div></blockquote><div><br></div>', 'Listo'],
    ['Mailspring', '<div>Listo</div><br/><div class="gmail_quote_attribution">On Nov 17 2026, at 9:00 am, Soporte wrote:</div><blockquote><div>Restart</div></blockquote>', 'Listo'],
    ['iCloud', '<div>Listo<br><br>El 17 nov 2026, a las 9:00, Soporte &lt;s@d.example&gt; escribió:<br><br></div><blockquote type="cite"><div>Reinicie</div></blockquote>', 'Listo'],
    ['AOL', '<div>Listo</div><div style="font-family:arial">-----Original Message-----<br>From: Soporte<br>To: ana<br>Sent: Tue<br>Subject: x<br></div><div id="yiv1">Restart</div>', 'Listo'],
  ])('%s', async (_, text, visible) => expect((await html(text)).reply.visible).toBe(visible));

  it('a client whose two parts differ is read by its HTML, and hides nothing that stands there alone', async () => {
    const { reply } = await both('Listo\n\nEl mar, 17 nov 2026 a las 9:00, Soporte escribió:\n> Reinicie', '<div>Listo</div><div class="gmail_quote"><div class="gmail_attr">El mar, 17 nov 2026 a las 9:00, Soporte escribió:</div><blockquote class="gmail_quote">Reinicie</blockquote></div>');
    expect(reply).toMatchObject({ visible: 'Listo', confidence: 1 });
    expect((await both('', '<div class="gmail_quote"><blockquote class="gmail_quote">Reinicie</blockquote></div>')).reply.visible).toContain('Reinicie');
    expect((await both('', '<blockquote>La alarma dice: E-05</blockquote><p>¿Qué hago?</p>')).reply.visible).toContain('E-05');
  });
});

describe('E-C4: what is broken', () => {
  const body = async (fields: string, content: string) => (await conclude(`${head}${fields}\n\n${content}`)).message.body_text.trim();
  it.each<[string, string, string, string]>([
    ['Windows bytes labelled as ASCII', 'Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 8bit', '\x93Se\xf1al\x94 \x96 100 \x80', '“Señal” – 100 €'],
    ['UTF-8 labelled as ASCII', 'Content-Type: text/plain; charset=us-ascii', latin('Señal 日本'), 'Señal 日本'],
    ['KOI8-R labelled so', 'Content-Type: text/plain; charset=koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['GB 18030 of four bytes', 'Content-Type: text/plain; charset=gb18030', '\xc4\xe3\xba\xc3 \x81\x30\x84\x36', '你好 ¥'],
    ['Shift_JIS of half width', 'Content-Type: text/plain; charset=shift_jis', '\xc3\xbd\xc4 \x83e', 'ﾃｽﾄ テ'],
    ['ISO-2022-JP with its Roman set', 'Content-Type: text/plain; charset=iso-2022-jp', '\x1b$B%F\x1b(J 100', 'テ 100'],
    ['UTF-7 with a plus', 'Content-Type: text/plain; charset=utf-7', '1 +- 1 Se+APE-al', '1 + 1 Señal'],
    ['base64 with spaces, a bang and no end', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64', 'U2XDsWFs!IGRh\n w7FhZGE', 'Señal dañada'],
    ['base64 of two lengths, each padded', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64', 'SG9sYQ==\nIG11bmRv', 'Hola mundo'],
    ['quoted-printable with lone signs', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable', '1 = 1, =ZZ y 100=25, se=C3=B1al=\n larga = \nfin=', '1 = 1, =ZZ y 100%, señal larga fin'],
    ['quoted-printable in small letters', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable', 'se=c3=b1al', 'señal'],
    ['format=flowed', 'Content-Type: text/plain; charset=utf-8; format=flowed', 'Una frase que \nsigue aquí.\n-- \nAna', 'Una frase que sigue aquí.\n-- \nAna'],
    ['format=flowed with delsp', 'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes', latin('日本 \n語'), '日本語'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary="nunca"', 'Texto sin partes.', 'Texto sin partes.'],
    ['a boundary of other quotes', "Content-Type: multipart/mixed; boundary='b'", "--b\nContent-Type: text/plain\n\nHola\n--b--", 'Hola'],
    ['a boundary with a space at its end', 'Content-Type: multipart/mixed; boundary="b "', '--b\nContent-Type: text/plain\n\nHola\n--b--', 'Hola'],
    ['a multipart without a boundary', 'Content-Type: multipart/alternative', '--x1\nContent-Type: text/plain\n\nHola\n--x1\nContent-Type: text/html\n\n<p>Hola</p>\n--x1--', 'Hola'],
    ['a part without its empty line', 'Content-Type: multipart/mixed; boundary=b', '--b\nHola sin cabeceras\n--b--', 'Hola sin cabeceras'],
    ['three containers', 'Content-Type: multipart/mixed; boundary=a', '--a\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\nHola\n--c\nContent-Type: text/html\n\n<p>Hola</p>\n--c--\n--b--\n--a--', 'Hola'],
    ['a type without a value', 'Content-Type:', 'Hola', 'Hola'],
    ['a type of old', 'Content-Type: TEXT', 'Hola', 'Hola'],
    ['HTML under a label of text', 'Content-Type: text/plain', '<html><body><p>Hola</p></body></html>', 'Hola'],
    ['HTML whose meta lies', 'Content-Type: text/html; charset=utf-8', latin('<meta charset="iso-8859-1"><p>Señal</p>'), 'Señal'],
    ['HTML of entities alone', 'Content-Type: text/html', '<p>Se&ntilde;al&#8230; &#x1F600; &#128; &lt;b&gt;</p>', 'Señal… 😀 € <b>'],
  ])('%s', async (_, fields, content, text) => expect(await body(fields, content)).toBe(text));

  it.each<[string, string, string]>([
    ['a word with a raw space and an underline', 'Subject: =?iso-8859-1?Q?Se=F1al da=F1ada_ya?=', 'Señal dañada ya'],
    ['a word whose base64 is cut', 'Subject: =?utf-8?B?U2XDsWFsIGRhw7E?= =?utf-8?B?YWRh?=', 'Señal dañada'],
    ['a word of an unknown label', 'Subject: =?x-desconocido?Q?Se=C3=B1al?=', 'Señal'],
    ['a word without its label', 'Subject: =??Q?Se=C3=B1al?=', 'Señal'],
    ['a word that names UTF-8 and holds Latin', 'Subject: =?utf-8?Q?Se=F1al?=', 'Señal'],
    ['words glued to text', 'Subject: Re:=?utf-8?Q?_Se=C3=B1al?=x', 'Re: Señalx'],
    ['words of small letters', 'Subject: =?UTF-8?b?U2XDsWFs?= =?UTF-8?q?_da=C3=B1ada?=', 'Señal dañada'],
    ['raw KOI8 in a mail that says so', 'Content-Type: text/plain; charset=koi8-r\nSubject: \xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['raw Shift_JIS', 'Content-Type: text/plain; charset=shift_jis\nSubject: \x83e\x83X\x83g', 'テスト'],
    ['GB 2312 words, split in a character', 'Subject: =?gb2312?B?xOO6?= =?gb2312?B?ww==?=', '你好'],
    ['ISO-2022-JP without its end', 'Subject: =?iso-2022-jp?B?GyRCJUYlOSVI?=', 'テスト'],
    ['a word that was encoded twice', 'Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3FHola=3F=3D?=', '=?utf-8?Q?Hola?='],
  ])('subject: %s', async (_, line, subject) => expect((await conclude(`From: ana@acme.example\n${line}\nMessage-ID: <1@acme.example>\n\nx`)).message.subject).toBe(subject));

  const files = async (raw: string) => (await conclude(`${head}${raw}`)).message.attachments.map((file) => `${file.filename} ${file.size}`);
  it.each<[string, string, string[]]>([
    ['files without a name get one', 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n/9j/\n--b--', ['attachment-1.pdf 5', 'attachment-2.jpg 3']],
    ['a name of ten pieces, and more than ten', `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf;\n${Array.from({ length: 12 }, (_, n) => ` name*${n}="${String.fromCharCode(97 + n)}"`).join(';\n')}${''}\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--`, ['abcdefghijkl 5']],
    ['a name of another charset in percent signs', "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf; name*=windows-1252''A%F1o%20%80.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--", ['Año €.pdf 5']],
    ['a mail that is a file and nothing else', 'Content-Type: application/pdf; name="Informe.pdf"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERi0=', ['Informe.pdf 5']],
    ['uuencode in the text', 'Content-Type: text/plain\n\nVa:\n\nbegin 644 datos.txt\n$:&]L80``\n`\nend\n', ['datos.txt 4']],
    ['a TNEF that is none', 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--', ['winmail.dat 3']],
    ['a picture by its place', 'Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src="logo.png">\n--b\nContent-Type: image/png\nContent-Location: logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--', ['logo.png 8']],
  ])('%s', async (_, raw, names) => expect(await files(raw)).toEqual(names));

  it('E-C6: a picture that the HTML names by its place is shown from the mail, and nothing is fetched for it', async () => {
    const { message } = await conclude(`${head}Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hola</p><img src="http://casa.example/logo.png"><img src="http://casa.example/otra.png">\n--b\nContent-Type: image/png\nContent-Location: http://casa.example/logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--`);
    const [file] = message.attachments;
    expect(file).toMatchObject({ filename: 'logo.png', content_id: 'http://casa.example/logo.png', related: true, disposition: 'inline' });
    expect(sanitizeHtml(message.body_html!, { cidMap: new Map([[file!.content_id!, '/api/attachments/1']]) }).html).toBe('<p>Hola</p><img src="/api/attachments/1" alt=""><img data-remote-src="http://casa.example/otra.png" alt="">');
  });

  it('E-C12: nothing is unpacked or decoded when it comes in: an archive and a picture are as large as their bytes', async () => {
    const bomb = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), Buffer.alloc(16), Buffer.from([0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(40)]);
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.from([0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]), Buffer.alloc(5)]);
    const part = (name: string, type: string, bytes: Buffer) => `--b\nContent-Type: ${type}; name="${name}"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n${bytes.toString('base64')}\n`;
    const { attachments } = await conclude(`${head}Content-Type: multipart/mixed; boundary=b\n\n${part('todo.zip', 'application/zip', bomb)}${part('plano.png', 'image/png', picture)}--b--`);
    expect(attachments.map(({ attachment, check }) => [attachment.filename, attachment.size, check.ok])).toEqual([['todo.zip', bomb.length, true], ['plano.png', picture.length, true]]);
  });

  it('what somebody drew is no delimiter, and no text of a container is lost', async () => {
    const lost = 'Content-Type: multipart/mixed; boundary="otra"';
    expect(await body(lost, 'Hola\n\n-----\nAna\n--x--\nfin')).toBe('Hola\n\n-----\nAna\n--x--\nfin');
    expect(await body(lost, '--esta\nContent-Type: text/plain\n\nHola\n--esta\nContent-Type: text/plain\n\nadiós\n--esta--'.replace('ó', 'o'))).toBe('Hola\nadios');
  });
});

describe('E-L1: programs and people', () => {
  const classOf = async (fields: string, text = 'x', envelopeFrom?: string) => (await conclude(`Message-ID: <9@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\n${latin(fields)}\nContent-Type: text/plain; charset=utf-8\n\n${latin(text)}`, envelopeFrom)).classification.class;
  it.each<[string, string, string, string, string?]>([
    ['Outlook, absent', 'From: Ana <ana@acme.example>\nSubject: Respuesta automática: [TKT-000123] Impresora\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\nIn-Reply-To: <a@desk.example.net>', 'auto-reply', 'Estoy fuera.'],
    ['Gmail, absent', 'From: Ana <ana@acme.example>\nSubject: Re: [TKT-000123] Impresora\nPrecedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied', 'auto-reply', 'De vacaciones.'],
    ['Zoho, absent', 'From: Ana <ana@acme.example>\nSubject: Automatic Response: Impresora\nX-ZohoMail-Owner: x\nPrecedence: auto_reply', 'auto-reply', 'Out.'],
    ['Notes, absent', 'From: Ana <ana@acme.example>\nSubject: AUTO: Ana Ruiz is out of the office (returning 20/11/2026)', 'auto-reply', 'Out.'],
    ['Notes in Spanish', 'From: Ana <ana@acme.example>\nSubject: AUTO: Ana Ruiz está fuera de la oficina (regresa 20/11/2026)', 'auto-reply', 'Fuera.'],
    ['GroupWise', 'From: Ana <ana@acme.example>\nSubject: Fuera de la oficina (Was: Impresora)', 'auto-reply', 'Fuera.'],
    ['Yahoo', 'From: Ana <ana@acme.example>\nSubject: Auto: Impresora\nX-Apple-Auto-Reply: 1', 'auto-reply', 'Out.'],
    ['cPanel', 'From: Ana <ana@acme.example>\nSubject: Fuera\nX-Autorespond: Impresora\nPrecedence: auto_reply', 'auto-reply', 'Fuera.'],
    ['Plesk, Postfix vacation', 'From: Ana <ana@acme.example>\nSubject: Re: Impresora\nAuto-Submitted: auto-replied (vacation)\nPrecedence: junk', 'auto-reply', 'Out.'],
    ['a challenge', 'From: Ana <ana@acme.example>\nSubject: Verify your message: Impresora\nAuto-Submitted: auto-replied\nX-Boxbe-Wait: 1', 'auto-reply', 'Click to be let in.'],
    ['a ticket system that answers', 'From: Mesa <mesa@otra.example>\nSubject: [Ticket#2026111710000123] Recibimos su mensaje\nX-OTRS-Loop: mesa@otra.example\nPrecedence: bulk\nAuto-Submitted: auto-generated', 'list', 'Recibido.'],
    ['a read receipt of Outlook without its part', 'From: Ana <ana@acme.example>\nSubject: Leído: [TKT-000123] Impresora\nX-MS-Has-Attach: \nIn-Reply-To: <a@desk.example.net>', 'delivery-receipt', 'Su mensaje\n\n   Para: Ana Ruiz\n   Asunto: [TKT-000123] Impresora\n   Enviados: martes, 17 de noviembre de 2026 9:00\n\n fue leído el martes, 17 de noviembre de 2026 9:05.'],
    ['the same in English', 'From: Ana <ana@acme.example>\nSubject: Read: [TKT-000123] Impresora', 'delivery-receipt', 'Your message\n\n   To: Ana Ruiz\n   Subject: [TKT-000123] Impresora\n   Sent: Tuesday, November 17, 2026 9:00:00 AM (UTC-06:00)\n\n was read on Tuesday, November 17, 2026 9:05:00 AM (UTC-06:00).'],
    ['a list', 'From: Ana <ana@acme.example>\nSubject: [usuarios] Boletín\nList-Id: <usuarios.listas.example>\nPrecedence: list', 'list', 'Hola a todos.'],
    ['an advertisement', 'From: Tienda <ofertas@tienda.example>\nSubject: Ofertas\nList-Unsubscribe: <mailto:x@tienda.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click', 'list', 'Compre.'],
    ['an invitation answered', 'From: Ana <ana@acme.example>\nSubject: Aceptada: Visita', 'human', 'Nos vemos.'],
    ['a person who writes about a bounce', 'From: Ana <ana@acme.example>\nSubject: Mis correos regresan: Undeliverable', 'human', 'Hola, cuando escribo a compras@proveedor.example dice que "message could not be delivered". ¿Qué hago?'],
    ['a person who writes about absence notes', 'From: Ana <ana@acme.example>\nSubject: ¿Cómo pongo la respuesta automática?', 'human', 'Salgo mañana.'],
    ['a person of a company with bulk servers', 'From: Ana <ana@acme.example>\nSubject: Impresora\nAuto-Submitted: no\nX-Auto-Response-Suppress: DR, OOF, AutoReply\nX-MS-Exchange-Organization-AuthAs: Internal', 'human', 'No imprime.'],
    ['a person called Postma', 'From: Daemon Postma <d.postma@acme.example>\nSubject: Impresora', 'human', 'No imprime.'],
    ['a scanner', 'From: escaner@acme.example\nSubject: Scanned from a Xerox\nX-Mailer: Xerox', 'human', 'Adjunto.'],
  ])('%s', async (_, fields, kind, text, envelopeFrom) => expect(await classOf(fields, text, envelopeFrom)).toBe(kind));
});

describe('E-L4: reports without a part for programs', () => {
  it('a recipient of two addresses is nobody', async () => {
    const { classification } = await conclude(`From: mailer-daemon@mx.acme.example\nSubject: Returned mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; luis@a@acme.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; ana@acme.example\nAction: failed\nStatus: 5.1.1\n--r--`);
    expect(classification.bounce?.map((one) => one.recipient)).toEqual(['ana@acme.example']);
  });

  const bounce = async (subject: string, text: string, from = 'Mail Delivery System <mailer-daemon@mx.acme.example>') =>
    (await conclude(`From: ${from}\nTo: soporte@desk.example.net\nSubject: ${latin(subject)}\nMessage-ID: <b@mx.acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nContent-Type: text/plain; charset=utf-8\n\n${latin(text)}`, '')).classification;
  const original = '\n\n------ This is a copy of the message ------\n\nMessage-ID: <sent@desk.example.net>\nFrom: soporte@desk.example.net\nTo: ana@acme.example\nSubject: [TKT-000123]\n';
  it.each<[string, string, string, 'bounce-permanent' | 'bounce-temporary']>([
    ['Spanish', 'Mensaje no entregado', 'El siguiente mensaje no se pudo entregar a ana@acme.example: 550 5.1.1 La cuenta no existe.', 'bounce-permanent'],
    ['Spanish, of Exchange', 'No se puede entregar: [TKT-000123] Impresora', 'Error de entrega a estos destinatarios o grupos:\n\nana@acme.example\nNo se encontró la dirección de correo electrónico que escribió.\n\nEl servidor remoto devolvió \'550 5.1.10 RESOLVER.ADR.RecipientNotFound\'', 'bounce-permanent'],
    ['Portuguese', 'Não foi possível entregar: Impresora', 'Falha na entrega para estes destinatários ou grupos:\n\nana@acme.example\nO endereço de email que você inseriu não foi encontrado.\n\n550 5.1.1', 'bounce-permanent'],
    ['Portuguese, of Gmail', 'Delivery Status Notification (Failure)', '** Endereço não encontrado **\n\nSua mensagem não foi entregue a ana@acme.example porque o endereço não foi encontrado ou não pode receber mensagens.\n\nA resposta foi:\n550 5.1.1 The email account that you tried to reach does not exist.', 'bounce-permanent'],
    ['French', 'Non remis : Imprimante', "Échec de la remise à ces destinataires ou groupes :\n\nana@acme.example\nL'adresse de messagerie n'a pas été trouvée.\n\n#550 5.1.1 RESOLVER.ADR.RecipNotFound", 'bounce-permanent'],
    ['German', 'Unzustellbar: Drucker', 'Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nana@acme.example\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\n550 5.1.1', 'bounce-permanent'],
    ['Italian', 'Mancata consegna', 'Non è stato possibile consegnare il messaggio a: ana@acme.example\n550 5.1.1 User unknown', 'bounce-permanent'],
    ['full, Spanish', 'Correo devuelto', 'No se pudo entregar su mensaje a ana@acme.example\n452 4.2.2 El buzón está lleno', 'bounce-temporary'],
    ['delayed, Spanish', 'Entrega retrasada: Impresora', 'La entrega a estos destinatarios se retrasó:\n\nana@acme.example\n\nSe seguirá intentando. 451 4.4.1', 'bounce-temporary'],
    ['delayed, English', 'Delivery Status Notification (Delay)', 'This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     ana@acme.example\n\nMessage will be retried for 2 more day(s)\n\n451 4.4.1', 'bounce-temporary'],
  ])('%s', async (_, subject, text, kind) => {
    const found = await bounce(subject, text + original);
    expect(found.class).toBe(kind);
    expect(found.bounce?.map((one) => one.recipient)).toEqual(['ana@acme.example']);
  });
});
