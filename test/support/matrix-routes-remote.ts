// Routes of remote help, as in matrix-routes.ts.
import type { RouteCase } from './matrix-routes.ts';
import { world } from './world.ts';

export const REMOTE_ROUTES: Record<string, RouteCase> = {
  'GET /api/assets/:id/remote-now': { may: 'SATCR', id: 'asset' },
  'GET /api/assets/:id/remote-sessions': { may: 'SAT', id: 'asset', isList: true },
  'POST /api/assets/:id/remote-sessions': { may: 'SAT', id: 'asset', body: { kind: 'tunnel', port: 22, reason: 'No abre el sistema' }, foreign: [{ as: 'T', body: { ticket_id: world.ticket.b1 } }] },
  'GET /api/remote-sessions/:id': { may: 'SAT', id: 'remote_session' },
  'POST /api/remote-sessions/:id/ticket': { may: 'SAT', id: 'remote_session' },
  'POST /api/remote-sessions/:id/code': { may: 'SAT', id: 'remote_session' },
  'GET /api/remote-sessions/tunnel': { may: '', skip: 'a WebSocket with a code of its own: test/agent/remote.test.ts' },
  'GET /api/remote-sessions/:id/connect': { may: '', skip: 'a WebSocket with a ticket of its own: test/agent/remote.test.ts' },
  'GET /api/agents/remote-sessions/:id': { may: '', skip: 'a WebSocket with a proof of its own: test/agent/remote.test.ts' },
};
