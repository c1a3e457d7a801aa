// Routes of mailboxes: their settings, the default one, how they are doing, and a test that really sends and receives.
import { Hono, type Context } from 'hono';
import { describeRoute } from 'hono-openapi';
import { stream } from 'hono/streaming';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { changeMailbox, createMailbox, listMailboxes, makeDefault, readMailbox, readMailConfig, saveMailConfig } from './mail-settings.ts';
import { SaveEmailConfig, TestEmailConfig, type TestEvent } from './mailbox-contract.ts';
import { beginTest } from './run-test.ts';
import { reportOf } from './test-config.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['email'] });

/** With `Accept: application/x-ndjson` each step is told as it ends, one JSON value a line; else all of them at once. */
async function tell(c: Context<AppEnv>, events: AsyncGenerator<TestEvent>) {
  if (!c.req.header('Accept')?.includes('application/x-ndjson')) return ok(c, await reportOf(events), 200);
  c.header('Content-Type', 'application/x-ndjson');
  c.header('Cache-Control', 'no-store');
  return stream(c, async (out) => {
    for await (const event of events) {
      if (out.aborted) break;
      await out.writeln(JSON.stringify(event));
    }
  });
}

export const mailboxRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/config', about('How mail leaves'), async (c) => ok(c, unwrap(c, await readMailConfig(c.var.deps, c.var.actor)), 200))
  .put('/config', about('Create or change how mail leaves'), validate('json', SaveEmailConfig), async (c) =>
    ok(c, unwrap(c, await saveMailConfig(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'configuration saved'))
  .get('/configs', about('Mailboxes and how each is doing'), async (c) => ok(c, unwrap(c, await listMailboxes(c.var.deps, c.var.actor)), 200))
  .post('/configs', about('Set up another mailbox'), validate('json', SaveEmailConfig), async (c) =>
    ok(c, unwrap(c, await createMailbox(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'mailbox created'))
  .post('/config/test', about('Try a mailbox that is not saved yet: connects, signs in, sends a mail to itself and waits for it'), validate('json', TestEmailConfig), async (c) =>
    tell(c, unwrap(c, await beginTest(c.var.deps, c.var.actor, null, c.req.valid('json')))))
  .get('/config/:id', about('One mailbox, how it is doing, and mails that could not be taken in'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readMailbox(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/config/:id', about('Change a mailbox, or switch it off'), validate('param', idParam), validate('json', SaveEmailConfig), async (c) =>
    ok(c, unwrap(c, await changeMailbox(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'mailbox saved'))
  .post('/config/:id/default', about('Let mail leave from this mailbox'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await makeDefault(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'default mailbox switched'))
  .post('/config/:id/test', about('Try a mailbox, with changes that are not saved yet'), validate('param', idParam), validate('json', TestEmailConfig), async (c) =>
    tell(c, unwrap(c, await beginTest(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')))));
