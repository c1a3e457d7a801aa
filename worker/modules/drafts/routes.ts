// Routes of drafts. Whatever is named here, a person reaches their own alone.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { readBody } from '../../http/uploads.ts';
import { validate } from '../../http/validate.ts';
import { DraftBody, DraftFileFields, DraftFileParam, DraftParam } from './contract.ts';
import { addDraftFiles, openDraftFile, removeDraftFile } from './draft-files.ts';
import { listMyDrafts, readDrafts, saveDraft } from './keep-draft.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['drafts'] });

export const draftRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Tickets on which the caller is still writing'), async (c) => ok(c, { drafts: unwrap(c, await listMyDrafts(c.var.deps, c.var.actor)) }, 200))
  .get('/files/:file_id', describeRoute({ summary: 'A file of an own draft', tags: ['drafts'], responses: { 200: { description: 'The file, to be saved', content: { 'application/octet-stream': {} } } } }), validate('param', DraftFileParam), async (c) => {
    const file = unwrap(c, await openDraftFile(c.var.deps, c.var.actor, c.req.valid('param').file_id));
    return c.body(file.body, 200, {
      'Content-Type': file.mime_type, 'Content-Length': String(file.size), 'Content-Disposition': dispositionOf(file.name), 'X-Content-Type-Options': 'nosniff',
    });
  })
  .delete('/files/:file_id', about('Take a file out of an own draft'), validate('param', DraftFileParam), async (c) =>
    ok(c, unwrap(c, await removeDraftFile(c.var.deps, c.var.actor, c.req.valid('param').file_id)), 200, 'file removed'))
  .get('/:id', about('What the caller is writing on a ticket'), validate('param', DraftParam), async (c) =>
    ok(c, unwrap(c, await readDrafts(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Keep a draft; an empty one is forgotten'), validate('param', DraftParam), validate('json', DraftBody), async (c) =>
    ok(c, { draft: unwrap(c, await saveDraft(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))) }, 200))
  .post('/:id/files', about('Put files into a draft'), validate('param', DraftParam), async (c) => {
    const { input, files } = await readBody(c, DraftFileFields);
    return ok(c, { files: unwrap(c, await addDraftFiles(c.var.deps, c.var.actor, c.req.valid('param').id, files, input.visibility)) }, 201, 'files added');
  });
