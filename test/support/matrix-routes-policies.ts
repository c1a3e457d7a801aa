// Routes of policies, of what happens by the calendar and of an asset's care, as in matrix-routes.ts.
import type { RouteCase } from './matrix-routes.ts';
import { world } from './world.ts';

const { client, site, who } = world;
const STAFF = 'SAT';
const MANAGERS = 'SA';
/** An id of nothing. */
const nobody = '00000000-0000-4000-8fff-00000000dead';

export const POLICY_ROUTES: Record<string, RouteCase> = {
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
};
