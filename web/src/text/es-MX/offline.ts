// Without a network: what is shown is older, what is written waits.
import type { TextEntry } from '../entry.ts';

const offline = {
  'offline.since': 'Sin conexión. Lo que ves es de las {time}.',
  'offline.away': 'Sin conexión. Lo que no habías abierto no se puede ver.',
  'offline.retry': 'Reintentar',
  'offline.waiting': { one: 'Una respuesta espera a la red', other: '{count} respuestas esperan a la red' },
  'offline.attention': { one: 'Una respuesta no salió: falta tu decisión', other: '{count} respuestas no salieron: falta tu decisión' },
  'offline.state_waiting': 'Espera a la red; sale sola.',
  'offline.state_conflict': 'El ticket cambió mientras no había red. Léelo y decide.',
  'offline.state_refused': 'No se pudo enviar: {reason}',
  'offline.note': 'Nota interna',
  'offline.reply': 'Respuesta pública',
  'offline.files': { one: 'un archivo', other: '{count} archivos' },
  'offline.see': 'Ver {number}',
  'offline.send_anyway': 'Enviar de todos modos',
  'offline.copy': 'Copiar el texto',
  'offline.copied': 'Texto copiado',
  'offline.withdraw': 'Retirar',
  'offline.withdrawn': 'Respuesta retirada',
  'offline.sent': { one: 'La respuesta que esperaba ya salió', other: '{count} respuestas que esperaban ya salieron' },
  'offline.leave_title': 'Hay algo sin enviar',
  'offline.leave_about': { one: 'Un texto tuyo aún no salió de este navegador. Si cierras sesión se pierde.', other: '{count} textos tuyos aún no salieron de este navegador. Si cierras sesión se pierden.' },
  'offline.leave_anyway': 'Cerrar sesión y perderlo',
  'offline.newer': 'Hay una versión nueva del portal.',
  'offline.reload': 'Recargar',
} satisfies Record<string, TextEntry>;

export const part = offline;
