// Sign-in, forgotten passwords, invitations.
import type { TextEntry } from '../entry.ts';

export const auth = {
  'auth.sign_in': 'Iniciar sesión',
  'auth.sign_in_about': 'Entra con tu correo y contraseña.',
  'auth.email': 'Correo electrónico',
  'auth.password': 'Contraseña',
  'auth.refused': 'El correo o la contraseña no son correctos.',
  'auth.forgot': '¿Olvidaste tu contraseña?',
  'auth.forgot_title': 'Recuperar contraseña',
  'auth.forgot_about': 'Te enviaremos un enlace para elegir una nueva. Vale 30 minutos.',
  'auth.forgot_send': 'Enviar enlace',
  'auth.forgot_sent': 'Si la cuenta existe, el enlace va en camino. Revisa también el correo no deseado.',
  'auth.back_to_sign_in': 'Volver a iniciar sesión',
  'auth.reset_title': 'Elige una contraseña nueva',
  'auth.reset_about': 'Al guardarla se cierran todas tus sesiones abiertas.',
  'auth.invite_title': 'Activa tu cuenta',
  'auth.invite_about': 'Elige una contraseña para entrar al portal de soporte.',
  'auth.new_password': 'Contraseña nueva',
  'auth.repeat_password': 'Repite la contraseña',
  'auth.password_hint': 'Al menos {length} caracteres. Una frase larga es mejor que símbolos raros.',
  'auth.passwords_differ': 'Las dos contraseñas no son iguales.',
  'auth.set_password': 'Guardar contraseña',
  'auth.password_set': 'Contraseña guardada. Ya puedes iniciar sesión.',
  'auth.link_over': 'El enlace ya se usó o venció. Pide uno nuevo.',
  'auth.link_incomplete': 'El enlace está incompleto. Ábrelo otra vez desde el correo.',
  'auth.ask_new_link': 'Pedir un enlace nuevo',
} satisfies Record<string, TextEntry>;
