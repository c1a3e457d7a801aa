// Routes of the queue, as in matrix-routes.ts.
import type { RouteCase } from './matrix-routes.ts';
import { world } from './world.ts';

const { who, ticket } = world;
const STAFF = 'SAT';

export const QUEUE_ROUTES: Record<string, RouteCase> = {
  'GET /api/ticket-views': { may: STAFF },
  'POST /api/ticket-views': { may: STAFF, body: { name: 'Otra', filter: { match: 'all', of: [] } }, foreign: [{ as: 'T', body: { owner_id: who.admin.user_id } }, { as: 'T', body: { scope: 'team', member_ids: [who.client_admin.user_id] } }] },
  'POST /api/ticket-views/counts': { may: STAFF, body: { filters: { a: { match: 'all', of: [] } } } },
  'PUT /api/ticket-views/:id': { may: STAFF, id: 'ticket_view', body: { name: 'Otra mía', filter: { match: 'all', of: [] }, version: 1 }, foreign: [{ as: 'T', body: { owner_id: who.admin.user_id } }, { as: 'T', body: { scope: 'team', member_ids: [who.client_admin.user_id] } }] },
  'DELETE /api/ticket-views/:id': { may: STAFF, id: 'ticket_view' },
  'PUT /api/tickets/:id/pin': { may: STAFF, id: 'ticket' },
  'DELETE /api/tickets/:id/pin': { may: STAFF, id: 'ticket', skip: 'lets go of what is not pinned as well: test/worker/queue.test.ts' },
  'POST /api/ticket-runs': { may: STAFF, body: { action: 'priority', action_data: { priority: 'alta' }, ticket_ids: [ticket.a1] }, foreign: [{ as: 'T', body: { action: 'assign', action_data: { assigned_to: who.client_admin.user_id } } }] },
  'GET /api/ticket-runs/:id': { may: STAFF, id: 'ticket_run' },
  'POST /api/ticket-runs/:id/step': { may: STAFF, id: 'ticket_run' },
  'POST /api/ticket-runs/:id/undo': { may: STAFF, id: 'ticket_run' },
};
