// Routes of scripts, commands and runs; parts of them are mounted below the machines, the agents and the clients they are about.
import { Hono, type Context } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { IdempotencyHeader } from '../tickets/contract.ts';
import { cancelExecution } from './cancel-execution.ts';
import { commandMachines } from './command-machines.ts';
import { Decision, DraftChange, ExecuteScript, ExecutionQuery, FreezeChange, MachineCommand, ManyCommand, NewScript, NewVersion, OutputQuery, RemoteActionQuery, RunQuery, ScriptChange, ScriptQuery, VersionParam } from './contract.ts';
import { controlRun, type RunVerb } from './control-run.ts';
import { decideVersion, type Verb } from './decide-version.ts';
import { executeScript } from './execute-script.ts';
import { onceOf } from './once-of.ts';
import { readFreeze, setFreeze } from './freeze.ts';
import { listExecutions, listRemoteActions, listRuns, readExecution, readRun } from './list-executions.ts';
import { listScripts, readScript } from './list-scripts.ts';
import { downloadOutput, readOutput } from './read-output.ts';
import { addVersion, changeScript, createScript, deleteScript, editDraft } from './write-script.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['scripts'] });
const decide = async (c: Context<AppEnv>, id: string, verb: Verb, input: Decision) => ok(c, unwrap(c, await decideVersion(c.var.deps, c.var.actor, id, verb, input)), 200);
const control = async (c: Context<AppEnv>, id: string, verb: RunVerb) => ok(c, unwrap(c, await controlRun(c.var.deps, c.var.actor, id, verb)), 200);

export const scriptRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('The script library'), validate('query', ScriptQuery), async (c) => ok(c, unwrap(c, await listScripts(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Write a script'), validate('json', NewScript), async (c) => ok(c, unwrap(c, await createScript(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'script created'))
  .get('/:id', about('One script with its versions'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readScript(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change name, description, tags or activity'), validate('param', idParam), validate('json', ScriptChange), async (c) =>
    ok(c, unwrap(c, await changeScript(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'script updated'))
  .delete('/:id', about('Take out of the library'), validate('param', idParam), async (c) => ok(c, unwrap(c, await deleteScript(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'script deleted'))
  .post('/:id/versions', about('A new draft'), validate('param', idParam), validate('json', NewVersion), async (c) =>
    ok(c, unwrap(c, await addVersion(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'version created'))
  .put('/:id/versions/:version_id', about('Replace a draft of one\'s own'), validate('param', VersionParam), validate('json', DraftChange), async (c) => {
    const { id, version_id } = c.req.valid('param');
    return ok(c, unwrap(c, await editDraft(c.var.deps, c.var.actor, id, version_id, c.req.valid('json'))), 200, 'draft saved');
  })
  .post('/:id/submit', about('Submit a draft'), validate('param', idParam), validate('json', Decision), (c) => decide(c, c.req.valid('param').id, 'submit', c.req.valid('json')))
  .post('/:id/approve', about('Approve what was submitted'), validate('param', idParam), validate('json', Decision), (c) => decide(c, c.req.valid('param').id, 'approve', c.req.valid('json')))
  .post('/:id/reject', about('Reject, or take an approval back'), validate('param', idParam), validate('json', Decision), (c) => decide(c, c.req.valid('param').id, 'reject', c.req.valid('json')));

export const executionRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Commands, newest first'), validate('query', ExecutionQuery), async (c) => ok(c, unwrap(c, await listExecutions(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/:id', about('One command'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readExecution(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/:id/output', about('Output from an offset, or all of it as a file'), validate('param', idParam), validate('query', OutputQuery), async (c) => {
    const { id } = c.req.valid('param');
    const { offset, download } = c.req.valid('query');
    if (!download) return ok(c, unwrap(c, await readOutput(c.var.deps, c.var.actor, id, offset)), 200);
    const file = unwrap(c, await downloadOutput(c.var.deps, c.var.actor, id));
    return c.body(file.body, 200, { 'Content-Type': file.mimeType, 'Content-Disposition': dispositionOf(file.name), 'X-Content-Type-Options': 'nosniff' });
  })
  .post('/:id/cancel', about('Call a command back'), validate('param', idParam), async (c) => ok(c, unwrap(c, await cancelExecution(c.var.deps, c.var.actor, c.req.valid('param').id)), 200));

export const runRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Runs over many machines, newest first'), validate('query', RunQuery), async (c) => ok(c, unwrap(c, await listRuns(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/:id', about('One run'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readRun(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/pause', about('Hold the next wave'), validate('param', idParam), (c) => control(c, c.req.valid('param').id, 'pause'))
  .post('/:id/resume', about('Go on'), validate('param', idParam), (c) => control(c, c.req.valid('param').id, 'resume'))
  .post('/:id/cancel', about('End the run'), validate('param', idParam), (c) => control(c, c.req.valid('param').id, 'cancel'));

/** Below /fleet. */
export const freezeRoutes = new Hono<AppEnv>()
  .get('/freeze', authenticate, about('Whether remote commands are frozen'), async (c) => ok(c, unwrap(c, await readFreeze(c.var.deps, c.var.actor)), 200))
  .put('/freeze', authenticate, about('Freeze or thaw remote commands'), validate('json', FreezeChange), async (c) => ok(c, unwrap(c, await setFreeze(c.var.deps, c.var.actor, c.req.valid('json'))), 200));

/** Below /agents, beside the routes of the machines themselves. */
export const executeRoutes = new Hono<AppEnv>()
  .post('/execute-script', authenticate, about('Run an approved script on one machine or many'), validate('header', IdempotencyHeader), validate('json', ExecuteScript), async (c) => {
    const input = c.req.valid('json');
    return ok(c, unwrap(c, await executeScript(c.var.deps, c.var.actor, input, await onceOf(c.req.valid('header')['idempotency-key'], input))), 201, 'command accepted');
  });

/** Below /assets. */
export const machineCommandRoutes = new Hono<AppEnv>()
  .post('/commands', authenticate, about('One command for many machines'), validate('header', IdempotencyHeader), validate('json', ManyCommand), async (c) => {
    const input = c.req.valid('json');
    return ok(c, unwrap(c, await commandMachines(c.var.deps, c.var.actor, input.asset_ids, input, await onceOf(c.req.valid('header')['idempotency-key'], input))), 201, 'command accepted');
  })
  .post('/:id/commands', authenticate, about('Inventory now, a service, or a reboot'), validate('param', idParam), validate('header', IdempotencyHeader), validate('json', MachineCommand), async (c) => {
    const { id } = c.req.valid('param');
    const input = c.req.valid('json');
    return ok(c, unwrap(c, await commandMachines(c.var.deps, c.var.actor, [id], input, await onceOf(c.req.valid('header')['idempotency-key'], [id, input]))), 201, 'command accepted');
  });

/** Below /clients. */
export const remoteActionRoutes = new Hono<AppEnv>()
  .get('/:id/remote-actions', authenticate, about("What was done to a client's machines"), validate('param', idParam), validate('query', RemoteActionQuery), async (c) =>
    ok(c, unwrap(c, await listRemoteActions(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200));
