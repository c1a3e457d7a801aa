// The person's own page.
import type { TextEntry } from '../entry.ts';

export const profile = {
  'profile.about_you': 'Tus datos',
  'profile.about_you_hint': 'Así te ven las personas en los tickets.',
  'profile.name': 'Nombre',
  'profile.phone': 'Teléfono',
  'profile.email_hint': 'Solo administración puede cambiarlo.',
  'profile.locale_hint': 'Para el portal y los correos que recibes.',
  'profile.saved': 'Perfil guardado',
  'profile.password': 'Contraseña',
  'profile.password_about': 'Al cambiarla se cierran tus otras sesiones.',
  'profile.current_password': 'Contraseña actual',
  'profile.change_password': 'Cambiar contraseña',
  'profile.password_changed': 'Contraseña cambiada',
  'profile.keyboard': 'Teclado',
  'profile.shortcuts': 'Atajos de una tecla',
  'profile.shortcuts_hint': 'Apágalos si usas dictado o un lector de pantalla. Ctrl K sigue funcionando.',
  'profile.notices': 'Avisos',
  'profile.notices_about': 'De qué te enteras, por dónde y cuándo.',
  'profile.notices_open': 'Configurar avisos',
  'profile.sessions': 'Sesiones',
  'profile.sessions_about': 'Los navegadores donde tu cuenta está abierta.',
  'profile.this_session': 'Esta sesión',
  'profile.end_session': 'Cerrar',
  'profile.unknown_device': 'Dispositivo desconocido',
} satisfies Record<string, TextEntry>;
