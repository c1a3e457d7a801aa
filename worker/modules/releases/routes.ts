// Routes of releases: for staff below /releases, for machines and installers below /agents.
import { Hono, type Context } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticateAgent } from '../../http/middleware/authenticate-agent.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import type { ReleaseRange } from '../../platform/release-files.ts';
import { machineActor } from '../agents/read-machine-config.ts';
import { idParam } from '../contract.ts';
import { InstallerParam, MachineQuery, PromoteBody, StopBody, UpdateReportBody, VersionParam } from './contract.ts';
import { haltRelease, promoteRelease, resumeRelease, rollBackRelease, scanReleases } from './decide-release.ts';
import { listInstallers, listReleases, listUpdateMachines } from './read-releases.ts';
import { hearUpdate, offsetOf, openCode, openInstaller } from './serve-update.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['releases'] });
const fetched = (summary: string) => describeRoute({ summary, tags: ['releases'], responses: { 200: { description: 'The bytes', content: { 'application/octet-stream': {} } }, 206: { description: 'The bytes from the asked offset on' } } });

function bytes(c: Context<AppEnv>, { body, size, offset, length }: ReleaseRange, name: string): Response {
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(length), 'Accept-Ranges': 'bytes', 'Content-Disposition': dispositionOf(name), 'X-Content-Type-Options': 'nosniff' };
  return offset > 0 ? c.body(body, 206, { ...headers, 'Content-Range': `bytes ${offset}-${size - 1}/${size}` }) : c.body(body, 200, headers);
}

export const releaseRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Versions of the agent, how far they went, who takes part'), async (c) => ok(c, unwrap(c, await listReleases(c.var.deps, c.var.actor)), 200))
  .get('/installers', about('What new machines are installed from'), async (c) => ok(c, unwrap(c, await listInstallers(c.var.deps, c.var.actor)), 200))
  .post('/scan', about('Look for releases in storage'), async (c) => ok(c, unwrap(c, await scanReleases(c.var.deps, c.var.actor)), 200, 'storage read'))
  .get('/:id/machines', about('What became of a release, machine by machine'), validate('param', idParam), validate('query', MachineQuery), async (c) =>
    ok(c, unwrap(c, await listUpdateMachines(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .post('/:id/promote', about('One ring further'), validate('param', idParam), validate('json', PromoteBody), async (c) =>
    ok(c, unwrap(c, await promoteRelease(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'promoted'))
  .post('/:id/halt', about('Nobody further gets it'), validate('param', idParam), validate('json', StopBody), async (c) =>
    ok(c, unwrap(c, await haltRelease(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'halted'))
  .post('/:id/resume', about('A halted release goes on'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await resumeRelease(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'resumed'))
  .post('/:id/rollback', about('Whoever has it goes back'), validate('param', idParam), validate('json', StopBody), async (c) =>
    ok(c, unwrap(c, await rollBackRelease(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'called back'));

// Each route names its guard: people's routes stand under the same address.
export const updateRoutes = new Hono<AppEnv>()
  .post('/update', about('A machine takes a release, or says how it went'), authenticateAgent, validate('json', UpdateReportBody), async (c) =>
    ok(c, unwrap(c, await hearUpdate(c.var.deps, machineActor(c.var.machine, c.var.requestId), c.req.valid('json'))), 200))
  .get('/releases/:version/code', fetched('The program of a version, for machines'), authenticateAgent, validate('param', VersionParam), async (c) =>
    bytes(c, unwrap(c, await openCode(c.var.deps, c.req.valid('param').version, offsetOf(c.req.header('Range')))), 'agent.mjs'))
  .get('/installers/:kind', fetched('An installer, for whoever holds an enrolment token'), floods('AGENT_LIMIT'), validate('param', InstallerParam), async (c) => {
    const file = unwrap(c, await openInstaller(c.var.deps, c.var.requestId, c.req.header('Authorization'), c.req.valid('param').kind, offsetOf(c.req.header('Range'))));
    return bytes(c, file, file.name);
  });
