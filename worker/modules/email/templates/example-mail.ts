// An invented mail of each event, so that a template can be looked at before anybody receives it. Pure.
import type { ClaimedMail } from '../outbox-store.ts';
import type { NotificationEvent } from '../values.ts';

const words = {
  es: {
    subject: 'No imprime la impresora de recepción', description: 'Desde esta mañana la impresora de recepción no responde.\nYa la reiniciamos dos veces.', client: 'Comercial Alameda',
    site: 'Oficina central', person: 'Laura Ejemplo', technician: 'Tomás Técnico', category: 'Hardware', comment: 'Hola, Laura:\n\nya reiniciamos la cola de impresión. ¿Puede probar otra vez?',
    reason: 'El problema volvió a aparecer.', resolution: 'Se reinició la cola de impresión y se actualizó el controlador.', file: 'foto.png', report: 'Reporte mensual de tickets', report_note: 'El archivo va adjunto a este correo.',
  },
  en: {
    subject: 'The reception printer does not print', description: 'Since this morning the reception printer has not answered.\nWe have restarted it twice.', client: 'Alameda Trading',
    site: 'Head office', person: 'Laura Example', technician: 'Thomas Technician', category: 'Hardware', comment: 'Hello Laura,\n\nwe restarted the print queue. Could you try again?',
    reason: 'The problem came back.', resolution: 'The print queue was restarted and the driver updated.', file: 'photo.png', report: 'Monthly ticket report', report_note: 'The file is attached to this mail.',
  },
} as const;

const ended: readonly NotificationEvent[] = ['ticket_resolved', 'ticket_closed', 'ticket_reopened'];

/** A queue row as the drain would claim it. Sign-in mails have no ticket. */
export function exampleMail(event: NotificationEvent, locale: 'es' | 'en', now: Date): ClaimedMail {
  const text = words[locale];
  const isSignIn = event === 'password_reset' || event === 'user_invited' || event === 'digest' || event === 'report_ready';
  const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const isEnded = ended.includes(event);
  const example = '00000000-0000-4000-8000-000000000000';
  return {
    queue_id: example, event, client_id: null, ticket_id: isSignIn ? null : example, comment_id: null, user_id: example, to_email: 'laura@alameda.example', to_name: text.person, locale,
    vars: isSignIn ? {} : { actor_name: text.technician, old_status: 'asignado', new_status: 'en_proceso', ...(event.startsWith('sla_') ? { sla_target: 'resolution', sla_due: now.toISOString() } : {}), ...(event === 'ticket_reopened' || event === 'ticket_closed' || event === 'ticket_status_changed' ? { reason: text.reason } : {}) },
    ...(event === 'digest' ? { digest: [{ event: 'ticket_commented', vars: { actor_name: text.technician }, ticket_number: 'TKT-000123', subject: text.subject }, { event: 'ticket_resolved', vars: {}, ticket_number: 'TKT-000119', subject: text.reason }] } : {}),
    ...(event === 'report_ready' ? { vars: { report_title: text.report, client_name: text.client, report_period: '01/10/2026 – 31/10/2026', report_note: text.report_note } } : {}),
    is_automatic: true, attempts: 1, user_role: 'solicitante', user_is_active: true, suppressed: null, recipient_last_hour: 0,
    ticket: isSignIn ? null : {
      ticket_number: 'TKT-000123', subject: text.subject, description: text.description, priority: 'alta', status: isEnded ? 'resuelto' : 'en_proceso', affected_person: text.person,
      created_at: ago(26), assigned_at: ago(25), resolved_at: isEnded ? ago(2) : null, closed_at: event === 'ticket_closed' ? ago(0) : null, is_deleted: false, client_name: text.client,
      timezone: 'America/Mexico_City', site_name: text.site, category: text.category, created_by: text.person, assigned_to: text.technician,
      resolution: isEnded ? text.resolution : null, resolved_by: isEnded ? text.technician : null, resolution_number: isEnded ? 1 : null, references: [], sent_last_hour: 0,
    },
    comment: event === 'ticket_commented' ? { author_name: text.technician, author_is_staff: true, body_text: text.comment, created_at: ago(0), files: [text.file] } : null,
  };
}
