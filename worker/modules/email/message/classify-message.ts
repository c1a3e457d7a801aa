// What kind of mail it is (E-L): people are answered, machines are not.
import { readDeliveryStatus, readTextBounce, reportedHeaders, saysDelayed } from './read-bounce.ts';
import type { BouncedRecipient } from './read-bounce.ts';
import { isForwardSubject } from './forwarded-mail.ts';
import { headerValue } from './mime-tree.ts';
import type { ParsedMessage } from './parse-message.ts';
import { decodeBytes } from './decode-bytes.ts';

export type MailClass = 'human' | 'auto-reply' | 'bounce-permanent' | 'bounce-temporary' | 'delivery-receipt' | 'list' | 'abuse-report' | 'own';

export type OwnMail = {
  /** Every address that this installation receives at or sends from, lower-case. */
  addresses: readonly string[];
  /** Value of our loop header on mail we send; null when none is configured. */
  instance_id: string | null;
  /** Envelope sender: '' for the empty one, undefined when unknown. */
  envelope_from?: string | undefined;
};

export type Classification = {
  class: MailClass;
  /** What decided, most decisive first, such as `header:auto-submitted=auto-replied`. */
  signals: string[];
  /** Made by a program on its own account (monitoring, backup): Auto-Submitted: auto-generated. */
  auto_generated: boolean;
  bounce: BouncedRecipient[] | null;
};

/** The header that every mail of ours carries, with the opaque id of the installation. */
export const loopHeader = 'x-lanet-loop';

const daemonLocal = /^(?:mailer-?daemon|mail-?daemon|post[_-]?master|mailerdaemon|mdaemon|microsoftexchange[0-9a-f]+|mail-?delivery(?:-?system|-?subsystem)?|nondelivery|bounces?|mailer|smtpd?|exchange|mta|daemon)$/i;
const daemonName = /mail deliver(?:y)? (?:sub)?system|mailer[- ]?daemon|postmaster|delivery (?:sub)?system|mail administrator|system administrator|systemadministrator|mail router|internet mail delivery|mail transfer|mail server|systemadministrator|postmaster/i;

const bounceSubject = new RegExp(
  [
    'undeliver', 'unzustellbar', 'non ?remis', 'no se ha podido entregar', 'no entregado', 'non remis', 'impossible de remettre', 'n[ãa]o entregue', 'mancata consegna', 'mail delivery (?:failed|failure|problem|error|status|system)',
    'delivery (?:status )?(?:notification|failure|failed|error|report|has failed|problem|unsuccessful|incomplete|delayed|final failure)', 'returned (?:mail|message)', 'failure notice', 'mail (?:could not be|system error|failure|failed|not deliver)',
    'message (?:could not be|delivery (?:failure|has been delayed)|not delivered|status|undeliverable|you sent blocked|delayed)', 'could(?: not|n.t) (?:be )?(?:send|sent|deliver)', 'failed (?:mail|delivery|message|to deliver)', 'nondeliver', 'non-deliver', 'unable to deliver',
    'warning: (?:could not send|message|e?mail)', 'delayed (?:mail|message|delivery)', 'deferred', 'user unknown', 'notification d.(?:é|=e9)tat', 'returning mail', 'error (?:sending|in delivery|mail)', 'bounced? (?:mail|message|e-?mail)', 'rejected(?: mail| message| e-?mail)?:', 'postmaster notify', 'dsn:', 'ndn:', 'mail error', 'there was an error sending your mail', 'email (?:delivery|could not)', 'nicht zugestellt', 'blocked by our (?:bulk|spam)', 'mensaje no enviado', 'ha fallado',
  ].join('|'), 'i');

const bounceBody =
  /(?:could not be delivered|undeliverable|delivery (?:has )?(?:failed|to the following)|did not reach the following|permanent (?:fatal )?(?:error|failure)|user unknown|unknown user|mailbox (?:is )?(?:full|unavailable|not found)|no such user|recipient address rejected|message (?:was not|could not be|couldn.t be|wasn.t) (?:be )?delivered|returned to sender|following address(?:es)? (?:failed|had)|failed to deliver|unable to deliver|unknown host|mailbox is full|could not be delivered|invalid user|does not exist|account (?:is |has been )?(?:disabled|unavailable)|i wasn.t able to deliver|host unknown|relaying denied|over quota|quota exceeded|smtp error|remote host said|[\s(#][45]\.\d\.\d[\s)])/i;

const answerMarks = String.raw`^\s*(?:(?:re|aw|sv|rv|fwd?|tr|antw)\s*:\s*)*`;

/** What programs call an automatic answer. */
const autoReplySubject = new RegExp(answerMarks + String.raw`(?:\[?auto(?:matic|mated)?[- ]?(?:reply|response|respuesta|responder|antwort)(?![\p{L}])|auto(?:re(?:ply|sponse)|responder)(?![\p{L}])|auto(?=:)|ooo(?=\s*[:-])|respuesta autom[áa]tica|automati(?:sche|sierte) antwort|abwesenheits(?:notiz|meldung|benachrichtigung|nachricht|assistent)|r[ée]ponse automatique|message d.absence|r[ée]ponse d.absence|risposta automatica|resposta autom[áàa]tica|automatisch antwoord|autosvar|automatisk(?:t)? svar|automatsvar|automaattinen vastaus|odpowied[źz] automatyczna|automatyczna odpowied[źz]|automatick[áa] odpov[eě][ďd]|автоответ|автоматический ответ|автоматична відповідь|автовідповідь|автоматичен отговор|otomatik (?:yan[ıi]t|cevap)|automatikus v[áa]lasz|r[ăa]spuns automat|αυτόματη απάντηση|automaatne vastus|automatinis atsakymas|automātiska atbilde|samodejni odgovor|automatski odgovor|رد تلقائي|(?:תגובה|תשובה) אוטומטית|מענה אוטומטי|自動返信|自動応答|自动(?:回复|答复)|自動回覆|자동 ?(?:회신|응답))\s*(?:$|[:：;!.,()|>\[\]–—-]|re:|(?:from|to|for|de|do|da|von|van|fra|från|от|re)(?![\p{L}]))`, 'iu');

/** Words of people who are away. They begin tickets as well ("Fuera de la oficina no hay VPN"), so what follows has to be an end, a mark or a time. */
const awaySubject = new RegExp(answerMarks + String.raw`(?:(?:i.?m |i am )?(?:currently )?out[- ]of[- ](?:the[- ])?office|fuera de (?:la )?oficina|ausente?(?: de la oficina)?|ausencia(?: de la oficina| temporal)?|(?:estoy )?de vacaciones|notificación de vacaciones|abwesenheit|abwesend|absen(?:ce|t) du bureau|absence|fuori (?:sede|ufficio)|assente dall.ufficio|fora d[oe] escrit[óo]rio|ausente do escrit[óo]rio|(?:ik ben )?afwezig|absentie|fr[åa]nvaro|frånvarande|ej på kontoret|frav[æe]r(?:ende)?|ikke på kontoret|poissa(?:olo)?|nieobecn(?:y|a|ość)(?: w biurze)?|mimo kancel[áa][řr]|h[áa]zon k[íi]v[üu]l|ofis d[ıi][şs][ıi]nda|vacation(?: (?:message|reply|response|notice))?|(?:i.?m |i am )?(?:away|on (?:vacation|holiday|annual leave|leave))|(?:i.?m |i am )?away from (?:the |my )?(?:office|e-?mail|mail|desk)|currently out)\s*(?:$|[:;!.,(|\[–—-]|re:|(?:until|till|through|from|hasta|desde|del|al|bis|vom|von|jusqu|du|au|fino|dal|até|tot|t/m|till|til|do|od)(?![\p{L}])|\d)`, 'iu');

function signal(name: string, value: string): string {
  return `${name}=${value.trim().toLowerCase().slice(0, 80)}`;
}

function isCalendarAnswer(message: ParsedMessage): boolean {
  return message.attachments.some((part) => (part.mime === 'text/calendar' || part.mime === 'application/ics') && /^METHOD:(?:REPLY|COUNTER)\s*$/im.test(decodeBytes(part.content.subarray(0, 4000), 'utf-8').text));
}

function emptySender(message: ParsedMessage, own: OwnMail): boolean {
  return own.envelope_from === '' || /^\s*<\s*>\s*$/.test(headerValue(message.headers, 'return-path'));
}

const receiptSubject = /^\s*(?:read|not read|leído|leido|lid[ao]s?|lida|lu|gelesen|letto|gelezen|läst|lest|læst|przeczytano|прочтено|прочитано|已读|已讀|開封済み|delivered|entregado|return receipt(?: \(displayed\))?|acuse de recibo(?: \(mostrado\))?|confirmación de lectura|confirmação de leitura|confirmation de lecture|lesebestätigung|conferma di lettura)\s?(?:[:：-]|$)/iu;
const receiptText = /(?:was (?:read|displayed|delivered) on|was deleted without being read|fue leído el|fue le[ií]do|se (?:leyó|mostró) (?:el|en)|foi lida (?:em|no dia)|a été lu le|wurde am .{4,60} gelesen|wurde gelesen am|è stato letto|(?:return receipt|acuse de recibo) (?:for the mail|para el correo))/iu;

/** E-L1: receipts of servers that write them as a plain mail; both the subject and the sentence have to say it, in a mail of a few lines. */
function isReadReceipt(message: ParsedMessage): boolean {
  return message.body_text.length < 1500 && receiptSubject.test(message.subject.slice(0, 300)) && receiptText.test(message.body_text);
}

/** The local part of the last address of a From that is too broken to be read as one. Split, not matched: a pattern for it took cubic time. */
function lastLocalPart(from: string): string {
  const word = (from.trimEnd().split(/[\s<]/).at(-1) ?? '').replace('>', '');
  const pieces = word.split('@');
  return (pieces.at(-2) ?? word).split(/["']/).at(-1) ?? '';
}

/** Sorts a parsed mail into one class; pure, and the same for the same input. */
export function classifyMessage(message: ParsedMessage, own: OwnMail): Classification {
  const header = (key: string): string => headerValue(message.headers, key);
  const autoSubmitted = /^[a-z-]+/.exec(header('auto-submitted').trim().toLowerCase())?.[0] ?? '';
  const auto_generated = autoSubmitted === 'auto-generated' || autoSubmitted === 'auto-notified' || header('x-auto-generated') !== '' || header('x-autogenerated') !== '' || header('x-fc-machinegenerated') !== '';
  const found = (kind: MailClass, signals: string[], bounce: BouncedRecipient[] | null = null): Classification => ({ class: kind, signals: [...signals, ...(auto_generated ? ['auto-generated'] : [])], auto_generated, bounce });

  const loop = header(loopHeader).trim();
  if (own.instance_id !== null && loop === own.instance_id) return found('own', [`header:${loopHeader}`]);
  const fromLocal = lastLocalPart(header('from').slice(0, 2000).replace(/\([^()]{0,200}\)/g, ''));
  const daemon = daemonLocal.test(message.from?.email.split('@')[0] ?? fromLocal) || daemonName.test(header('from').slice(0, 300));

  const parts = new Set(message.attachments.map((part) => part.mime));
  const reportType = (message.content_type.params['report-type'] ?? '').toLowerCase();
  if (reportType === 'feedback-report' || parts.has('message/feedback-report')) return found('abuse-report', ['part:feedback-report']);
  if (parts.has('message/delivery-status') || parts.has('message/global-delivery-status')) {
    const bounce = readDeliveryStatus(message);
    const readable = bounce.length > 0 ? bounce : readTextBounce(message, own.addresses);
    return found(classOfBounce(readable, message), [`part:delivery-status`, ...readable.slice(0, 3).map((entry) => `status=${entry.status ?? 'none'}`)], readable);
  }
  if (reportType === 'disposition-notification' || parts.has('message/disposition-notification')) return found('delivery-receipt', ['part:disposition-notification']);
  if (header('x-failed-recipients') !== '') {
    const bounce = readTextBounce(message, own.addresses);
    return found(classOfBounce(bounce, message), ['header:x-failed-recipients'], bounce);
  }
  const fromOwn = message.from !== null && own.addresses.includes(message.from.email);

  const nullSender = emptySender(message, own);
  if (/^complaint about message from\b/i.test(message.subject) || header('x-hmxmroriginalrecipient') !== '') return found('abuse-report', ['subject:complaint']);
  const autoReply = autoReplySignal(message, autoSubmitted);
  if (isReadReceipt(message)) return found('delivery-receipt', ['text:read-receipt']);
  const bounceWords = bounceSubject.test(message.subject);
  const reportText = message.body_text.slice(0, 6000);
  const looksBounced = bounceBody.test(reportText);
  if (reportType === 'delivery-status' || (daemon && (bounceWords || looksBounced || (nullSender && autoReply === null))) || (nullSender && bounceWords && looksBounced) || (bounceWords && looksBounced && message.from === null)) {
    if (!(autoReply !== null && !bounceWords && !daemon)) {
      const bounce = readTextBounce(message, own.addresses);
      const signals = [daemon ? 'from:daemon' : nullSender ? 'envelope:empty-sender' : 'report', bounceWords ? 'subject:bounce' : 'text:bounce'];
      return found(classOfBounce(bounce, message), signals, bounce);
    }
  }
  if (fromOwn) return found('own', ['from:own-address']);
  if (autoReply !== null) return found('auto-reply', [autoReply, ...(nullSender ? ['envelope:empty-sender'] : [])]);
  if (isCalendarAnswer(message)) return found('auto-reply', ['calendar:reply']);
  // Some servers answer as plain mail from a person-like address, with the returned mail below.
  // A person who forwards a report asks what it means.
  if (!isForwardSubject(message.subject) && (bounceWords || nullSender || parts.has('message/rfc822')) && looksBounced && (bounceWords || nullSender || /^(?:no-?reply|do-?not-?reply)\b/.test(message.from?.email ?? '')) && header('in-reply-to') === '' && reportedHeaders(message).length >= 3) {
    const bounce = readTextBounce(message, own.addresses);
    if (bounce.length > 0) return found(classOfBounce(bounce, message), ['subject:bounce', 'text:bounce'], bounce);
  }
  const list = listSignal(message);
  if (list !== null) return found('list', [list]);
  if (nullSender && !auto_generated) return found('auto-reply', ['envelope:empty-sender']);
  return found('human', []);
}

function classOfBounce(bounce: readonly BouncedRecipient[], message: ParsedMessage): MailClass {
  if (bounce.some((entry) => entry.action === 'failed')) {
    const failed = bounce.filter((entry) => entry.action === 'failed');
    // "failed" with a 4.x.x status: the server gave up on a temporary fault; the address itself is not proven wrong.
    return failed.every((entry) => entry.status?.startsWith('4')) ? 'bounce-temporary' : 'bounce-permanent';
  }
  if (bounce.some((entry) => entry.action === 'delayed')) return 'bounce-temporary';
  if (bounce.length > 0) return 'delivery-receipt';
  return saysDelayed(message.subject, message.body_text) ? 'bounce-temporary' : 'bounce-permanent';
}

function autoReplySignal(message: ParsedMessage, autoSubmitted: string): string | null {
  const header = (key: string): string => headerValue(message.headers, key);
  if (autoSubmitted !== '' && autoSubmitted !== 'no' && autoSubmitted !== 'auto-generated' && autoSubmitted !== 'auto-notified') return signal('header:auto-submitted', autoSubmitted);
  for (const key of ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoresponse', 'x-mail-autoreply', 'x-auto-reply', 'x-auto-respond']) {
    const value = header(key).trim();
    if (value !== '' && value.toLowerCase() !== 'no') return signal(`header:${key}`, value);
  }
  for (const key of ['precedence', 'x-precedence']) {
    if (/^\s*auto[_-]?reply/i.test(header(key))) return signal(`header:${key}`, header(key));
  }
  if (message.headers.some((entry) => entry.key === 'delivered-to' && /^\s*autoresponder\b/i.test(entry.value))) return 'header:delivered-to=autoresponder';
  if (header('x-ms-exchange-inbox-rules-loop') !== '') return 'header:x-ms-exchange-inbox-rules-loop';
  const subject = message.subject.slice(0, 300);
  if (autoReplySubject.test(subject) || awaySubject.test(subject)) return 'subject:auto-reply';
  const suppress = header('x-auto-response-suppress');
  if (/\b(?:all|oof|autoreply)\b/i.test(suppress) && autoSubmitted === 'auto-generated' && header('in-reply-to') !== '') return signal('header:x-auto-response-suppress', suppress);
  return null;
}

function listSignal(message: ParsedMessage): string | null {
  const header = (key: string): string => headerValue(message.headers, key);
  for (const key of ['list-id', 'list-post', 'list-unsubscribe', 'mailing-list', 'x-mailing-list', 'feedback-id', 'x-campaign-id']) {
    if (header(key) !== '') return `header:${key}`;
  }
  for (const key of ['precedence', 'x-precedence']) {
    if (/^\s*(?:bulk|list|junk)\b/i.test(header(key))) return signal(`header:${key}`, header(key));
  }
  return null;
}
