// Routes of releases, as in matrix-routes.ts.
import type { RouteCase } from './matrix-routes.ts';

const STAFF = 'SAT';
const MANAGERS = 'SA';

export const RELEASE_ROUTES: Record<string, RouteCase> = {
  'GET /api/releases': { may: STAFF },
  'GET /api/releases/installers': { may: STAFF },
  'POST /api/releases/scan': { may: 'S' },
  'GET /api/releases/:id/machines': { may: STAFF, id: 'release', isList: true },
  'POST /api/releases/:id/promote': { may: MANAGERS, id: 'release', body: { is_forced: true, spread_s: 0 } },
  'POST /api/releases/:id/halt': { may: MANAGERS, id: 'release', body: { reason: 'Prueba' } },
  'POST /api/releases/:id/resume': { may: MANAGERS, id: 'release' },
  'POST /api/releases/:id/rollback': { may: MANAGERS, id: 'release', body: { reason: 'Prueba' } },
  'POST /api/agents/update': { may: '', skip: 'machines alone: test/agent/update.test.ts' },
  'GET /api/agents/releases/:version/code': { may: '', skip: 'machines alone: test/agent/update.test.ts' },
  'GET /api/agents/installers/:kind': { may: '', skip: 'whoever holds an enrolment token: test/worker/releases.test.ts' },
};
