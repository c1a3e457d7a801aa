// Every page of settings and every single setting, in both languages: what the settings area shows and both searches look through.
import type { Role } from '@/api/session-store.ts';

/** Two languages at once, because people search in the one they think in. */
export interface Both {
  es: string;
  en: string;
}

export type SettingGroup = 'mail' | 'tickets' | 'people' | 'fleet' | 'operation' | 'me';

export interface SettingPlace {
  to: string;
  group: SettingGroup;
  title: Both;
  about: Both;
  /** Further words that somebody may look for. */
  words: string;
  roles: readonly Role[];
  /** Labels as they stand on the page: a search result leads to the control beside them. */
  fields?: readonly Both[];
}

const staff: readonly Role[] = ['superadmin', 'admin', 'technician'];
const managers: readonly Role[] = ['superadmin', 'admin'];
const superadmin: readonly Role[] = ['superadmin'];
const both = (es: string, en: string): Both => ({ es, en });

export const settingGroups: readonly SettingGroup[] = ['operation', 'mail', 'tickets', 'people', 'fleet', 'me'];

export const settingPlaces: readonly SettingPlace[] = [
  { to: '/settings/health', group: 'operation', roles: managers, title: both('Salud', 'Health'), about: both('Qué anda bien, qué no y qué hacer.', 'What is well, what is not, and what to do.'), words: 'estado status monitoreo monitoring cron sweep cola queue pendientes parked dead letters almacenamiento storage r2 versiones versions' },
  { to: '/settings/audit', group: 'operation', roles: superadmin, title: both('Bitácora', 'Audit trail'), about: both('Quién hizo qué, cuándo, y cómo estaba antes.', 'Who did what, when, and how it was before.'), words: 'auditoría audit log historial history cambios changes csv seguridad security' },
  { to: '/reports/schedules', group: 'operation', roles: staff, title: both('Reportes programados', 'Scheduled reports'), about: both('Reportes que se hacen y se envían solos.', 'Reports that are made and sent by themselves.'), words: 'informes pdf xlsx csv mensual monthly envío delivery' },

  {
    to: '/mail-settings', group: 'mail', roles: managers, title: both('Buzones', 'Mailboxes'), about: both('Con qué direcciones se envía y se recibe.', 'Which addresses mail leaves from and arrives at.'),
    words: 'correo mail smtp imap oauth microsoft google 365 contraseña password servidor server firma dirección address remitente sender carpeta folder canary control prueba test',
  },
  { to: '/mail-domains', group: 'mail', roles: staff, title: both('Revisar dominios', 'Check domains'), about: both('SPF, DKIM y DMARC de un dominio, y qué falta.', 'SPF, DKIM and DMARC of a domain, and what is missing.'), words: 'dns dominio domain spf dkim dmarc mx entregabilidad deliverability' },
  { to: '/templates', group: 'mail', roles: staff, title: both('Plantillas de correo', 'Mail templates'), about: both('Lo que dicen los correos que salen solos.', 'What mails that leave by themselves say.'), words: 'avisos notifications texto asunto subject bienvenida cierre automático automatic' },
  { to: '/inbound', group: 'mail', roles: staff, title: both('Correo recibido', 'Received mail'), about: both('Lo que llegó, qué se decidió y lo que espera.', 'What arrived, what was decided, and what waits.'), words: 'cuarentena quarantine detenido parked spam liberar release entrante inbound' },
  { to: '/mail-queue', group: 'mail', roles: staff, title: both('Correo enviado', 'Sent mail'), about: both('Lo que sale, lo que espera y las direcciones que rebotan.', 'What leaves, what waits, and addresses that bounce.'), words: 'cola queue rebotes bounces supresiones suppressions reintentar retry saliente outgoing' },

  { to: '/categories', group: 'tickets', roles: staff, title: both('Categorías', 'Categories'), about: both('El árbol en que se ordena el trabajo.', 'The tree that work is sorted into.'), words: 'árbol tree color prioridad priority asignado assignee predeterminado default campos fields' },
  { to: '/service-levels/policies', group: 'tickets', roles: staff, title: both('Niveles de servicio', 'Service levels'), about: both('En cuánto tiempo se responde y se resuelve.', 'How soon tickets are answered and resolved.'), words: 'sla políticas policies vencimiento due respuesta response resolución resolution escalar escalation' },
  { to: '/service-levels/calendars', group: 'tickets', roles: staff, title: both('Horarios y días festivos', 'Hours and holidays'), about: both('Cuándo corre el reloj de los niveles de servicio.', 'When the clock of service levels runs.'), words: 'calendario calendar horario laboral business hours festivos holidays zona horaria time zone' },
  {
    to: '/macros/gates', group: 'tickets', roles: managers, title: both('Antes de cerrar', 'Before closing'), about: both('Lo que debe estar hecho para resolver o cerrar.', 'What must be done to resolve or close.'), words: 'cierre reglas rules close gates obligatorio required',
    fields: [both('Resolución escrita', 'Written resolution'), both('Categoría elegida', 'Category chosen'), both('Tiempo registrado', 'Time logged'), both('Pasos hechos', 'Steps done')],
  },
  { to: '/macros', group: 'tickets', roles: staff, title: both('Macros y respuestas', 'Macros and replies'), about: both('Textos y cambios que se aplican de una vez.', 'Texts and changes applied at once.'), words: 'respuestas predefinidas canned replies variables plantillas' },
  { to: '/macros/checklists', group: 'tickets', roles: staff, title: both('Listas de pasos', 'Checklists'), about: both('Pasos que una categoría pide.', 'Steps that a category asks for.'), words: 'tareas tasks procedimiento procedure' },
  { to: '/schedules', group: 'tickets', roles: staff, title: both('Tickets programados', 'Scheduled tickets'), about: both('Trabajo que vuelve por calendario.', 'Work that comes back by the calendar.'), words: 'recurrentes recurring mantenimiento maintenance repetir repeat' },
  { to: '/time', group: 'tickets', roles: managers, title: both('Tiempo y valoraciones', 'Time and ratings'), about: both('Redondeo del tiempo y encuestas al cerrar.', 'Rounding of time, and ratings after closing.'), words: 'redondeo rounding facturable billable encuesta survey satisfacción satisfaction csat' },
  { to: '/knowledge', group: 'tickets', roles: staff, title: both('Artículos de ayuda', 'Help articles'), about: both('Lo que se responde muchas veces, escrito una.', 'What is answered often, written once.'), words: 'base de conocimiento knowledge base faq' },

  { to: '/clients', group: 'people', roles: staff, title: both('Clientes', 'Clients'), about: both('Empresas, sus dominios de correo y contratos.', 'Companies, their mail domains and contracts.'), words: 'empresa company dominio autorizado authorised domain contrato contract horas hours remitentes automáticos monitoring senders' },
  { to: '/sites', group: 'people', roles: staff, title: both('Sitios', 'Sites'), about: both('Sucursales y oficinas de los clientes.', 'Branches and offices of clients.'), words: 'sucursal branch oficina office dirección address red network' },
  { to: '/users', group: 'people', roles: staff, title: both('Personas', 'People'), about: both('Cuentas, roles, invitaciones y sitios.', 'Accounts, roles, invitations and sites.'), words: 'usuarios users técnico technician administrador administrator rol role invitar invite contraseña password desactivar deactivate' },

  { to: '/enrolment', group: 'fleet', roles: staff, title: both('Agregar equipos', 'Add machines'), about: both('Tokens, instaladores y equipos que esperan.', 'Tokens, installers, and machines that wait.'), words: 'token instalador installer agente agent inscribir enrol aprobar approve retenidos held versiones versions actualizaciones updates anillos rings publicar release' },
  {
    to: '/machine-settings', group: 'fleet', roles: managers, title: both('Ajustes de equipos', 'Machine settings'), about: both('Cada cuánto informan, quién aprueba, cuánto se guarda.', 'How often they report, who approves, what is kept.'), words: 'agente agent intervalo interval retención retention presupuesto budget',
    fields: [
      both('Lecturas de CPU, memoria, disco y red (minutos)', 'Readings of CPU, memory, disk and network (minutes)'), both('Servicios (minutos)', 'Services (minutes)'), both('Antivirus, firewall y actualizaciones (minutos)', 'Antivirus, firewall and updates (minutes)'),
      both('Hardware y software (horas)', 'Hardware and software (hours)'), both('Scripts a la vez en un equipo', 'Scripts at one time on a machine'), both('Informar errores del registro del sistema', 'Report errors of the system log'),
      both('Cuatro ojos', 'Four eyes'), both('Equipos por hora y persona', 'Machines per hour and person'), both('Equipos por hora y cliente', 'Machines per hour and client'), both('Herramientas en vivo', 'Live tools'),
      both('Promedios por hora', 'Hourly means'), both('Inventarios anteriores', 'Past inventories'), both('Intentos de inscripción', 'Attempts to enrol'),
    ],
  },
  {
    to: '/policies', group: 'fleet', roles: staff, title: both('Políticas de equipos', 'Machine policies'), about: both('Lo que obedecen, por cliente, sitio y equipo; scripts que se ejecutan solos.', 'What they obey by client, site and machine; scripts that run by themselves.'),
    words: 'política policy herencia inheritance umbral threshold intervalo interval consentimiento consent anillo ring actualización update script programado scheduled cron campos personalizados custom fields',
  },
  { to: '/alerts/rules', group: 'fleet', roles: staff, title: both('Reglas de alerta', 'Alert rules'), about: both('Cuándo un equipo pide atención.', 'When a machine asks for attention.'), words: 'umbral threshold cpu disco disk memoria memory fuera de línea offline monitoreo' },
  { to: '/alerts/windows', group: 'fleet', roles: staff, title: both('Ventanas de mantenimiento', 'Maintenance windows'), about: both('Cuándo las alertas callan.', 'When alerts keep quiet.'), words: 'silenciar silence mantenimiento' },
  { to: '/scripts', group: 'fleet', roles: staff, title: both('Scripts', 'Scripts'), about: both('Lo que se puede ejecutar en un equipo, con aprobación.', 'What may be run on a machine, with approval.'), words: 'comandos commands powershell bash aprobación approval' },

  { to: '/profile', group: 'me', roles: staff, title: both('Mi perfil', 'My profile'), about: both('Nombre, idioma, contraseña, teclado y sesiones.', 'Name, language, password, keyboard and sessions.'), words: 'cuenta account', fields: [both('Teléfono', 'Phone'), both('Contraseña actual', 'Current password'), both('Atajos de una tecla', 'Single-key shortcuts')] },
  {
    to: '/profile/notifications', group: 'me', roles: staff, title: both('Mis avisos', 'My notifications'), about: both('De qué te enteras, por dónde y cuándo.', 'What you hear of, how and when.'), words: 'notificaciones correo mail push silencio no molestar do not disturb',
    fields: [both('Horas de silencio', 'Quiet hours'), both('Resumen', 'Digest'), both('En este dispositivo', 'On this device')],
  },
];
