// Routes of policies, of what happens by the calendar and of an asset's care, as in matrix-routes.ts.
import type { RouteCase } from './matrix-routes.ts';
import { world } from './world.ts';

const { client, site, who } = world;
const STAFF = 'SAT';
const MANAGERS = 'SA';
/** An id of nothing. */
const nobody = '00000000-0000-4000-8fff-00000000dead';

const filter = (name: string, ...ids: string[]) => ids.flatMap((id) => ['C', 'R'].map((as) => ({ as, query: `${name}=${id}` })));

export type PolicyObject = 'script_schedule' | 'asset_field' | 'licence';
/** As OBJECTS of matrix-routes.ts. */
export const POLICY_OBJECTS: Record<PolicyObject, { own: (caller: string) => string; hidden: (caller: string) => string[] }> = {
  script_schedule: { own: () => world.script_schedule.a, hidden: () => [] },
  asset_field: { own: () => world.asset_field, hidden: () => [] },
  licence: { own: () => world.licence.a, hidden: () => [] },
};

export const POLICY_ROUTES: Record<string, RouteCase> = {
  'GET /api/discovery': { may: STAFF, query: `client_id=${client.a}`, foreign: [{ as: 'T', query: `client_id=${nobody}` }] },
  'PUT /api/discovery/ignored': { may: STAFF, body: { client_id: client.a, mac: '02:00:00:00:00:0f', is_ignored: true }, foreign: [{ as: 'T', body: { client_id: nobody } }] },
  'GET /api/alerts': { may: 'SATC', isList: true, foreign: [...filter('client_id', client.b), ...filter('site_id', site.b1), ...filter('asset_id', world.asset.b1)].filter(({ as }) => as === 'C') },
  'GET /api/alerts/stats': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'GET /api/alerts/sites': { may: 'SATC' },
  'GET /api/alerts/rules': { may: 'SATC', isList: true, foreign: [...filter('client_id', client.b), ...filter('asset_id', world.asset.b1)].filter(({ as }) => as === 'C') },
  'POST /api/alerts/rules': {
    may: MANAGERS, body: { name: 'Disco lleno', metric: 'disk', threshold: 97, client_id: client.a },
    foreign: [{ as: 'A', body: { site_id: site.b1 } }, { as: 'A', body: { asset_id: world.asset.b1 } }, { as: 'A', body: { category_id: nobody } }, { as: 'A', body: { client_id: nobody } }],
  },
  'PUT /api/alerts/rules/:id': { may: MANAGERS, id: 'alert_rule', body: { name: 'Otra regla' }, foreign: [{ as: 'A', body: { category_id: nobody } }, { as: 'A', body: { client_id: client.b } }] },
  'DELETE /api/alerts/rules/:id': { may: MANAGERS, id: 'alert_rule' },
  'POST /api/alerts/:id/acknowledge': { may: STAFF, id: 'alert', body: { note: 'En ello' } },
  'POST /api/alerts/:id/resolve': { may: STAFF, id: 'alert', body: { note: 'Hecho' } },
  'GET /api/maintenance': { may: 'SATC', isList: true, foreign: [...filter('client_id', client.b), ...filter('asset_id', world.asset.b1)].filter(({ as }) => as === 'C') },
  'POST /api/maintenance': {
    may: STAFF, body: { client_id: client.a, name: 'Parches', starts_at: '2030-01-01T00:00:00Z', ends_at: '2030-01-01T02:00:00Z' },
    foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { asset_id: world.asset.b1 } }, { as: 'T', body: { client_id: nobody } }],
  },
  'PUT /api/maintenance/:id': { may: STAFF, id: 'window', body: { name: 'Parches del mes' }, foreign: [{ as: 'T', body: { client_id: client.b } }] },
  'DELETE /api/maintenance/:id': { may: STAFF, id: 'window' },

  'GET /api/ticket-schedules': { may: STAFF, isList: true },
  'POST /api/ticket-schedules': {
    may: STAFF, body: { name: 'Otra revisión', client_id: client.a, site_id: site.a1, subject: 'Revisión', frequency: 'daily', starts_on: '2026-01-01', time_of_day: '09:00' },
    foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { asset_id: world.asset.b1 } }, { as: 'T', body: { category_id: nobody } }, { as: 'T', body: { assigned_to: who.client_admin.user_id } }, { as: 'T', body: { requester_id: who.solicitante_b.user_id } }],
  },
  'POST /api/ticket-schedules/preview': { may: STAFF, body: { client_id: client.a, frequency: 'daily', starts_on: '2026-01-01', time_of_day: '09:00' }, foreign: [{ as: 'T', body: { client_id: nobody } }] },
  'GET /api/ticket-schedules/:id': { may: STAFF, id: 'ticket_schedule' },
  'PUT /api/ticket-schedules/:id': {
    may: STAFF, id: 'ticket_schedule', body: { name: 'Revisión mensual a', client_id: client.a, site_id: site.a1, subject: 'Revisión', frequency: 'monthly', day_of_month: 2, starts_on: '2026-01-01', time_of_day: '09:00', version: 1 },
    foreign: [{ as: 'T', body: { client_id: client.b, site_id: site.b1 } }, { as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { requester_id: who.solicitante_b.user_id } }],
  },
  'DELETE /api/ticket-schedules/:id': { may: STAFF, id: 'ticket_schedule' },

  'GET /api/policies': { may: STAFF, isList: true, foreign: ['client_id', 'site_id', 'asset_id'].map((name) => ({ as: 'T', query: `${name}=${nobody}` })) },
  'PUT /api/policies': {
    may: MANAGERS, body: { client_id: client.a, remote_consent: 'ask', version: 1 },
    foreign: [{ as: 'S', body: { client_id: nobody } }, { as: 'S', body: { client_id: null, asset_id: nobody } }, { as: 'S', body: { rules: { [world.rule.b]: { is_off: true } } } }],
  },

  'GET /api/script-schedules': { may: STAFF, isList: true },
  'POST /api/script-schedules': {
    may: STAFF, body: { name: 'Limpieza', client_id: client.a, script_id: world.script.global, trigger: 'calendar', calendar: { frequency: 'daily', starts_on: '2026-01-01', time_of_day: '03:00' } },
    foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { client_id: null } }, { as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { asset_id: world.asset.b1 } }, { as: 'T', body: { script_id: world.script.b } }, { as: 'T', body: { trigger: 'alert', calendar: null, rule_id: world.rule.b } }],
  },
  'GET /api/script-schedules/:id': { may: STAFF, id: 'script_schedule' },
  'PUT /api/script-schedules/:id': {
    may: STAFF, id: 'script_schedule', body: { name: 'Limpieza', client_id: client.a, script_id: world.script.global, trigger: 'calendar', calendar: { frequency: 'daily', starts_on: '2026-01-01', time_of_day: '03:00' }, version: 1 },
    foreign: [{ as: 'T', body: { client_id: null } }, { as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { asset_id: world.asset.b1 } }, { as: 'T', body: { script_id: world.script.b } }],
  },
  'DELETE /api/script-schedules/:id': { may: STAFF, id: 'script_schedule' },

  'GET /api/assets/:id/care': { may: STAFF, id: 'asset' },
  'PUT /api/assets/:id/care': { may: STAFF, id: 'asset', body: { maintenance_every_months: 6, maintenance_next_on: '2099-01-01' }, foreign: [{ as: 'T', body: { fields: { [nobody]: 'x' } } }] },
  'POST /api/assets/:id/merge': { may: STAFF, id: 'asset', body: { source_id: world.asset.a1_plain }, foreign: [{ as: 'T', body: { source_id: world.asset.b1 } }, { as: 'T', body: { source_id: nobody } }] },
  'GET /api/asset-fields': { may: STAFF },
  'POST /api/asset-fields': { may: MANAGERS, body: { label: 'Número de factura', field_type: 'text' } },
  'PUT /api/asset-fields/:id': { may: MANAGERS, id: 'asset_field', body: { label: 'Etiqueta', field_type: 'text' } },
  'GET /api/licences': { may: STAFF, isList: true, query: `client_id=${client.a}` },
  'POST /api/licences': { may: STAFF, body: { client_id: client.a, name: 'Hoja de cálculo', pattern: '*hoja*', seats: 3 }, foreign: [{ as: 'T', body: { client_id: nobody } }] },
  'PUT /api/licences/:id': { may: STAFF, id: 'licence', body: { name: 'Otra', pattern: '*hoja*', seats: 3, version: 1 } },
  'DELETE /api/licences/:id': { may: STAFF, id: 'licence' },
};
