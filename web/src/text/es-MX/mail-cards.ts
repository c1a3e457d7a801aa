// What came wrapped in a mail: invitations as cards, signed and encrypted ones by their name.
import type { TextEntry } from '../entry.ts';

export const part = {
  'card.encrypted': 'Cifrado',
  'card.encrypted_about': 'Aquí no se puede leer; el original está entre los archivos.',
  'card.signed': 'Firmado',
  'card.signed_about': 'Trae una firma digital, que aquí no se comprueba.',
  'card.event': 'Invitación: {title}',
  'card.untitled': 'Sin título',
  'card.method_REQUEST': 'Invitación',
  'card.method_CANCEL': 'Cancelación',
  'card.method_REPLY': 'Respuesta a una invitación',
  'card.method_COUNTER': 'Propone otra hora',
  'card.method_other': 'Evento',
  'card.cancelled': 'Cancelado',
  'card.repeats': 'Se repite',
  'card.all_day': 'todo el día',
  'card.when': 'Cuándo',
  'card.their_time': 'En su zona: {time}',
  'card.unplaced_time': 'No dice en qué zona horaria',
  'card.place': 'Lugar',
  'card.organiser': 'Organiza',
  'card.attendees': 'Invitados',
  'card.answer_ACCEPTED': 'aceptó',
  'card.answer_DECLINED': 'rechazó',
  'card.answer_TENTATIVE': 'quizá',
  'card.more': 'y {count} más',
} satisfies Record<string, TextEntry>;
