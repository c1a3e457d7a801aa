// What the fleet bench acts on: Postgres with a disk that is waited for, two clients, their people, and the Worker with its objects.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { commandKey } from '../../../scripts/command-keys.ts';
import type { RoundTripCount } from '../../../scripts/local/neon-round-trips.ts';
import { copyTemplate } from '../../support/local-stack.ts';
import { sql, type SqlWindow } from '../../support/sql.ts';
import { makeWorld, password, world } from '../../support/world.ts';
import { startBenchStack } from '../bench-stack.ts';
import { treeCpuMs } from '../cpu.ts';
import { startFleetServer, type FleetServer } from './fleet-server.ts';
import { apiOf, type Api } from './json-api.ts';

export interface FleetStage {
  url: string;
  owner: SqlWindow;
  admin: Api;
  technician: Api;
  server: FleetServer;
  enrolmentToken: string;
  /** An approved script that reaches every machine; its agents print what the bench says. */
  scriptId: string;
  /** CPU milliseconds so far. */
  cpu(): { runtime: number; database: number; simulator: number };
  /** Round trips to Postgres since the last reset. */
  roundTrips(): Promise<number>;
  resetRoundTrips(): Promise<void>;
  /** Rows that were written, and rows that were read, since the database began; waits until every backend has told. */
  rows(): Promise<{ written: number; read: number; byTable: Record<string, number> }>;
  stop(): Promise<void>;
}

const key = (): string => randomBytes(32).toString('base64url');

/** Resident MiB of these processes together. */
export const residentMib = (pids: number[]): number => pids.reduce((sum, pid) => {
  try {
    return sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return sum;
  }
}, 0);

/** How the server is run: for a profile, and with objects that sleep. */
export interface StageOptions {
  inspectorPort?: number;
  isAsleep?: boolean;
}

export async function startFleetStage(port: number, { inspectorPort, isAsleep = false }: StageOptions = {}): Promise<FleetStage> {
  const stack = await startBenchStack();
  const database = await copyTemplate(stack.facts);
  await makeWorld(database.ownerUrl);
  const owner = sql(database.ownerUrl);
  const superuser = sql(new URL(`/${database.name}`, stack.facts.superuserUrl).href);
  // The invented machines of the world are no part of this fleet, and one person orders more here than anybody may in an hour.
  await owner.query("update script_executions set status = 'cancelled' where status in ('queued', 'delivered', 'running')");
  await owner.query("update assets set agent_status = 'offline' where public_key is not null");
  await owner.query('update alert_rules set deleted_at = now(), is_active = false');
  await owner.query(`update settings set value = '{"per_person_hour": 1000000, "per_client_hour": 1000000}' where name = 'script_budget'`);
  const server = await startFleetServer({
    staysAwake: !isAsleep, ...(inspectorPort !== undefined && { inspectorPort }),
    port,
    vars: { DEPLOYMENT: 'test', ORIGIN: `http://127.0.0.1:${port}`, MAIL_FROM: 'soporte@mail.example.com', MAIL_TRANSPORT: 'capture', CAPTURE_URL: `${stack.facts.captureUrl}/${database.name}`, NEON_FETCH_ENDPOINT: `${stack.facts.neonUrl}/sql`, ACCESS_TOKEN_MINUTES: '480' },
    secrets: {
      DATABASE_URL: database.appUrl, JWT_KEYS: JSON.stringify([{ kid: 'bench-1', secret: key() }]), SECRET_BOX_KEYS: JSON.stringify([{ id: 'bench-1', key: key() }]),
      REPLY_ADDRESS_KEYS: JSON.stringify([{ id: 1, key: key() }]), COMMAND_KEYS: JSON.stringify([commandKey(), commandKey()]),
    },
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await Promise.all([owner.end(), superuser.end()]);
    await database.drop();
    await stack.stop();
  };
  try {
    const signIn = async (email: string): Promise<Api> => {
      const { data } = await apiOf(server.url).send('POST', '/api/auth/login', { email, password }, 200);
      return apiOf(server.url, data.access_token);
    };
    const [admin, technician] = await Promise.all([signIn(world.who.admin.email), signIn(world.who.technician.email)]);
    const token = await technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.a1, name: 'Bench', max_uses: 10_000 }, 201);
    const limits = { timeout_s: 600, output_bytes: 64 * 1024 * 1024 };
    const { data: made } = await technician.send('POST', '/api/scripts', { name: 'Bench', script_type: 'bash', version: { content: 'echo hecho\n', limits } }, 201);
    const scriptId = made.script.script_id as string;
    await technician.send('POST', `/api/scripts/${scriptId}/submit`, { version_id: made.version.version_id }, 200);
    await admin.send('POST', `/api/scripts/${scriptId}/approve`, { version_id: made.version.version_id }, 200);
    const stats = (path: string, method = 'GET') => fetch(`${stack.facts.neonUrl}${path}?database=${encodeURIComponent(database.name)}`, { method });
    return {
      url: server.url, owner, admin, technician, server, scriptId, enrolmentToken: token.data.enrollment_token as string,
      cpu: () => ({ runtime: treeCpuMs(process.pid, { names: /^workerd/ }) ?? 0, database: treeCpuMs(stack.pid) ?? 0, simulator: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 }),
      roundTrips: async () => ((await (await stats('/stats')).json()) as RoundTripCount).total,
      resetRoundTrips: async () => void (await stats('/stats/reset', 'POST')),
      rows: () => rowsOf(superuser),
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** A backend tells its counts when it ends, which it does for a superuser alone; the pool in front opens another one. */
async function rowsOf(superuser: SqlWindow): Promise<{ written: number; read: number; byTable: Record<string, number> }> {
  await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'neon-endpoint'");
  for (;;) {
    const [left] = await superuser.query<{ n: number }>("select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'neon-endpoint'");
    if (left!.n === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const tables = await superuser.query<{ relname: string; written: string; read: string }>(
    'select relname, (n_tup_ins + n_tup_upd + n_tup_del)::text as written, (seq_tup_read + coalesce(idx_tup_fetch, 0))::text as read from pg_stat_user_tables');
  const sum = (field: 'written' | 'read'): number => tables.reduce((total, row) => total + Number(row[field]), 0);
  return { written: sum('written'), read: sum('read'), byTable: Object.fromEntries(tables.map((row) => [row.relname, Number(row.written)])) };
}
