// Mail routes: configuration, templates, the queue, what came in, addresses that bounced, development's mailbox.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { cancelQueuedMail, retryMail } from './change-queue.ts';
import {
  CapturedMailParam, CapturedMailQuery, DomainCheckQuery, InboundQuery, MonitoringSenderQuery, NewMonitoringSender, NewTemplate, QueueQuery, ReleaseOrder, SuppressionParam, SuppressionQuery, TemplateChange, TemplateDraft,
} from './contract.ts';
import { discardInboundMail, releaseInboundMail, replayInboundMail } from './decide-inbound.ts';
import { listCapturedMails, readCapturedMail } from './dev-mailbox.ts';
import { checkDomain } from './domain-check.ts';
import { addMonitoringSender, listMonitoringSenders, removeMonitoringSender } from './monitoring-senders.ts';
import { listInboundMails, openRawMail, readInboundMail } from './read-inbound.ts';
import { readQueue } from './read-queue.ts';
import { liftSuppression, listSuppressions } from './suppressions.ts';
import { changeTemplate, createTemplate, previewDraft, previewTemplate, readTemplates, removeTemplate } from './templates-admin.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['email'] });
const aboutRaw = describeRoute({ summary: 'The original of a mail, to be saved', tags: ['email'], responses: { 200: { description: 'The mail as it came', content: { 'message/rfc822': {} } } } });

export const emailRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/templates', about('Texts of our mails, stored and built in'), async (c) => ok(c, unwrap(c, await readTemplates(c.var.deps, c.var.actor)), 200))
  .post('/templates', about('Store a text of one event and language'), validate('json', NewTemplate), async (c) =>
    ok(c, unwrap(c, await createTemplate(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'template created'))
  .post('/templates/preview', about('What a text that is not saved would look like'), validate('json', TemplateDraft), async (c) =>
    ok(c, unwrap(c, await previewDraft(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .put('/templates/:id', about('Change a stored text'), validate('param', idParam), validate('json', TemplateChange), async (c) =>
    ok(c, unwrap(c, await changeTemplate(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'template updated'))
  .delete('/templates/:id', about('Back to the built-in text'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await removeTemplate(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'template deleted'))
  .post('/templates/:id/preview', about('What a stored text looks like'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await previewTemplate(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))

  .get('/queue', about('Mails that leave'), validate('query', QueueQuery), async (c) => ok(c, unwrap(c, await readQueue(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/queue/:id/retry', about('Send a mail again'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await retryMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'the mail leaves again'))
  .post('/queue/:id/cancel', about('Take a mail out before it leaves'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await cancelQueuedMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'the mail does not leave'))

  .get('/inbound', about('Mails that came in'), validate('query', InboundQuery), async (c) =>
    ok(c, unwrap(c, await listInboundMails(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/inbound/:id', about('One mail, its text and why it was treated so'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readInboundMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/inbound/:id/raw', aboutRaw, validate('param', idParam), async (c) => {
    const file = unwrap(c, await openRawMail(c.var.deps, c.var.actor, c.req.valid('param').id));
    return c.body(file.body, 200, {
      'Content-Type': 'message/rfc822', 'Content-Length': String(file.size), 'Content-Disposition': `attachment; filename="${file.name}"`, 'X-Content-Type-Options': 'nosniff',
    });
  })
  .post('/inbound/:id/replay', about('Take a mail up again'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await replayInboundMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'mail processed'))
  .post('/inbound/:id/release', about('Let a mail into a ticket'), validate('param', idParam), validate('json', ReleaseOrder), async (c) =>
    ok(c, unwrap(c, await releaseInboundMail(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'mail released'))
  .post('/inbound/:id/discard', about('Set a mail aside for good'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await discardInboundMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'mail discarded'))

  .get('/suppressions', about('Addresses that get no mail'), validate('query', SuppressionQuery), async (c) =>
    ok(c, unwrap(c, await listSuppressions(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .delete('/suppressions/:email', about('Let an address get mail again'), validate('param', SuppressionParam), async (c) =>
    ok(c, unwrap(c, await liftSuppression(c.var.deps, c.var.actor, c.req.valid('param').email)), 200, 'address gets mail again'))

  .get('/monitoring-senders', about('Programs whose mail opens tickets of a client'), validate('query', MonitoringSenderQuery), async (c) =>
    ok(c, unwrap(c, await listMonitoringSenders(c.var.deps, c.var.actor, c.req.valid('query').client_id)), 200))
  .post('/monitoring-senders', about('Let a program open tickets of a client'), validate('json', NewMonitoringSender), async (c) =>
    ok(c, unwrap(c, await addMonitoringSender(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'sender listed'))
  .delete('/monitoring-senders/:id', about('A program opens no more tickets'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await removeMonitoringSender(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'sender removed'))

  .get('/domain-check', about('What a domain publishes about its mail, and what to do'), validate('query', DomainCheckQuery), async (c) =>
    ok(c, unwrap(c, await checkDomain(c.var.deps, c.var.actor, c.req.valid('query'))), 200))

  .get('/dev-mailbox', about('Mails that development kept instead of sending'), validate('query', CapturedMailQuery), async (c) =>
    ok(c, unwrap(c, await listCapturedMails(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/dev-mailbox/:id', about('One mail that development kept'), validate('param', CapturedMailParam), async (c) =>
    ok(c, unwrap(c, await readCapturedMail(c.var.deps, c.var.actor, c.req.valid('param').id)), 200));
