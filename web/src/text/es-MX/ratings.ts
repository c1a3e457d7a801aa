// Satisfaction: the page behind the link of a mail, and ratings beside a ticket.
import type { TextEntry } from '../entry.ts';

export const ratings = {
  'rating.title': '¿Cómo fue la atención?',
  'rating.about': 'Ticket {number}: {subject}',
  'rating.score_good': 'Buena',
  'rating.score_neutral': 'Regular',
  'rating.score_bad': 'Mala',
  'rating.choose': 'Elige una opción',
  'rating.comment': '¿Quieres contarnos más?',
  'rating.comment_hint': 'Opcional. Lo lee el equipo de soporte.',
  'rating.send': 'Enviar valoración',
  'rating.change': 'Guardar cambios',
  'rating.thanks': '¡Gracias por tu opinión!',
  'rating.thanks_about': 'Puedes cambiarla durante 7 días con este mismo enlace.',
  'rating.thanks_portal': 'Puedes cambiarla durante 7 días.',
  'rating.given': 'Tu valoración: {score}',
  'rating.edit': 'Cambiar',
  'rating.final': 'Esta valoración ya no se puede cambiar. Gracias por tu opinión.',
  'rating.off': 'Por ahora no se reciben valoraciones.',
  'rating.expired': 'Este enlace caducó',
  'rating.expired_about': 'Los enlaces valen 30 días. Si necesitas ayuda, responde a cualquier correo del ticket.',
  'rating.invalid': 'Este enlace no es válido',
  'rating.invalid_about': 'Ábrelo completo desde el correo que recibiste.',
  'rating.gone': 'El ticket ya no está disponible.',
  'rating.failed': 'No se pudo guardar. Inténtalo de nuevo.',
  'rating.too_many': 'Demasiados intentos. Espera un momento.',
  'rating.section': 'Satisfacción',
  'rating.of_resolution': 'Solución {n}',
  'rating.by': '{name} · {ago}',
  'rating.request_title': '¿Cómo te fue con esta solución?',
} satisfies Record<string, TextEntry>;

export const part = ratings;
