// Automatic answers that only their subject betrays, and subjects of people that look like them (E-L1).
import { expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';

const classOf = async (subject: string) => (await concludeMessage(new TextEncoder().encode(`From: ana@acme.example\nSubject: ${subject}\n\nHola`), { own: { addresses: [], instance_id: null } })).classification.class;

it.each([
  'Respuesta automática: x', 'Automatic reply: x', 'Re: Automatic reply: x', '[Auto-Reply] x', 'Auto: x', 'Automatische Antwort: x', 'Abwesenheitsnotiz: x', 'Réponse automatique : x', 'Resposta automática: x', 'Resposta automàtica: x', 'Risposta automatica: x', 'Automatisch antwoord: x',
  'Autosvar: x', 'Automatisk svar: x', 'Automaattinen vastaus: x', 'Automatická odpověď: x', 'Odpowiedź automatyczna: x', 'Автоматический ответ: x', 'Автоматична відповідь: x', 'Otomatik yanıt: x', '自动答复: x', '自動応答: x', '자동 회신: x', 'Automatikus válasz: x', 'Răspuns automat: x',
  'Αυτόματη απάντηση: x', 'رد تلقائي: x', 'תגובה אוטומטית: x', 'Out of Office', 'Out of office until Monday', 'OOO: x', 'Fuera de la oficina', 'Fuera de la oficina hasta el lunes', 'Ausencia: x', 'De vacaciones Re: x', 'Frånvaro: x', 'Ik ben afwezig', 'Absence du bureau : x', 'I am away from the office', 'Vacation reply',
])('a program wrote: %s', async (subject) => expect(await classOf(subject)).toBe('auto-reply'));

it.each([
  'Fuera de la oficina no puedo conectarme a la VPN', 'Ausencia de señal en la sucursal', 'Out of office messages do not work', 'Automatic reply does not work', 'Respuesta automática no se envía', 'Vacation calendar not syncing', 'Absence de réseau', 'Auto escolar no funciona', 'Automatización de respuestas', 'Autosvar virker ikke',
])('a person wrote: %s', async (subject) => expect(await classOf(subject)).toBe('human'));
