// The Spanish mails that every deployment starts with.
import type { Template, TemplateKey, TemplateWords } from './template.ts';

const text = (subject: string, ...lines: string[]): Template => ({ subject, body_text: lines.join('\n'), body_html: null });

export const templatesEs: Record<TemplateKey, Template> = {
  ticket_created: text('{{ticket_tag}} {{subject}}',
    'Se ha abierto el ticket {{ticket_number}}.', '',
    'Cliente: {{client_name}} · {{site_name}}', 'Solicita: {{created_by}}', 'Prioridad: {{priority}}', 'Asignado a: {{assigned_to}}', '',
    '{{description}}', '', '{{attachments}}', '', '{{portal_url}}'),
  ticket_created_ack: text('{{ticket_tag}} Recibimos su solicitud',
    'Hola, {{recipient_name}}:', '',
    'Recibimos su mensaje y lo registramos con el número {{ticket_number}}. Le responderemos lo antes posible.', '',
    'Para añadir información basta con responder a este correo.', '', '{{portal_url}}', '', '{{msp_name}}'),
  ticket_assigned: text('{{ticket_tag}} {{subject}}',
    'El ticket {{ticket_number}} está asignado a {{assigned_to}}.', '', 'Cliente: {{client_name}} · {{site_name}}', 'Prioridad: {{priority}}', '', '{{portal_url}}'),
  ticket_status_changed: text('{{ticket_tag}} {{subject}}',
    'El ticket {{ticket_number}} pasó de «{{old_status}}» a «{{new_status}}».', '', '{{reason}}', '', '{{portal_url}}'),
  ticket_commented: text('{{ticket_tag}} {{subject}}',
    '{{comment_author}} escribió:', '', '{{comment_text}}', '', '{{attachments}}', '', '{{portal_url}}'),
  ticket_commented_internal: text('{{ticket_tag}} {{subject}}',
    'Hay una nota interna nueva en el ticket {{ticket_number}}. Por seguridad su texto no viaja por correo.', '', '{{portal_url}}'),
  ticket_resolved: text('{{ticket_tag}} {{subject}}',
    'El ticket {{ticket_number}} está resuelto.', '', '{{resolution}}', '', 'Resuelto por {{resolved_by}}.',
    'Si el problema continúa, responda a este correo y lo reabriremos.', '', '{{portal_url}}'),
  ticket_closed: text('{{ticket_tag}} {{subject}}', 'El ticket {{ticket_number}} quedó cerrado.', '', '{{reason}}', '', '{{portal_url}}'),
  ticket_reopened: text('{{ticket_tag}} {{subject}}', 'El ticket {{ticket_number}} se reabrió.', '', '{{reopen_reason}}', '', '{{portal_url}}'),
  ticket_closing: text('{{ticket_tag}} {{subject}}', 'El ticket {{ticket_number}} está resuelto y se cerrará el {{sla_due}}.', '',
    'Si el problema continúa, responda a este correo antes de esa fecha y lo reabriremos.', '', '{{portal_url}}'),
  ticket_waiting: text('{{ticket_tag}} {{subject}}', 'El ticket {{ticket_number}} espera una respuesta del cliente desde hace varios días.', '',
    'Basta con responder a este correo.', '', '{{portal_url}}'),
  sla_warning: text('{{ticket_tag}} Plazo por vencer', 'El plazo de {{sla_target}} del ticket {{ticket_number}} vence el {{sla_due}}.', '',
    '{{subject}}', 'Cliente: {{client_name}} · {{site_name}}', 'Prioridad: {{priority}}', 'Asignado a: {{assigned_to}}', '', '{{portal_url}}'),
  sla_breach: text('{{ticket_tag}} Plazo vencido', 'El plazo de {{sla_target}} del ticket {{ticket_number}} venció el {{sla_due}}.', '',
    '{{subject}}', 'Cliente: {{client_name}} · {{site_name}}', 'Prioridad: {{priority}}', 'Asignado a: {{assigned_to}}', '', '{{portal_url}}'),
  sla_escalation: text('{{ticket_tag}} Escalamiento', 'El ticket {{ticket_number}} requiere atención: el plazo de {{sla_target}} es el {{sla_due}}.', '',
    '{{subject}}', 'Cliente: {{client_name}} · {{site_name}}', 'Prioridad: {{priority}}', 'Asignado a: {{assigned_to}}', '', '{{portal_url}}'),
  password_reset: text('Restablecer su contraseña',
    'Hola, {{recipient_name}}:', '', 'Para elegir una contraseña nueva abra este enlace en los próximos 30 minutos:', '', '{{link}}', '',
    'Si usted no lo pidió, ignore este correo: su contraseña sigue igual.', '', '{{msp_name}}'),
  user_invited: text('Su acceso al portal de soporte',
    'Hola, {{recipient_name}}:', '', '{{msp_name}} le dio acceso a su portal de soporte. Elija su contraseña en los próximos 7 días:', '', '{{link}}'),
};

export const wordsEs: TemplateWords = {
  delimiter: '##- Responda por encima de esta línea -##',
  reply_hint: 'Puede responder a este correo: su respuesta llega al ticket.',
  status: {
    nuevo: 'Nuevo', asignado: 'Asignado', en_proceso: 'En proceso', espera_cliente: 'En espera del cliente', pendiente_aprobacion: 'Pendiente de aprobación',
    resuelto: 'Resuelto', cerrado: 'Cerrado', cancelado: 'Cancelado', reabierto: 'Reabierto',
  },
  priority: { baja: 'Baja', media: 'Media', alta: 'Alta', critica: 'Crítica' },
  target: { first_response: 'primera respuesta', next_reply: 'siguiente respuesta', resolution: 'solución' },
  nobody: 'sin asignar',
  files: 'Archivos adjuntos (en el portal):',
  open: 'Ver el ticket:',
  zone: 'es-MX',
};
