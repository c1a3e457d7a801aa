// What mail clients call From, Date, To and Subject above a mail that they quote or forward, in the languages of the desk and of its clients.

export type HeaderRole = 'from' | 'date' | 'to' | 'cc' | 'subject' | 'other';

const labels: Record<HeaderRole, string> = {
  from: 'from|de|de la|da|von|van|från|fra|frá|od|от|від|вiд|kimden|gönderen|feladó|lähettäjä|发件人|寄件者|寄件人|發件人|差出人|보낸 사람|보낸사람|expéditeur|remitente|από|מאת|من|từ|dari|จาก|odosielateľ|saatja|nuo|no|šalje|nga',
  date: 'sent|date|sent at|sent on|enviado|enviado el|enviado em|enviada|enviada em|enviada el|fecha|data|data de envio|data e ora|envoyé|envoyé le|date d’envoi|date d\'envoi|message du|gesendet|gesendet am|datum|inviato|inviato il|verzonden|verzonden op|skickat|datum och tid|sendt|dato|päivä|päiväys|lähetetty|wysłano|wysłane|odesláno|dátum|odoslané|elküldve|gönderildi|gönderme tarihi|tarih|отправлено|дата|надіслано|发送时间|发送日期|日期|日時|送信日時|寄件日期|傳送日期|보낸 날짜|날짜|trimis|στάλθηκε|ημερομηνία|נשלח|תאריך|تم الإرسال|التاريخ|đã gửi|ngày|dikirim|tanggal|ส่ง|วันที่|enviat|enviat el|poslano|saadetud|kuupäev',
  to: 'to|para|a|à|an|aan|til|till|do|komu|кому|kime|alıcı|címzett|vastaanottaja|către|catre|προς|per a|pour|destinataire|destinatario|destinatário|收件人|收件者|宛先|받는 사람|받는사람|אל|إلى|tới|đến|kepada|ถึง|za|kam|prima|kellele|kam',
  cc: 'cc|c\\.c\\.|copie|copie à|kopia|kopie|kopi|kopio|копия|копія|抄送|副本|참조|bilgi|másolat|κοινοποίηση|עותק|نسخة|cci|bcc',
  subject: 'subject|asunto|sujet|assunto|objet|betreff|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|konu|тема|tema|主题|主旨|件名|제목|subiect|θέμα|נושא|الموضوع|chủ đề|subjek|เรื่อง|assumpte|teema|zadeva|naslov',
  other: 'importance|priority|prioridad|importancia|importância|wichtigkeit|reply-to|responder a|répondre à|antwort an|attachments|adjuntos|datos adjuntos|anexos|anlagen|pièces jointes|allegati|message-id|organization|user-agent|priorità|organización',
};

const lineLengthMax = 1000;
const line = new RegExp(`^[>|\\s*_\\u200e\\u200f]{0,20}(?:${(Object.keys(labels) as HeaderRole[]).map((role) => `(?<${role}>${labels[role]})`).join('|')})[ \\t\\u00a0*_]{0,4}[:：][ \\t\\u00a0*_]{0,6}(?<value>.*)$`, 'iu');

/** Which header a line says and what, or null; markers of quoting and of bold type are no part of it. */
export function readHeaderLine(text: string): { role: HeaderRole; value: string } | null {
  const groups = line.exec(text.slice(0, lineLengthMax))?.groups;
  if (!groups) return null;
  const role = (Object.keys(labels) as HeaderRole[]).find((name) => groups[name] !== undefined);
  return role ? { role, value: (groups['value'] ?? '').replace(/[*_\s]+$/u, '').trim() } : null;
}
