// Routes of the fleet's switches.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { AgentSettingsBody, FleetRetentionBody, RemoteCommandsBody } from '../agents/contract.ts';
import { readAgentSettings, readFleetRetention, readRemoteCommands, writeAgentSettings, writeFleetRetention, writeRemoteCommands } from './agent-settings.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['settings'] });
const SAVED = 'settings saved';

// Each route names its guard: other switches stand under the same address.
export const agentSettingRoutes = new Hono<AppEnv>()
  .get('/agent-config', authenticate, about('What every agent obeys'), async (c) => ok(c, unwrap(c, await readAgentSettings(c.var.deps, c.var.actor)), 200))
  .put('/agent-config', authenticate, about('Change what every agent obeys; the machines learn of it'), validate('json', AgentSettingsBody), async (c) =>
    ok(c, unwrap(c, await writeAgentSettings(c.var.deps, c.var.actor, c.req.valid('json'))), 200, SAVED))
  .get('/remote-commands', authenticate, about('Approval and budgets of remote commands'), async (c) => ok(c, unwrap(c, await readRemoteCommands(c.var.deps, c.var.actor)), 200))
  .put('/remote-commands', authenticate, about('Change approval and budgets of remote commands'), validate('json', RemoteCommandsBody), async (c) =>
    ok(c, unwrap(c, await writeRemoteCommands(c.var.deps, c.var.actor, c.req.valid('json'))), 200, SAVED))
  .get('/fleet-retention', authenticate, about('How long what machines reported is kept'), async (c) => ok(c, unwrap(c, await readFleetRetention(c.var.deps, c.var.actor)), 200))
  .put('/fleet-retention', authenticate, about('Change how long what machines reported is kept'), validate('json', FleetRetentionBody), async (c) =>
    ok(c, unwrap(c, await writeFleetRetention(c.var.deps, c.var.actor, c.req.valid('json'))), 200, SAVED));
