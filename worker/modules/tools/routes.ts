// Routes of live tools: below the machines, the agents and the settings.
import { Hono } from 'hono';
import { describeRoute, resolver } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticateAgent } from '../../http/middleware/authenticate-agent.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { readBody } from '../../http/uploads.ts';
import { validate } from '../../http/validate.ts';
import { machineActor } from '../agents/read-machine-config.ts';
import { idParam } from '../contract.ts';
import { onceOf } from '../scripts/once-of.ts';
import { IdempotencyHeader } from '../tickets/contract.ts';
import { ToolOrder, ToolRightsBody, UploadOrder } from './contract.ts';
import { lendUpload } from './lend-upload.ts';
import { readToolRights, writeToolRights } from './tool-rights.ts';
import { uploadToMachine, useTool } from './use-tool.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['tools'] });
const aboutUpload = describeRoute({
  summary: 'Put a file on a machine', tags: ['tools'],
  requestBody: { content: { 'application/json': { schema: resolver(UploadOrder) as never }, 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } } } },
});

/** Below /assets. */
export const toolRoutes = new Hono<AppEnv>()
  .post('/:id/tools', authenticate, about('Use a tool on one machine: its answer is the output of the command'), validate('param', idParam), validate('header', IdempotencyHeader), validate('json', ToolOrder), async (c) => {
    const { id } = c.req.valid('param');
    const input = c.req.valid('json');
    return ok(c, unwrap(c, await useTool(c.var.deps, c.var.actor, id, input, await onceOf(c.req.valid('header')['idempotency-key'], [id, input]))), 201, 'command accepted');
  })
  .post('/:id/tools/upload', authenticate, aboutUpload, validate('param', idParam), async (c) => {
    const { input, files } = await readBody(c, UploadOrder);
    return ok(c, unwrap(c, await uploadToMachine(c.var.deps, c.var.actor, c.req.valid('param').id, input, files)), 201, 'command accepted');
  });

/** Below /agents. */
export const uploadRoutes = new Hono<AppEnv>()
  .get('/uploads/:id', authenticateAgent, about('The bytes of an upload, for the machine they are for'), validate('param', idParam), async (c) => {
    const { machine } = c.var;
    const { body } = unwrap(c, await lendUpload(c.var.deps, machineActor(machine, c.var.requestId), machine, c.req.valid('param').id));
    return c.body(body, 200, { 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' });
  });

/** Below /settings. */
export const toolSettingRoutes = new Hono<AppEnv>()
  .get('/tool-rights', authenticate, about('Which roles may use which tools'), async (c) => ok(c, unwrap(c, await readToolRights(c.var.deps, c.var.actor)), 200))
  .put('/tool-rights', authenticate, about('Decide which roles may use which tools'), validate('json', ToolRightsBody), async (c) =>
    ok(c, unwrap(c, await writeToolRights(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'settings saved'));
