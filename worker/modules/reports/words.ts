// What the files say, in Spanish and English. Statuses and the like are named as in the portal.
import type { Locale } from '../users/values.ts';
import type { ReportFault, ReportGroup, ReportKind } from './values.ts';

const es = {
  kinds: { tickets: 'Estadística de tickets', sla: 'Cumplimiento de niveles de servicio', technicians: 'Desempeño de técnicos', assets: 'Inventario de equipos', time: 'Tiempo trabajado', monthly: 'Reporte mensual de tickets' } satisfies Record<ReportKind, string>,
  client: 'Cliente', every_client: 'Todos los clientes', period: 'Periodo', created_at: 'Generado', asked_by: 'Solicitado por', schedule: 'Programado', zone: 'Zona horaria', as_of: 'Al',
  groups: { client: 'Cliente', technician: 'Técnico', category: 'Categoría' } satisfies Record<ReportGroup, string>,
  nobody: { client: 'Sin cliente', technician: 'Sin asignar', category: 'Sin categoría' } satisfies Record<ReportGroup, string>,
  total: 'Total', summary: 'Resumen', figure: 'Concepto', value: 'Valor', by: 'Clasificación', share: '% del total', tickets: 'Tickets', none: 'Sin dato',
  opened: 'Tickets abiertos en el periodo', resolved_in: 'Tickets resueltos en el periodo', still_open: 'Siguen abiertos de los abiertos en el periodo',
  first_avg: 'Primera respuesta, promedio (horas naturales)', first_median: 'Primera respuesta, mediana (horas naturales)', res_avg: 'Solución, promedio (horas naturales)', res_median: 'Solución, mediana (horas naturales)',
  rated: 'Calificaciones', rated_good: 'Calificaciones buenas', rated_neutral: 'Calificaciones regulares', rated_bad: 'Calificaciones malas', rated_percent: '% de calificaciones buenas',
  classified: 'Tickets por clasificación', by_kind: { status: 'Estado', priority: 'Prioridad', channel: 'Canal', category: 'Categoría', site: 'Sitio' },
  number: 'Número', subject: 'Asunto', status: 'Estado', priority: 'Prioridad', created: 'Creado', resolved: 'Resuelto', technician: 'Técnico', site: 'Sitio', resolution_date: 'Fecha de solución', resolution: 'Solución',
  channel: 'Canal', category: 'Categoría', requester: 'Solicitante', first_response: 'Primera respuesta', closed: 'Cerrado',
  compliance: 'Cumplimiento', first_met: 'Respuesta: a tiempo', first_breached: 'Respuesta: vencidas', first_open: 'Respuesta: en curso', first_percent: 'Respuesta: % cumplido',
  res_met: 'Solución: a tiempo', res_breached: 'Solución: vencidas', res_open: 'Solución: en curso', res_percent: 'Solución: % cumplido',
  first_due: 'Respuesta: vence', first_at: 'Respuesta: dada', first_state: 'Respuesta: estado', res_due: 'Solución: vence', res_at: 'Solución: dada', res_state: 'Solución: estado', clocks: 'Tickets y plazos',
  performance: 'Desempeño', assigned: 'Abiertos en el periodo', resolved_count: 'Resueltos en el periodo', open_now: 'Abiertos hoy', first_hours: 'Primera respuesta (h)', res_hours: 'Solución (h)', worked_hours: 'Horas trabajadas',
  assets: 'Equipos', asset: 'Equipo', type: 'Tipo', lifecycle: 'Situación', agent: 'Agente', hostname: 'Nombre en red', platform: 'Plataforma', os: 'Sistema', maker: 'Fabricante', model: 'Modelo', serial: 'Serie', cpu: 'Procesador',
  memory: 'Memoria (GB)', disk: 'Disco (GB)', ip: 'Dirección IP', person: 'Persona', purchased: 'Compra', warranty: 'Garantía hasta', seen: 'Última conexión', without_agent: 'Sin agente',
  asset_by: { asset_type: 'Tipo', agent_status: 'Agente', platform: 'Plataforma', lifecycle: 'Situación' },
  time_totals: 'Horas por técnico', hours: 'Horas', billable_hours: 'Horas facturables', entries: 'Registros', entries_list: 'Registros de tiempo', started: 'Inicio', minutes: 'Minutos', activity: 'Actividad', billable: 'Facturable', note: 'Nota', yes: 'Sí', no: 'No',
  names: {
    nuevo: 'Nuevo', asignado: 'Asignado', en_proceso: 'En proceso', espera_cliente: 'En espera del cliente', pendiente_aprobacion: 'Pendiente de aprobación', resuelto: 'Resuelto', cerrado: 'Cerrado', cancelado: 'Cancelado', reabierto: 'Reabierto',
    baja: 'Baja', media: 'Media', alta: 'Alta', critica: 'Crítica', portal: 'Portal', email: 'Correo', agente: 'Agente', telefono: 'Teléfono',
    pending: 'En curso', paused: 'En pausa', met: 'A tiempo', breached: 'Vencido', stopped: 'Detenido',
    desktop: 'Escritorio', laptop: 'Portátil', server: 'Servidor', printer: 'Impresora', network_device: 'Equipo de red', mobile_device: 'Móvil', software: 'Software', other: 'Otro',
    active: 'En uso', in_repair: 'En reparación', retired: 'Retirado', installing: 'Instalando', online: 'En línea', offline: 'Desconectado', maintenance: 'Mantenimiento', error: 'Error', windows: 'Windows', linux: 'Linux', macos: 'macOS',
    remoto: 'Remoto', en_sitio: 'En sitio', taller: 'Taller', traslado: 'Traslado', administrativo: 'Administrativo',
  } as Record<string, string>,
  faults: {
    not_allowed: 'Quien solicitó el reporte ya no puede ver estos datos o su cuenta ya no está activa.', client_gone: 'El cliente del reporte ya no existe o está inactivo.',
    interrupted: 'La generación se interrumpió varias veces. Pruebe con un periodo más corto.', internal: 'No se pudo generar el reporte por un error interno.',
  } satisfies Record<ReportFault, string>,
};

const en: typeof es = {
  kinds: { tickets: 'Ticket statistics', sla: 'Service level compliance', technicians: 'Technician performance', assets: 'Asset inventory', time: 'Time worked', monthly: 'Monthly ticket report' },
  client: 'Client', every_client: 'Every client', period: 'Period', created_at: 'Made at', asked_by: 'Asked for by', schedule: 'Scheduled', zone: 'Time zone', as_of: 'As of',
  groups: { client: 'Client', technician: 'Technician', category: 'Category' }, nobody: { client: 'No client', technician: 'Unassigned', category: 'No category' },
  total: 'Total', summary: 'Summary', figure: 'Figure', value: 'Value', by: 'By', share: '% of total', tickets: 'Tickets', none: 'Not known',
  opened: 'Tickets opened in the period', resolved_in: 'Tickets resolved in the period', still_open: 'Still open of those opened in the period',
  first_avg: 'First response, mean (clock hours)', first_median: 'First response, median (clock hours)', res_avg: 'Resolution, mean (clock hours)', res_median: 'Resolution, median (clock hours)',
  rated: 'Ratings', rated_good: 'Good ratings', rated_neutral: 'Neutral ratings', rated_bad: 'Bad ratings', rated_percent: '% good ratings',
  classified: 'Tickets by property', by_kind: { status: 'Status', priority: 'Priority', channel: 'Channel', category: 'Category', site: 'Site' },
  number: 'Number', subject: 'Subject', status: 'Status', priority: 'Priority', created: 'Created', resolved: 'Resolved', technician: 'Technician', site: 'Site', resolution_date: 'Resolution date', resolution: 'Resolution',
  channel: 'Channel', category: 'Category', requester: 'Requester', first_response: 'First response', closed: 'Closed',
  compliance: 'Compliance', first_met: 'Response: met', first_breached: 'Response: breached', first_open: 'Response: running', first_percent: 'Response: % met',
  res_met: 'Resolution: met', res_breached: 'Resolution: breached', res_open: 'Resolution: running', res_percent: 'Resolution: % met',
  first_due: 'Response: due', first_at: 'Response: given', first_state: 'Response: state', res_due: 'Resolution: due', res_at: 'Resolution: given', res_state: 'Resolution: state', clocks: 'Tickets and deadlines',
  performance: 'Performance', assigned: 'Opened in the period', resolved_count: 'Resolved in the period', open_now: 'Open today', first_hours: 'First response (h)', res_hours: 'Resolution (h)', worked_hours: 'Hours worked',
  assets: 'Assets', asset: 'Asset', type: 'Type', lifecycle: 'Lifecycle', agent: 'Agent', hostname: 'Host name', platform: 'Platform', os: 'System', maker: 'Manufacturer', model: 'Model', serial: 'Serial', cpu: 'Processor',
  memory: 'Memory (GB)', disk: 'Disk (GB)', ip: 'IP address', person: 'Person', purchased: 'Purchased', warranty: 'Warranty until', seen: 'Last seen', without_agent: 'No agent',
  asset_by: { asset_type: 'Type', agent_status: 'Agent', platform: 'Platform', lifecycle: 'Lifecycle' },
  time_totals: 'Hours by technician', hours: 'Hours', billable_hours: 'Billable hours', entries: 'Entries', entries_list: 'Time entries', started: 'Started', minutes: 'Minutes', activity: 'Activity', billable: 'Billable', note: 'Note', yes: 'Yes', no: 'No',
  names: {
    nuevo: 'New', asignado: 'Assigned', en_proceso: 'In progress', espera_cliente: 'Waiting for client', pendiente_aprobacion: 'Waiting for approval', resuelto: 'Resolved', cerrado: 'Closed', cancelado: 'Cancelled', reabierto: 'Reopened',
    baja: 'Low', media: 'Medium', alta: 'High', critica: 'Critical', portal: 'Portal', email: 'Mail', agente: 'Agent', telefono: 'Phone',
    pending: 'Running', paused: 'Paused', met: 'Met', breached: 'Breached', stopped: 'Stopped',
    desktop: 'Desktop', laptop: 'Laptop', server: 'Server', printer: 'Printer', network_device: 'Network device', mobile_device: 'Mobile device', software: 'Software', other: 'Other',
    active: 'In use', in_repair: 'In repair', retired: 'Retired', installing: 'Installing', online: 'Online', offline: 'Offline', maintenance: 'Maintenance', error: 'Error', windows: 'Windows', linux: 'Linux', macos: 'macOS',
    remoto: 'Remote', en_sitio: 'On site', taller: 'Workshop', traslado: 'Travel', administrativo: 'Administrative',
  },
  faults: {
    not_allowed: 'Whoever asked for the report may no longer see this, or is no longer active.', client_gone: 'The client of the report is gone or inactive.',
    interrupted: 'Making the report was interrupted several times. Try a shorter period.', internal: 'The report could not be made because of an internal error.',
  },
};

export type ReportWords = typeof es;
export const reportWords = (locale: Locale): ReportWords => (locale === 'en' ? en : es);
