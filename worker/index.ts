// The only platform surface: HTTP, mail, clock, queue, and the object classes.
import { depsOf, type Deps } from './deps.ts';
import type { Env, InboundMailMessage, QueueMessage } from './env.ts';
import { app } from './http/app.ts';
import { portalPage } from './http/portal.ts';
import { consumeFleet, type FleetMessage } from './modules/agents/consume-fleet.ts';
import { acceptMail } from './modules/email/accept-mail.ts';
import { consumeDeliveryEvents } from './modules/email/consume-delivery-events.ts';
import { consumeMail } from './modules/email/consume-mail.ts';
import { drainMail } from './modules/email/drain-mail.ts';
import { runSchedule } from './sweeps/schedule.ts';

export { AgentSession } from '../durable-objects/agent-session.ts';
export { LiveBoard } from '../durable-objects/live-board.ts';

export default {
  fetch: (request, env, ctx) => (new URL(request.url).pathname.startsWith('/api/') ? app.fetch(request, env, ctx) : portalPage(request, env)),
  email: (message, env) => logged('email_failed', env, (deps) => acceptMail(deps, message)),
  queue: (batch, env) => logged('queue_failed', env, (deps) =>
    batch.queue.startsWith('lanet-fleet') ? consumeFleet(deps, batch as MessageBatch<FleetMessage>)
      : batch.queue.startsWith('lanet-mail-out') ? drainMail(deps).then(() => undefined)
      : batch.queue.startsWith('lanet-mail-events') ? consumeDeliveryEvents(deps, batch) : consumeMail(deps, batch as MessageBatch<InboundMailMessage>)),
  scheduled: (event, env) => logged('cron_failed', env, (deps) => runSchedule(deps, event.cron)),
} satisfies ExportedHandler<Env, QueueMessage>;

/** The platform prints whatever escapes, with its message: a fault is logged here without its values, and goes on without them. */
async function logged(event: string, env: Env, work: (deps: Deps) => Promise<void>): Promise<void> {
  const deps = depsOf(env);
  const fault = await work(deps).then(() => null, (reason: unknown) => ({ reason }));
  if (!fault) return;
  deps.log.error(event, fault.reason);
  throw new Error(event);
}
