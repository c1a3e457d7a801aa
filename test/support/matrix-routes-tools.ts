// Routes of live tools, as in matrix-routes.ts.
import { TOOL_RIGHTS } from '../../worker/modules/tools/rules.ts';
import type { RouteCase } from './matrix-routes.ts';
import { world } from './world.ts';

export const TOOL_ROUTES: Record<string, RouteCase> = {
  'POST /api/assets/:id/tools': { may: 'SAT', id: 'asset', body: { call: { tool: 'process.list' } }, foreign: [{ as: 'T', body: { ticket_id: world.ticket.b1 } }] },
  'POST /api/assets/:id/tools/upload': { may: 'SAT', id: 'asset', skip: 'takes a file beside its fields: test/agent/tools.test.ts' },
  'GET /api/agents/uploads/:id': { may: '', skip: 'machines alone: test/agent/tools.test.ts' },
  'GET /api/settings/tool-rights': { may: 'SAT' },
  'PUT /api/settings/tool-rights': { may: 'S', body: { ...TOOL_RIGHTS } },
};
