// Lines by which mail clients announce a quotation, a forward or a signature, in the languages of the desk and of its clients.
// Every pattern is anchored and looks at one bounded line, so matching stays linear.
import { readHeaderLine } from './header-labels.ts';

const lineLengthMax = 400;

/** First words of "On … wrote:" lines. */
const attributionStart =
  /^(?:on|el|em|no dia|a|le|am|il|op|den|dne|dnia|w dniu|il giorno|vào|la|pe|em|på|em|lør|man|tir|ons|tor|fre|søn|ma|ti|ke|to|pe|la|su|mån|tis|lör|sön|στις|в|на|у|\d{1,4}[-./年]|在|於|于|[a-zà-ÿ]{2,10}[., ] ?\d{1,2}|(?:mon|tues?|wed|wednes|thu|thurs|fri|sat|satur|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom|ter|qua|qui|sex)[a-zé]{0,7}\.?,? )/iu;

/** Last words of "On … wrote:" lines. */
const attributionEnd =
  /(?:^|[\s>,）)\]"”])(?:wrote|writes|escribi[óo]|escribe|va escriure|escreveu|a [ée]crit|[ée]crivait|schrieb(?:en)?|ha scritto|scrive|schreef(?: het volgende)?|skrev(?: f[øö]lgende)?|pisze|napisa[łl](?:\(a\)|a)?|napsala?(?:\(a\))?|kirjoitti|yazd[ıi]|a scris|[íi]rta|написал(?:\(а\)|а)?|написав(?:ла)?|написа|пишет|пише|napísala?(?:\(a\))?|napisa(?:o|la)(?: je)?|escribiu|menulis|rašė|rakstīja|เขียนว่า|كتبت?|έγραψε|写道|寫道|작성|đã viết)\s?[:：]{1,2}\s*\*?$/iu;

/** Whole attribution lines of another word order: verb before the date or the name. */
const attributionWhole =
  /^(?:am .{4,200} (?:schrieb|hat) .{1,200}:|op .{4,200} (?:schreef|heeft) .{1,200}:|(?:den|på|vid) .{4,200} skrev .{1,200}:|.{1,200} (?:schrieb am|a écrit le|wrote on|escribi[óo] el|escreveu (?:em|no dia|na)|ha scritto (?:il|in data)|skrev den|schreef op) .{4,120}:|.{2,60}\d{4}.{0,40} (?:skrev|schrieb|schreef) .{1,200}:|quoting .{1,200}:|.{1,200} kirjoitti \d.{4,120}:|.{1,200} ezt [íi]rta \(.{4,100}\):|.{1,160}[<＜][^<>\s]+@[^<>\s]+[>＞]のメール[:：]|.{1,120}さんは書きました.{0,60}[:：]|missatge de .{1,160} del dia .{4,100}:|kasutaja .{1,160} kirjutas .{4,100}:|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}.{1,200}[<＜][^<>\s]+@[^<>\s]+[>＞]\s?[:：]|.{1,120}\d{4}年\d{1,2}月\d{1,2}日.{0,160}[:：]|.{1,120} wrote:|at \d{1,2}[:.]\d{2}.{1,150} wrote:|in (?:a )?message .{1,200} (?:wrote|writes):|.{0,100}<[^<>\s]+@[^<>\s]+> (?:wrote|writes|escribi[óo]|escreveu|a écrit|schrieb|ha scritto|schreef|skrev|kirjoitti|пишет|написал)\s?:)$/iu;

/** A dated line that ends in an address and a colon, without a verb (Yandex, Gmail in some languages). */
const attributionBare = /^(?=.{0,120}\d{1,2}[:.]\d{2})(?=.{0,120}\d{4}).{8,200}[<＜]\s?[^<>\s]{1,100}@[^<>\s]{1,100}\s?[>＞]\s?[:：]$/u;

/** The same without a colon, when the line begins with a full date. */
const attributionDated = /^\d{4}[-./]\d{1,2}[-./]\d{1,2} .{1,200}<\s?[^<>\s]{1,100}@[^<>\s]{1,100}>$/u;

/** Android: "---- Ana Ruiz wrote ----". Zoho: "---- On … wrote ----"; and the same without a colon when date, time and address leave no doubt. */
const attributionRuled = /^-{2,6}\s?[\p{L}\d].{2,250} (?:wrote|escribi[óo]|escreveu|a [ée]crit|schrieb|ha scritto|schreef|skrev|написал|napisał\(a\))\s?:?\s?-{2,6}$/iu;
/** Mutt, as many set it up: "* Ana <a@b> [2026-11-17 09:00 -0600]:". */
const attributionStarred = /^\* .{1,160}<[^<>\s]{1,100}@[^<>\s]{1,100}> \[[^\]]{8,40}\]:$/u;
/** "On … <a@b> sent:", and the first client of Gmail: date, time, zone and a name alone. */
const attributionSent = /^(?:on .{6,200}<[^<>\s]{1,100}@[^<>\s]{1,100}> sent:|\d{4}-\d{2}-\d{2} \d{1,2}:\d{2} (?:GMT|UTC)[+-]\d{1,2}:\d{2} [\p{L}][^:]{1,80}:?)$/iu;
const attributionNoColon = /^on (?=.{0,60}\d{4})(?=.{0,60}\d{1,2}:\d{2}).{8,200}<[^<>\s]{1,100}@[^<>\s]{1,100}> wrote$/iu;

/** "-----Original Message-----" and its translations. */
const originalMessage =
  /^[>\s*]*[-_=–—]{2,}\s?(?:original (?:message|mail|appointment|e-?mail)|mensaje original|correo original|missatge original|mensagem original|message d['’ ]?origine|message original|messaggio originale|original-?nachricht|urspr[üu]ngliche (?:nachricht|e-?mail|mail)|oorspronkelijk bericht|originalmeddelande|oprindelig besked|oprindelig meddelelse|opprinnelig melding|alkuper[äa]inen viesti|oryginalna wiadomo[śs][ćc]|wiadomo[śs][ćc] oryginalna|p[ůu]vodn[íi] zpr[áa]va|исходное сообщение|пересылаемое сообщение|原始邮件|原始郵件|元のメッセージ|original message follows|original(?=\s?[-_=–—]{4,})|reply message|antwort|antwort ?nachricht|mesaj original|eredeti [üu]zenet|orijinal mesaj|begin(?:ning of)? original message)\s?[-_=–—]*[\s*]*$/iu;

/** Lines above a forwarded mail. What is below was sent for us to read. */
const forwardLine =
  /^[>\s]*(?:[-_=]{2,}\s?(?:forwarded (?:message|by|mail|message follows)|mensaje reenviado|correo reenviado|mensagem (?:encaminhada|reencaminhada)|message (?:transf[ée]r[ée]|renvoy[ée])|weitergeleitete (?:nachricht|mail)|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat|videresendt|edelleen l[äa]hetetty|пересылаемое|转发邮件|轉寄|przekazana wiadomo).{0,120}|(?:begin forwarded message|inicio del mensaje reenviado|anfang der weitergeleiteten (?:nachricht|e-?mail)|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|inizio messaggio inoltrato|in[íi]cio da mensagem (?:reencaminhada|encaminhada)|begin doorgestuurd bericht)\s?:)\s*$/iu;

const fromField = /^[>\s*_|]*(?:from|de|da|von|van|fr[åa]n|fra|od|от|від|kimden|feladó|l[äa]hett[äa]j[äa]|发件人|寄件者|差出人|보낸 ?사람|expéditeur|remitente|de la|από|寄件人|מאת|من|từ|dari|จาก|odosielateľ)[\s*_]*[:：][\s*_]*\S/iu;
const otherField =
  /^[>\s*_|]*(?:sent|date|to|subject|cc|reply-to|importance|enviado(?: el| em)?|fecha|para|asunto|assunto|enviad[ao](?: em| el)?|cc|responder a|envoyé(?: le)?|date d.envoi|à|objet|sujet|copie(?: à)?|message du|gesendet|datum|an|betreff|inviato|data|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|odesláno|komu|předmět|отправлено|дата|кому|тема|копия|gönderildi|kime|konu|发送时间|收件人|主题|日期|抄送|送信日時|宛先|件名|보낸 ?날짜|받는 ?사람|제목|lähetetty|vastaanottaja|aihe|elküldve|címzett|tárgy|data de envio|enviada|enviat|data|per a|trimis|către|subiect|στάλθηκε|ημερομηνία|προς|θέμα|寄件日期|傳送日期|收件者|主旨|副本|発信日時|נשלח|תאריך|אל|נושא|تم الإرسال|التاريخ|إلى|الموضوع|đã gửi|ngày|tới|đến|chủ đề|odoslané|dátum|predmet|dikirim|tanggal|kepada|subjek|ส่ง|วันที่|ถึง|เรื่อง)[\s*_]*[:：]/iu;

const delimiter = /^[>\s]*(?:##-.{1,200}-##|[-=_*#]{3,}\s?(?:please )?(?:reply|respond|write|type your reply|responda|responde|escriba)\b.{0,40}(?:above|encima|arriba|acima)\b.{0,60}|(?:please )?(?:type|write|enter) your reply above this line.{0,60})[-=_*#\s]*$/iu;

const phoneSignature =
  /^[\s*_-]*(?:sent (?:from|via|using|with) (?:my |the |a )?[\w\s.,'()®™&-]{2,60}|sent with \[?[\w\s]{2,40}\]?(?: secure email\.?)?|get outlook for \w+.{0,60}|get \[?outlook.{0,80}|enviad[oa] (?:desde|con|de(?:sde)? (?:mi|o meu|meu)|do meu|a partir do|por) .{2,60}|obt[ée]n(?:er)? outlook para .{2,60}|obter o? ?outlook para .{2,60}|envoy[ée] (?:depuis|de|avec|à partir de) (?:mon |l['’])?.{2,60}|von meine[mr](?:\/meine[mr])? .{2,60} gesendet|gesendet (?:von|mit|über|aus) .{2,60}|inviato da(?:l mio)? .{2,60}|verzonden (?:vanaf|met|vanuit) .{2,60}|verstuurd vanaf .{2,60}|skickat från .{2,60}|sendt fra .{2,60}|lähetetty .{2,60}|wysłane z .{2,60}|отправлено (?:с|из) .{2,60}|发自我的 ?.{1,40}|從我的 ?.{1,40}傳送|iPhoneから送信|나의 .{1,30}에서 보냄|télécharg(?:er|ez) outlook .{2,60}|diperoleh .{2,40}|sent from (?:yahoo|mail for|samsung|outlook|gmail|aol).{0,80})\s*$/iu;

/** The same in further languages and wordings. */
const phoneSignatureMore =
  /^[\s*_-]*(?:enviado do .{2,60}|enviat des d.{2,60}|envoy[ée] à partir d.{2,60}|von meinem .{2,60} gesendet\.?|diese nachricht wurde (?:von|mit) .{2,80} gesendet\.?|outlook (?:para|pour|per|for|für) (?:android|ios|mac|windows)(?: beziehen)?|(?:scarica|hämta|hent|download|holen sie sich|pobierz|stáhnout) outlook .{2,60}|wysłano z .{2,60}|odesláno z .{2,60}|odoslané z .{2,60}|.{2,40}d[ae]n gönderildi|trimis de pe .{2,60}|elküldve .{2,40}(?:ról|ről|ból|ből)|στάλθηκε από .{2,60}|gửi từ .{2,60}|надіслано з .{2,60}|נשלח מ.{2,60}|أ\u064f?رسلت? من .{2,60}|dikirim dari .{2,60}|poslano (?:iz|z|s) .{2,60}|saadetud minu .{2,60}|来自我的 ?.{1,40}|傳送自 ?.{1,40})\s*$/iu;

const signatureRule = /^(?:--[ \u00a0]?|[—–]{1,40}|__|_{5,80})$/u;

function bounded(line: string): string {
  // Clients set names of another direction apart with marks that nobody sees.
  return line.length > lineLengthMax ? '' : line.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
}

/** How many lines from `at` form an "On … wrote:" attribution (wrapped over at most 5 lines); 0 when none. */
export function attributionLength(lines: readonly string[], at: number): number {
  let joined = '';
  const quoted = isQuotedLine(lines[at] as string);
  for (let count = 1; count <= 6 && at + count <= lines.length; count++) {
    const raw = lines[at + count - 1] as string;
    const part = bounded(quoted ? raw.replace(/^[>\s]{1,20}/, '') : raw);
    // A converter from HTML leaves an empty line before the address.
    if (part === '' && count > 1 && /^<\s*(?:mailto:.*)?$/i.test((lines[at + count] ?? '').trim().slice(0, 300)) && attributionStart.test(joined)) continue;
    if (part === '') return 0;
    joined = joined === '' ? part : `${joined} ${part}`;
    if (joined.length > lineLengthMax) return 0;
    if (attributionEnd.test(joined) && (attributionStart.test(joined) || /\d{4}|@|\d{1,2}[:.h]\d{2}/.test(joined))) return count;
    if (count <= 3 && (attributionWhole.test(joined) || attributionBare.test(joined) || attributionDated.test(joined) || attributionRuled.test(joined) || attributionNoColon.test(joined) || attributionSent.test(joined) || attributionStarred.test(joined))) return count;
    if (!attributionStart.test(joined) && !/[<\d]/.test(joined) && !joined.startsWith('--')) return 0;
  }
  return 0;
}

export function isOriginalMessageLine(line: string): boolean {
  return originalMessage.test(bounded(line));
}

export function isForwardLine(line: string): boolean {
  return forwardLine.test(bounded(line));
}

export function isDelimiterLine(line: string): boolean {
  return delimiter.test(bounded(line));
}

/** Whether a block of mail headers in any of the languages starts here: From and at least two more fields within six lines. */
export function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = bounded(lines[at] as string);
  if (!fromField.test(first)) return otherField.test(first) && isBlockOfFields(lines, at);
  let fields = 0;
  for (let i = at + 1; i < Math.min(lines.length, at + 9); i++) {
    if (otherField.test(bounded(lines[i] as string))) fields++;
  }
  return fields >= 2;
}

/** Blocks in another order (`Date:` or `Subject:` first): at least three fields without a gap, From among them. */
function isBlockOfFields(lines: readonly string[], at: number): boolean {
  let count = 0;
  let hasFrom = false;
  for (let i = at; i < Math.min(lines.length, at + 8); i++) {
    const header = readHeaderLine(lines[i] as string);
    if (header === null) break;
    count++;
    hasFrom ||= header.role === 'from' && header.value !== '';
  }
  return hasFrom && count >= 3;
}

/** "answer On Tue, 17 Nov 2026, Ana <a@b> wrote:": where the attribution begins that a client left on the line of the answer; -1 when there is none. */
export function attributionWithin(line: string): number {
  const text = bounded(line);
  if (text === '' || isQuotedLine(line) || !/[:：]$/.test(text) || attributionStart.test(text)) return -1;
  const match = /^.{1,200}?[\s-]((?:on|el|le|am|em|il|op) (?:\p{L}{2,4}\.?,? \p{L}{3}|\p{L}{2,4}\.?,? \d|\d{1,2}[/. -]\d).{8,200})$/iu.exec(text);
  const attribution = match?.[1];
  return attribution !== undefined && attributionEnd.test(attribution) ? line.indexOf(attribution) : -1;
}

export function isPhoneSignature(line: string): boolean {
  return line.length <= 120 && (phoneSignature.test(line) || phoneSignatureMore.test(line));
}

/** "-- " and the rules people draw instead. */
export function isSignatureRule(line: string): boolean {
  return signatureRule.test(line.replace(/\s+$/, (end) => (line.trim() === '--' ? end.slice(0, 1) : '')));
}

export function isQuotedLine(line: string): boolean {
  return /^\s{0,3}[>|]/.test(line) && !/^\s*\|.*\|\s*$/.test(line);
}
