// Routes of the audit trail.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { AuditExportQuery, AuditQuery } from './contract.ts';
import { exportAudit, listAudit } from './read-audit.ts';

export const auditRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', describeRoute({ summary: 'Who did what, newest first', tags: ['audit'] }), validate('query', AuditQuery), async (c) =>
    ok(c, unwrap(c, await listAudit(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/export.csv', describeRoute({ summary: 'The same as a file', tags: ['audit'], responses: { 200: { description: 'The file, to be saved', content: { 'text/csv': {} } } } }), validate('query', AuditExportQuery), async (c) => {
    const file = unwrap(c, await exportAudit(c.var.deps, c.var.actor, c.req.valid('query')));
    return c.body(file.text, 200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': dispositionOf(file.name), 'X-Content-Type-Options': 'nosniff' });
  });
