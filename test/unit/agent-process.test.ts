// The agent as a process: started, killed, started again, asked and sent away, as a person or a service manager does it.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EXIT } from '../../agent/command-line.ts';
import { membersOf } from '../../agent/run/kill-tree.ts';
import { makeStateDir, removeStateDir, residentMib, startAgentProcess, type AgentProcess } from '../support/agent-process.ts';
import { FakeServer } from '../support/fake-server.ts';
import { waitFor as waitForIn } from '../support/wait-for.ts';

// Each of these starts several programs, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 });
const waitFor: typeof waitForIn = (what, probe) => waitForIn(what, probe, 60);
let server: FakeServer;
let stateDir: string;
let started: AgentProcess[] = [];

beforeEach(async () => {
  server = await new FakeServer().start();
  stateDir = makeStateDir();
  started = [];
});
afterEach(async () => {
  for (const agent of started) agent.child.kill('SIGKILL');
  await Promise.all(started.map((agent) => agent.ended));
  await server.stop();
  removeStateDir(stateDir);
});

const command = (...words: string[]) => {
  const agent = startAgentProcess([...words, '--state-dir', stateDir]);
  started.push(agent);
  return agent;
};
const enrolled = async () => expect(await command('enroll', '--server', server.origin, '--token', server.token).ended).toMatchObject({ code: EXIT.ok });
async function run(): Promise<AgentProcess> {
  const before = server.hellos.length;
  const agent = command('run');
  await waitFor('the agent to come online', async () => server.hellos.length > before);
  return agent;
}
const finished = (id: string) => waitFor('the end', async () => server.execution(id).finished[0]);
const killed = async (agent: AgentProcess): Promise<void> => {
  agent.child.kill('SIGKILL');
  await agent.ended;
};

test('an agent killed in the middle of a script reports it interrupted with the output so far, and never runs it again', async () => {
  await enrolled();
  const agent = await run();
  const { id, ...frame } = await server.order(`echo ran >> ${stateDir}/marks; echo so far; sleep 1000`);
  server.send(frame);
  await waitFor('its first line', async () => server.execution(id).bytes === 7);
  await killed(agent);
  expect(membersOf(id, null).length).toBeGreaterThan(0);
  await run();
  const end = await finished(id);
  expect(end).toMatchObject({ status: 'interrupted', reason: 'agent_restarted', output_bytes: 7 });
  expect(server.outputOf(id).toString()).toBe('so far\n');
  server.send(frame);
  await waitFor('the answer to the repeat', async () => server.execution(id).finished.length >= 2);
  expect(readFileSync(join(stateDir, 'marks'), 'utf8')).toBe('ran\n');
  // What the killed agent had started does not go on behind everybody's back.
  await waitFor('the old tree to be gone', async () => membersOf(id, null).length === 0);
});
test('an order that waited when the agent was killed runs after the restart, once', async () => {
  server.behaviour.config = { script_concurrency: 1 };
  await enrolled();
  const agent = await run();
  const first = await server.run('echo on; sleep 1000');
  await waitFor('the first to run', async () => server.execution(first).bytes > 0);
  const second = await server.run(`echo ran >> ${stateDir}/marks`);
  await waitFor('the second to be taken', async () => server.execution(second).received === 1);
  await killed(agent);
  await run();
  expect(await finished(first)).toMatchObject({ status: 'interrupted' });
  expect(await finished(second)).toMatchObject({ status: 'completed' });
  expect(readFileSync(join(stateDir, 'marks'), 'utf8')).toBe('ran\n');
});
test('a result that was ready when the agent was killed is delivered after the restart', async () => {
  server.behaviour.acksEnds = false;
  await enrolled();
  const agent = await run();
  const id = await server.run('echo done');
  await finished(id);
  await killed(agent);
  server.executions.clear();
  server.behaviour.acksEnds = true;
  await run();
  expect(await finished(id)).toMatchObject({ status: 'completed', output_bytes: 5 });
  expect(server.outputOf(id).toString()).toBe('done\n');
});
test('ten megabytes of output arrive intact and do not pile up in memory', async () => {
  await enrolled();
  const agent = await run();
  await waitFor('the first inventory', async () => server.records('inventory').length >= 6);
  const before = residentMib(agent.pid);
  const id = await server.run('head -c 10485760 /dev/urandom');
  let peak = 0;
  await waitFor('the end', async () => {
    peak = Math.max(peak, residentMib(agent.pid));
    return server.execution(id).finished[0];
  });
  expect(server.execution(id).bytes).toBe(10_485_760);
  expect(server.hashOf(id)).toBe(server.execution(id).finished[0]!.output_sha256);
  expect(peak - before).toBeLessThan(60);
});
test('a second agent in the same folder is refused and says who holds it', async () => {
  await enrolled();
  const agent = await run();
  const second = await command('run').ended;
  expect(second).toMatchObject({ code: EXIT.again, stdout: '' });
  expect(second.stderr).toContain(`process ${agent.pid}`);
  expect(await command('enroll', '--server', server.origin, '--token', server.token).ended).toMatchObject({ code: EXIT.again });
  await killed(agent);
  await run();
});
test('a stop is quick, ends what runs, says goodbye, and leaves the folder free', async () => {
  await enrolled();
  const agent = await run();
  const id = await server.run('trap "" TERM; echo on; while :; do sleep 1; done');
  await waitFor('its first line', async () => server.execution(id).bytes === 3);
  const at = performance.now();
  agent.child.kill('SIGTERM');
  expect(await agent.ended).toMatchObject({ code: EXIT.ok, stderr: '' });
  expect(performance.now() - at).toBeLessThan(2500);
  expect(server.frames.at(-1)).toEqual({ type: 'goodbye', reason: 'stop' });
  expect(await finished(id)).toMatchObject({ status: 'interrupted', reason: 'agent_stopped' });
  expect(membersOf(id, null)).toEqual([]);
  expect(existsSync(join(stateDir, 'agent.lock'))).toBe(false);
});
test('every file the agent writes is closed to other accounts', async () => {
  await enrolled();
  await run();
  await finished(await server.run('echo x'));
  const open = [stateDir, ...readdirSync(stateDir, { recursive: true, encoding: 'utf8' }).map((name) => join(stateDir, name))].filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});
test('status tells what is, with the agent and without it', async () => {
  expect(await command('status').ended).toMatchObject({ code: EXIT.configuration });
  await enrolled();
  const off = await command('status').ended;
  expect(off.code).toBe(EXIT.offline);
  expect(off.stdout).toContain('not running');
  await run();
  await waitFor('an acknowledgement', async () => server.records('metrics').length > 0);
  const on = await command('status', '--json').ended;
  expect(on.code).toBe(EXIT.ok);
  expect(JSON.parse(on.stdout)).toMatchObject({ is_online: true, agent_id: server.agentId, transport: 'websocket', protocol: 2, trouble: null });
  expect((await command('status').ended).stdout).toMatch(/online {5}yes/);
});
test('a ticket is opened from the machine with what a technician asks first', async () => {
  await enrolled();
  const opened = await command('ticket', '--subject', 'La impresora no imprime', '--description', 'Desde ayer').ended;
  expect(opened).toMatchObject({ code: EXIT.ok, stdout: 'ticket LAN-000042 is open\n' });
  expect(server.tickets).toEqual([{ subject: 'La impresora no imprime', description: 'Desde ayer', diagnostics: expect.objectContaining({ hostname: expect.any(String), cpu: expect.any(Number), agent_online: false }) }]);
});
test('faults a person can expect are answered with a sentence and an exit code, never with a stack', async () => {
  const cases: [string[], number][] = [
    [['run'], EXIT.configuration], [['ticket', '--subject', 'x'], EXIT.configuration], [['fly'], EXIT.usage], [['enroll', '--server', 'http://helpdesk.example.com', '--token', 't'], EXIT.usage],
    [['enroll', '--server', 'http://127.0.0.1:9', '--token', 't'], EXIT.refused], [['enroll', '--server', server.origin, '--token', 'wrong'], EXIT.refused], [['logs'], EXIT.failed],
  ];
  for (const [words, code] of cases) {
    const ended = await command(...words).ended;
    expect([words[0], ended.code]).toEqual([words[0], code]);
    expect(ended.stderr).toMatch(/^lanet-agent: .+\n$/);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  }
});
test('uninstall ends the running agent, says goodbye and leaves nothing', async () => {
  await enrolled();
  const agent = await run();
  expect(await command('uninstall').ended).toMatchObject({ code: EXIT.ok });
  expect(await agent.ended).toMatchObject({ code: EXIT.ok });
  expect(server.frames.at(-1)).toEqual({ type: 'goodbye', reason: 'uninstall' });
  expect(existsSync(stateDir)).toBe(false);
});
test('uninstall without a running agent tells the server itself, and forgets without it only when forced', async () => {
  await enrolled();
  expect(await command('uninstall').ended).toMatchObject({ code: EXIT.ok });
  expect(server.frames.at(-1)).toEqual({ type: 'goodbye', reason: 'uninstall' });
  expect(existsSync(stateDir)).toBe(false);
  await server.stop();
  server = await new FakeServer().start();
  await enrolled();
  await server.stop();
  expect(await command('uninstall').ended).toMatchObject({ code: EXIT.unavailable });
  expect(existsSync(join(stateDir, 'identity.json'))).toBe(true);
  expect(await command('uninstall', '--force').ended).toMatchObject({ code: EXIT.ok });
  expect(existsSync(stateDir)).toBe(false);
});
test('the log holds no secret of the machine and is shown on request', async () => {
  await enrolled();
  await run();
  await finished(await server.run('echo a-word-of-the-script'));
  const identity = JSON.parse(readFileSync(join(stateDir, 'identity.json'), 'utf8')) as { credential: string };
  const shown = await command('logs', '-n', '5').ended;
  expect(shown.stdout).toContain('command_finished');
  for (const secret of [identity.credential, 'a-word-of-the-script', server.token]) expect(readFileSync(join(stateDir, 'log/agent.log'), 'utf8')).not.toContain(secret);
});
