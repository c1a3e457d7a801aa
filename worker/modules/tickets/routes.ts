// Ticket routes: parse, call one use case, answer.
import { Hono } from 'hono';
import { describeRoute, resolver } from 'hono-openapi';
import * as z from 'zod';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { readBody } from '../../http/uploads.ts';
import { validate } from '../../http/validate.ts';
import { pageQuery } from '../contract.ts';
import { bulkMacro } from '../macros/bulk-macro.ts';
import { acceptThirdParty } from './accept-comment.ts';
import { assignTicket } from './assign-ticket.ts';
import { attachFiles } from './attach-files.ts';
import { bulkChange } from './bulk-change.ts';
import { deleteTicket, editTicket } from './change-ticket.ts';
import { Assignment, BulkActions, CommentParam, IdempotencyHeader, NewComment, NewTicket, StatusChange, TicketChange, TicketParam, TicketQuery, TicketSearchQuery, TicketStatsQuery } from './contract.ts';
import { listTickets } from './list-tickets.ts';
import { openTicket } from './open-ticket.ts';
import { listActivities, listAttachments, listComments, listResolutions, readTicket } from './read-ticket.ts';
import { replyToTicket } from './reply-to-ticket.ts';
import { setStatus } from './set-status.ts';
import { readTicketStats } from './ticket-stats.ts';
import { withdrawReply } from './withdraw-reply.ts';
import { COMMENT_VISIBILITIES } from './values.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['tickets'] });
/** A body read by `readBody`: JSON, or multipart with files. */
const aboutBody = (summary: string, schema: z.ZodType) => describeRoute({
  summary, tags: ['tickets'], requestBody: { content: { 'application/json': { schema: resolver(schema) as never }, 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } } } } } },
});
const PageQuery = z.strictObject({ ...pageQuery, limit: z.coerce.number().int().min(1).max(100).default(100) });
const UploadFields = z.strictObject({ visibility: z.enum(COMMENT_VISIBILITIES).default('public') });

export const ticketRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('List tickets'), validate('query', TicketQuery), async (c) => ok(c, unwrap(c, await listTickets(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', aboutBody('Open a ticket', NewTicket), validate('header', IdempotencyHeader), async (c) => {
    const { input, files } = await readBody(c, NewTicket, ['additional_emails', 'tags']);
    const ticket = unwrap(c, await openTicket(c.var.deps, c.var.actor, input, files, c.req.valid('header')['idempotency-key']));
    return ok(c, { ticket }, 201, 'ticket opened');
  })
  .get('/stats', about('Counters of the queue'), validate('query', TicketStatsQuery), async (c) =>
    ok(c, { stats: unwrap(c, await readTicketStats(c.var.deps, c.var.actor, c.req.valid('query'))) }, 200))
  .get('/search', about('Find tickets by words, number, client or site'), validate('query', TicketSearchQuery), async (c) =>
    ok(c, unwrap(c, await listTickets(c.var.deps, c.var.actor, { ...c.req.valid('query'), sort: '-updated_at' })), 200))
  .post('/bulk-actions', about('One act on up to 100 tickets'), validate('json', BulkActions), async (c) => {
    const input = c.req.valid('json');
    return ok(c, unwrap(c, await (input.action === 'macro' ? bulkMacro : bulkChange)(c.var.deps, c.var.actor, input)), 200);
  })
  .get('/:id', about('One ticket, by id or number'), validate('param', TicketParam), async (c) =>
    ok(c, { ticket: unwrap(c, await readTicket(c.var.deps, c.var.actor, c.req.valid('param').id)) }, 200))
  .put('/:id', about('Change fields'), validate('param', TicketParam), validate('json', TicketChange), async (c) =>
    ok(c, { ticket: unwrap(c, await editTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))) }, 200))
  .delete('/:id', about('Delete (soft)'), validate('param', TicketParam), async (c) => {
    unwrap(c, await deleteTicket(c.var.deps, c.var.actor, c.req.valid('param').id));
    return ok(c, null, 200, 'ticket deleted');
  })
  .patch('/:id/status', about('Set the status'), validate('param', TicketParam), validate('json', StatusChange), async (c) =>
    ok(c, { ticket: unwrap(c, await setStatus(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))) }, 200))
  .post('/:id/assign', about('Assign'), validate('param', TicketParam), validate('json', Assignment), async (c) =>
    ok(c, { ticket: unwrap(c, await assignTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))) }, 200))
  .get('/:id/comments', about('The conversation'), validate('param', TicketParam), validate('query', PageQuery), async (c) =>
    ok(c, unwrap(c, await listComments(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .post('/:id/comments', aboutBody('Reply or note', NewComment), validate('param', TicketParam), validate('header', IdempotencyHeader), async (c) => {
    const { input, files } = await readBody(c, NewComment, ['mentions', 'draft_file_ids']);
    return ok(c, unwrap(c, await replyToTicket(c.var.deps, c.var.actor, c.req.valid('param').id, input, files, c.req.valid('header')['idempotency-key'])), 201, 'comment added');
  })
  .post('/:id/comments/:comment_id/accept', about("Take a third party's message into the conversation"), validate('param', CommentParam), async (c) => {
    const { id, comment_id } = c.req.valid('param');
    return ok(c, { comment: unwrap(c, await acceptThirdParty(c.var.deps, c.var.actor, id, comment_id)) }, 200, 'message accepted');
  })
  .post('/:id/comments/:comment_id/withdraw', about('Take a reply back before its mails leave'), validate('param', CommentParam), async (c) => {
    const { id, comment_id } = c.req.valid('param');
    return ok(c, unwrap(c, await withdrawReply(c.var.deps, c.var.actor, id, comment_id)), 200, 'reply taken back');
  })
  .get('/:id/attachments', about('Files'), validate('param', TicketParam), async (c) =>
    ok(c, { attachments: unwrap(c, await listAttachments(c.var.deps, c.var.actor, c.req.valid('param').id)) }, 200))
  .post('/:id/attachments', aboutBody('Add files', UploadFields), validate('param', TicketParam), async (c) => {
    const { input, files } = await readBody(c, UploadFields);
    return ok(c, { attachments: unwrap(c, await attachFiles(c.var.deps, c.var.actor, c.req.valid('param').id, files, input.visibility)) }, 201, 'files added');
  })
  .get('/:id/activities', about('Every change'), validate('param', TicketParam), validate('query', PageQuery), async (c) =>
    ok(c, unwrap(c, await listActivities(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/resolutions', about('Every resolution'), validate('param', TicketParam), async (c) =>
    ok(c, { resolutions: unwrap(c, await listResolutions(c.var.deps, c.var.actor, c.req.valid('param').id)) }, 200));
