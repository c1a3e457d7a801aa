// Routes of an asset's care, of the desk's own fields, and of licences.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { AssetFieldBody, CareBody, LicenceChange, LicenceQuery, MergeBody, NewLicence } from './contract.ts';
import { changeLicence, createLicence, deleteLicence, listLicences } from './keep-licences.ts';
import { mergeIntoAsset } from './merge-assets.ts';
import { changeAssetField, createAssetField, listAssetFields, readCare, writeCare } from './plan-care.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['asset care'] });

// Each route names its guard: other routes stand under the same address.
export const assetCareRoutes = new Hono<AppEnv>()
  .get('/:id/care', authenticate, about('What is planned for an asset and noted of it'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readCare(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id/care', authenticate, about('Plan the care of an asset'), validate('param', idParam), validate('json', CareBody), async (c) =>
    ok(c, unwrap(c, await writeCare(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'care saved'))
  .post('/:id/merge', authenticate, about('Another asset is this machine: it is retired, its tickets are of this one'), validate('param', idParam), validate('json', MergeBody), async (c) =>
    ok(c, unwrap(c, await mergeIntoAsset(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').source_id)), 200, 'assets merged'));

export const assetFieldRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Fields of the desk on assets'), async (c) => ok(c, unwrap(c, await listAssetFields(c.var.deps, c.var.actor)), 200))
  .post('/', about('Add a field to assets'), validate('json', AssetFieldBody), async (c) => ok(c, unwrap(c, await createAssetField(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'field created'))
  .put('/:id', about('Change a field of assets'), validate('param', idParam), validate('json', AssetFieldBody), async (c) =>
    ok(c, unwrap(c, await changeAssetField(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'field updated'));

export const licenceRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Licences of a client, and what is installed'), validate('query', LicenceQuery), async (c) => ok(c, unwrap(c, await listLicences(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Note a licence'), validate('json', NewLicence), async (c) => ok(c, unwrap(c, await createLicence(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'licence created'))
  .put('/:id', about('Change a licence'), validate('param', idParam), validate('json', LicenceChange), async (c) =>
    ok(c, unwrap(c, await changeLicence(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'licence updated'))
  .delete('/:id', about('End a licence'), validate('param', idParam), async (c) => ok(c, unwrap(c, await deleteLicence(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'licence deleted'));
