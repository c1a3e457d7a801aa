// Names of the places in the menu; the texts of the places themselves arrive with their pages.
import type { TextEntry } from '../entry.ts';

export const nav = {
  'nav.new_request': 'Nueva solicitud',
  'nav.dashboard': 'Panel',
  'nav.company': 'Mi empresa',
  'nav.people': 'Personas',
  'nav.assets': 'Equipos',
  'nav.knowledge': 'Artículos de ayuda',
  'nav.alerts': 'Alertas',
  'nav.scripts': 'Scripts',
  'nav.remote_actions': 'Acciones remotas',
  'nav.enrolment': 'Agregar equipos',
  'nav.machine_settings': 'Ajustes de equipos',
  'nav.reports': 'Reportes',
  'nav.users': 'Personas',
  'nav.time': 'Tiempo',
  'nav.clients': 'Clientes',
  'nav.sites': 'Sitios',
  'nav.categories': 'Categorías',
  'nav.inbound': 'Correo recibido',
  'nav.mail_queue': 'Correo enviado',
  'nav.service_levels': 'Niveles de servicio',
  'nav.macros': 'Macros',
  'nav.templates': 'Plantillas',
  'nav.mail_settings': 'Configuración de correo',
  'nav.dev_mailbox': 'Buzón de desarrollo',
} satisfies Record<string, TextEntry>;
