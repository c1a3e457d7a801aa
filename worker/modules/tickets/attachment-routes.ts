// Downloads: always as attachment, never sniffed, never inline HTML or SVG (6-security C14).
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { AttachmentParam } from './contract.ts';
import { openAttachment } from './read-ticket.ts';

export const attachmentRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id', describeRoute({ summary: 'Download a file', tags: ['tickets'], responses: { 200: { description: 'The file, to be saved', content: { 'application/octet-stream': {} } } } }), validate('param', AttachmentParam), async (c) => {
    const file = unwrap(c, await openAttachment(c.var.deps, c.var.actor, c.req.valid('param').id));
    return c.body(file.body, 200, {
      'Content-Type': file.mime_type,
      'Content-Length': String(file.size),
      'Content-Disposition': dispositionOf(file.name),
      'X-Content-Type-Options': 'nosniff',
    });
  });
