// The only platform surface: HTTP, mail, clock, queue, and the object classes.
import { depsOf } from './deps.ts';
import type { Env, InboundMailMessage } from './env.ts';
import { app } from './http/app.ts';
import { acceptMail } from './modules/email/accept-mail.ts';
import { consumeMail } from './modules/email/consume-mail.ts';
import { runSchedule } from './sweeps/schedule.ts';

export { LiveBoard } from '../durable-objects/live-board.ts';

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  email: (message, env) => acceptMail(depsOf(env), message),
  queue: (batch, env) => consumeMail(depsOf(env), batch),
  scheduled: (event, env) => runSchedule(depsOf(env), event.cron),
} satisfies ExportedHandler<Env, InboundMailMessage>;
