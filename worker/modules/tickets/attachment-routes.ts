// Downloads: always as attachment, never sniffed, never inline HTML or SVG (6-security C14).
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
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

/** RFC 6266 with RFC 5987: an ASCII name for old programs, the whole name for the others. */
export function dispositionOf(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
