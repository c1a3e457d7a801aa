// Routes of machines.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { ProblemError, unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { AlertQuery } from '../alerts/contract.ts';
import { listAlerts } from '../alerts/read-alerts.ts';
import { idParam } from '../contract.ts';
import { ExecutionQuery } from '../scripts/contract.ts';
import { listExecutions } from '../scripts/list-executions.ts';
import { AssetChange, AssetQuery, AssetStatsQuery, BulkAssets, ChangesQuery, InventoryQuery, LiveQuery, MetricsQuery, NewAsset, RetireAsset, SoftwareQuery } from './contract.ts';
import { bulkAssets } from './bulk-assets.ts';
import { assetStats, listAssets } from './list-assets.ts';
import { openAssetLive, watchAsset } from './open-asset-live.ts';
import { listAssetTickets, readAsset, readSnapshot } from './read-asset.ts';
import { listChanges, listSoftware, readInventory } from './read-inventory.ts';
import { readMetrics } from './read-metrics.ts';
import { retireAsset } from './retire-asset.ts';
import { retireWithProgram } from './retire-with-program.ts';
import { createAsset, updateAssetRow } from './write-asset.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['assets'] });

export const assetRoutes = new Hono<AppEnv>()
  // Carries its own ticket instead of a token: a browser's socket has no headers of its own.
  .get('/:id/live', describeRoute({ summary: 'What happens on one machine (WebSocket)', tags: ['assets'], responses: { 101: { description: 'The socket' } } }), validate('param', idParam), validate('query', LiveQuery), async (c) => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw new ProblemError({ kind: 'malformed', message: 'this address speaks WebSocket' });
    const answer = unwrap(c, await watchAsset(c.var.deps, c.req.valid('param').id, c.req.valid('query').ticket, c.req.raw));
    // The object's answer has immutable headers, and the middleware behind this route adds its own.
    return new Response(null, { status: answer.status, webSocket: answer.webSocket });
  })
  .use(authenticate)
  .get('/', about('Machines the caller may see'), validate('query', AssetQuery), async (c) =>
    ok(c, unwrap(c, await listAssets(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Add something without an agent'), validate('json', NewAsset), async (c) =>
    ok(c, unwrap(c, await createAsset(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'asset created'))
  .get('/stats', about('How many machines of each kind'), validate('query', AssetStatsQuery), async (c) =>
    ok(c, unwrap(c, await assetStats(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/bulk', about('One act over many machines'), validate('json', BulkAssets), async (c) =>
    ok(c, unwrap(c, await bulkAssets(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .get('/:id', about('One machine'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readAsset(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change what people say of a machine'), validate('param', idParam), validate('json', AssetChange), async (c) =>
    ok(c, unwrap(c, await updateAssetRow(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'asset updated'))
  .delete('/:id', about('Retire a machine: its agent is sent away, its history stays'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await retireAsset(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'asset retired'))
  .post('/:id/retire', about('Retire a machine, when it is there together with its program'), validate('param', idParam), validate('json', RetireAsset), async (c) =>
    ok(c, unwrap(c, await retireWithProgram(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200))
  .get('/:id/metrics', about('Readings over time'), validate('param', idParam), validate('query', MetricsQuery), async (c) =>
    ok(c, unwrap(c, await readMetrics(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query').range)), 200))
  .get('/:id/inventory', about('What the machine last said of itself'), validate('param', idParam), validate('query', InventoryQuery), async (c) =>
    ok(c, unwrap(c, await readInventory(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query').class)), 200))
  .get('/:id/software', about('Programs of a machine'), validate('param', idParam), validate('query', SoftwareQuery), async (c) =>
    ok(c, unwrap(c, await listSoftware(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/changes', about('What changed on a machine'), validate('param', idParam), validate('query', ChangesQuery), async (c) =>
    ok(c, unwrap(c, await listChanges(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/alerts', about('Alerts of a machine, newest first'), validate('param', idParam), validate('query', AlertQuery.omit({ client_id: true, site_id: true, asset_id: true })), async (c) =>
    ok(c, unwrap(c, await listAlerts(c.var.deps, c.var.actor, c.req.valid('query'), c.req.valid('param').id)), 200))
  .get('/:id/executions', about('Commands of a machine, newest first'), validate('param', idParam), validate('query', ExecutionQuery.omit({ asset_id: true })), async (c) =>
    ok(c, unwrap(c, await listExecutions(c.var.deps, c.var.actor, c.req.valid('query'), c.req.valid('param').id)), 200))
  .get('/:id/tickets', about('Newest tickets of a machine'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await listAssetTickets(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/:id/snapshot', about('The machine at this moment'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readSnapshot(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/live', about('A ticket to watch one machine, valid 30 s'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await openAssetLive(c.var.deps, c.var.actor, c.req.valid('param').id)), 201));
