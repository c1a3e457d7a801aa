// What these tests act on: a world in Postgres, the real Worker on it, a network in between, and real agent processes on machines of their own.
import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Status } from '../../agent/agent.ts';
import { askLocally } from '../../agent/local-socket.ts';
import { logFileIn } from '../../agent/log.ts';
import { objectNameOf } from '../../durable-objects/protocol/fleet.ts';
import { makeStateDir, removeStateDir, startAgentProcess, type AgentProcess, type Ended } from '../support/agent-process.ts';
import { call, signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import type { Enrolled } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';
import { openMiddlebox, type Middlebox } from './middlebox.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

/** A Worker that only answers requests: all that people and machines need of it. */
export type Server = Pick<TestWorker, 'url' | 'fetch'>;

/** A machine with the real agent on it. */
export interface Machine {
  stateDir: string;
  id: string;
  client: string;
  agent: AgentProcess | null;
  /** Starts the agent and waits until the server has greeted it. */
  start(words?: string[], env?: Record<string, string>): Promise<void>;
  /** No goodbye: the process is gone. */
  kill(): Promise<void>;
  /** As a service manager stops it; answers the exit code. */
  stop(): Promise<number | null>;
  /** Another command of the program, as a person at the machine types it. */
  command(...words: string[]): Promise<Ended>;
  /** What the agent says of itself; null when it does not answer. */
  status(): Promise<Status | null>;
  /** Events of the agent's own log. */
  log(): Loose[];
  /** What a thief of the folder can do. */
  stolen(): Enrolled;
  /** Another machine with everything this one has. */
  copy(): Machine;
}

export interface Stage {
  database: TestDatabase;
  owner: SqlWindow;
  worker: TestWorker;
  box: Middlebox;
  technician: ApiClient;
  admin: ApiClient;
  /** Enrols a machine at a site of the world through the middlebox, or by another way. */
  machine(site?: 'a1' | 'a2' | 'b1', way?: { url?: string; words?: string[] }): Promise<Machine>;
  /** SQL inside the object of a machine, which then forgets what it holds in memory: how time is made to pass for it. */
  inObject(machine: Machine, statement: string): Promise<void>;
  evict(machine: Machine, webSockets: 'hibernate' | 'close'): Promise<void>;
  close(): Promise<void>;
}

/** An empty fleet over the test world: its invented rows are no real machines. */
export async function makeFleetDatabase(): Promise<{ database: TestDatabase; owner: SqlWindow }> {
  const database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  const owner = sql(database.ownerUrl);
  await owner.query(`update script_executions set status = 'cancelled' where status in ('queued', 'delivered', 'running')`);
  await owner.query(`update assets set agent_status = 'offline' where public_key is not null`);
  await owner.query(`update agent_enrollment_tokens set max_uses = 10000`);
  // This computer is busy and its disks are what they are: only a test's own limits count.
  await owner.query('update alert_rules set is_active = false');
  // A reading every five seconds, and no text of this computer's own log.
  await owner.query(`update settings set value = value || '{"metrics_s": 5, "events": false}' where name = 'agent_config'`);
  return { database, owner };
}

export async function openStage(): Promise<Stage> {
  const { database, owner } = await makeFleetDatabase();
  const worker = await startWorker({ database, isHurried: true });
  const box = await openMiddlebox(worker.url);
  const [technician, admin] = await Promise.all([signIn(worker, world.who.technician), signIn(worker, world.who.admin)]);
  const machines: Machine[] = [];
  const evict: Stage['evict'] = (machine, webSockets) => worker.harness.getWorker().evictDurableObject('AGENT_SESSION', { name: objectNameOf(machine.client, machine.id), webSockets });
  return {
    database, owner, worker, box, technician, admin,
    inObject: async (machine, statement) => {
      await (await worker.harness.getWorker().getDurableObjectStorage('AGENT_SESSION', { name: objectNameOf(machine.client, machine.id) })).exec(statement);
      await evict(machine, 'hibernate');
    },
    evict,
    machine: async (site = 'a1', { url = box.url, words = [] } = {}) => {
      const machine = await enrolMachine(url, world.enrolment_secret(site), words);
      machines.push(machine);
      return machine;
    },
    close: async () => {
      await Promise.all(machines.map((machine) => discard(machine)));
      await box.stop();
      await worker.stop();
      await owner.end();
      await database.drop();
    },
  };
}

export async function enrolMachine(url: string, token: string, words: string[] = []): Promise<Machine> {
  const stateDir = makeStateDir();
  const enrolled = await startAgentProcess(['enroll', '--server', url, '--token', token, '--state-dir', stateDir, ...words]).ended;
  if (enrolled.code !== 0) throw new Error(`enrolment: ${enrolled.stderr}`);
  return machineIn(stateDir);
}

const copies = new Map<Machine, Machine[]>();

export async function discard(machine: Machine): Promise<void> {
  for (const copy of copies.get(machine) ?? []) await discard(copy);
  await machine.kill();
  removeStateDir(machine.stateDir);
}

function machineIn(stateDir: string): Machine {
  const read = (name: string): Loose => JSON.parse(readFileSync(join(stateDir, name), 'utf8'));
  const { agent_id, client_id } = read('identity.json');
  const machine: Machine = {
    stateDir, id: agent_id, client: client_id, agent: null,
    start: async (words = [], env = {}) => {
      const agent = (machine.agent = startAgentProcess(['run', '--state-dir', stateDir, ...words], env));
      await waitFor('the agent to be greeted', async () => {
        if (agent.child.exitCode !== null) throw new Error(`the agent ended: ${agent.text()}`);
        return /^connected /m.test(agent.text());
      }).catch((fault: Error) => {
        throw new Error(`${fault.message}; the agent says:\n${agent.text()}`);
      });
    },
    kill: async () => {
      machine.agent?.child.kill('SIGKILL');
      await machine.agent?.ended;
    },
    stop: async () => {
      machine.agent?.child.kill('SIGTERM');
      return (await machine.agent!.ended).code;
    },
    status: async () => (await askLocally(stateDir, 'status')) as Status | null,
    command: (...words) => startAgentProcess([...words, '--state-dir', stateDir]).ended,
    log: () => readFileSync(logFileIn(stateDir), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Loose),
    stolen: () => {
      const identity = read('identity.json');
      const { private_key, public_key } = read('machine-key.json');
      return { key: { private_key, public_key }, agent_id, client_id, credential: identity.credential, auth_token: identity.auth_token, status: 'active', command_keys: identity.command_keys };
    },
    copy: () => {
      const folder = makeStateDir();
      cpSync(stateDir, folder, { recursive: true, filter: (path) => !/agent\.(lock|sock)/.test(path) });
      const twin = machineIn(folder);
      copies.set(machine, [...(copies.get(machine) ?? []), twin]);
      return twin;
    },
  };
  return machine;
}

let scripts = 0;
/** Written by one person, approved by another. */
export async function approvedScript(by: { technician: ApiClient; admin: ApiClient }, content: string, version: Record<string, unknown> = {}): Promise<string> {
  const { body, status } = await by.technician.send('POST', '/api/scripts', { name: `Prueba ${++scripts}`, script_type: 'bash', version: { content, ...version } });
  expect(status, JSON.stringify(body)).toBe(201);
  const { script, version: draft } = body.data;
  await by.technician.send('POST', `/api/scripts/${script.script_id}/submit`, { version_id: draft.version_id });
  expect((await by.admin.send('POST', `/api/scripts/${script.script_id}/approve`, { version_id: draft.version_id })).status).toBe(200);
  return script.script_id as string;
}

/** Orders an approved script for one machine; the execution's id. */
export async function order(by: ApiClient, scriptId: string, machine: { id: string }, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await by.send('POST', '/api/agents/execute-script', { script_id: scriptId, asset_ids: [machine.id], ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.data.execution.execution_id as string;
}

/** Waits until Postgres says so. */
export const executionIs = (by: ApiClient, id: string, ...states: string[]): Promise<Loose> => waitFor(`${id} to be ${states.join(' or ')}`, async () => {
  const { execution } = (await by.get(`/api/executions/${id}`)).body.data;
  return states.includes(execution.status) ? execution : null;
}, 60);

/** Every byte the server holds, page by page. */
export async function outputOf(by: ApiClient, id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let offset = 0; ;) {
    const { data } = (await by.get(`/api/executions/${id}/output?offset=${offset}`)).body;
    for (const chunk of data.chunks as Loose[]) pieces.push(Buffer.from(chunk.data, 'base64'));
    if (data.chunks.length === 0) return Buffer.concat(pieces);
    offset = data.next_offset;
  }
}
export const textOf = async (by: ApiClient, id: string): Promise<string> => (await outputOf(by, id)).toString('utf8');

export const presenceIs = (owner: SqlWindow, machine: { id: string }, status: string): Promise<unknown> =>
  waitFor(`${machine.id} to be ${status}`, async () => (await owner.query<{ agent_status: string }>('select agent_status from assets where asset_id = $1', [machine.id]))[0]?.agent_status === status);

/** Rows of the audit trail about one thing. */
export const auditOf = (owner: SqlWindow, id: string, action: string): Promise<Loose[]> => owner.query<Loose>('select * from audit_log where entity_id = $1 and action = $2 order by audit_id', [id, action]);

export const codeOf = ({ status, body }: Answer): [number, string | undefined] => [status, body.errors?.[0]?.code];

/** A browser that watches one machine. */
export interface Viewer {
  heard: Loose[];
  closed: number | null;
  say(frame: unknown): void;
  hear(type: string, of?: (message: Loose) => boolean): Promise<Loose>;
  /** Output of one command as this browser has put it together. */
  text(executionId: string): string;
  leave(): void;
}
export async function watch(server: Server, by: ApiClient, machine: { id: string }): Promise<Viewer> {
  const asked = await call(server as TestWorker, 'POST', `/api/assets/${machine.id}/live`, { token: by.token });
  expect(asked.status, JSON.stringify(asked.body)).toBeLessThan(300);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/assets/${machine.id}/live?ticket=${encodeURIComponent(asked.body.data.ticket)}`, { headers: { Origin: 'https://portal.example.com' } });
  const viewer: Viewer = {
    heard: [], closed: null, say: (frame) => socket.send(JSON.stringify(frame)),
    hear: (type, of = () => true) => waitFor(`the word ${type}`, async () => viewer.heard.find((message) => message.type === type && of(message))),
    text: (executionId) => viewer.heard.filter((message) => message.type === 'output' && message.execution_id === executionId).toSorted((a, b) => a.offset - b.offset).map((message) => Buffer.from(message.data, 'base64').toString('utf8')).join(''),
    leave: () => socket.terminate(),
  };
  socket.on('message', (data: Buffer) => viewer.heard.push(JSON.parse(data.toString('utf8')) as Loose));
  socket.on('close', (code: number) => { viewer.closed = code; });
  socket.on('error', () => undefined);
  await viewer.hear('hello');
  return viewer;
}
