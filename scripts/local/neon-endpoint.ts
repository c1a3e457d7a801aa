// Speaks Neon's HTTP and WebSocket protocol in front of the local Postgres, so that the Worker uses one driver everywhere.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { PoolClient, Pool as PgPool } from 'pg';
import { FaultList } from './neon-faults.ts';
import type { Fault } from './neon-faults.ts';
import { runPipelined } from './neon-pipeline.ts';
import { RoundTrips } from './neon-round-trips.ts';

const require = createRequire(import.meta.url);
const pg = require('pg') as typeof import('pg');
const ws = require('ws') as typeof import('ws');

export interface NeonEndpointOptions {
  port: number;
  /** The only server this endpoint talks to, whatever host a connection string names. */
  postgresPort: number;
  /** Opens POST /faults, which tests use to break requests on purpose. */
  allowsFaults?: boolean;
}

export interface NeonEndpoint {
  port: number;
  /** Value for `neonConfig.fetchEndpoint`. */
  url: string;
  /** Value for `neonConfig.wsProxy` (host:port/path, no scheme). */
  wsProxy: string;
  stop(): Promise<void>;
}

/** One query of a request, as the driver sends it. */
interface Query {
  query: string;
  params: unknown[];
}

interface Connection {
  user: string;
  password: string;
  database: string;
}

const bodyBytesMax = 64 * 1024 * 1024;

/** Listens on 127.0.0.1. */
export async function startNeonEndpoint(options: NeonEndpointOptions): Promise<NeonEndpoint> {
  const pools = new Map<string, PgPool>();
  const trips = new RoundTrips();
  const faults = new FaultList();

  // Like the real proxy: connections are shared per database and role and are NOT reset between requests,
  // so a session setting that leaks out of its transaction is seen by somebody else here too.
  const poolFor = (to: Connection): PgPool => {
    const key = JSON.stringify([to.database, to.user, to.password]);
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = new pg.Pool({
        host: '127.0.0.1',
        port: options.postgresPort,
        ...to,
        max: 16,
        idleTimeoutMillis: 20_000,
        allowExitOnIdle: true,
        application_name: 'neon-endpoint',
      });
      pool.on('error', () => undefined);
      pools.set(key, pool);
    }
    return pool;
  };

  const answerSql = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const to = parseConnection(header(request, 'neon-connection-string'));
    if (to === undefined) return sendJson(response, 400, { message: 'connection string is missing or not a postgres:// URL' });
    const sent = parseQueries(await readBody(request));
    if (sent === undefined) return sendJson(response, 400, { message: 'body is neither a query nor a list of queries' });
    trips.count(to.database, sent.queries);
    const fault = faults.take(to.database, sent.queries);
    if (fault?.at === 'before') return void request.socket.destroy();
    let client: PoolClient;
    try {
      client = await poolFor(to).connect();
    } catch (error) {
      // A refused login is the client's mistake; an unreachable server is ours.
      const isAnswer = typeof (error as { code?: unknown }).code === 'string' && /^[0-9A-Z]{5}$/.test((error as { code: string }).code);
      return sendJson(response, isAnswer ? 400 : 500, errorJson(error));
    }
    let isBroken = false;
    const onBreak = (): void => {
      isBroken = true;
    };
    client.on('error', onBreak);
    try {
      const results = await run(client, sent, batchMode(request), fault, options.postgresPort);
      if (fault?.at === 'after_commit') return void request.socket.destroy();
      sendJson(response, 200, sent.isBatch ? { results } : results[0]);
    } catch (error) {
      sendJson(response, 400, errorJson(error));
    } finally {
      client.removeListener('error', onBreak);
      client.release(isBroken || fault?.at === 'kill');
    }
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent) request.socket.destroy();
      else sendJson(response, 500, { message: error instanceof Error ? error.message : String(error) });
    });
  });

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://local');
    const database = url.searchParams.get('database') ?? undefined;
    const at = `${request.method} ${url.pathname}`;
    if (at === 'POST /sql') return answerSql(request, response);
    if (at === 'GET /stats') return sendJson(response, 200, trips.read(database));
    if (at === 'POST /stats/reset') {
      trips.reset(database);
      return sendJson(response, 200, trips.read(database));
    }
    if (options.allowsFaults === true && url.pathname === '/faults') {
      if (request.method === 'GET') return sendJson(response, 200, { armed: faults.read(database) });
      if (request.method === 'DELETE') {
        faults.clear(database);
        return sendJson(response, 200, { armed: faults.read(database) });
      }
      if (request.method === 'POST') {
        const fault = FaultList.parse(JSON.parse(await readBody(request)));
        if (fault === undefined) return sendJson(response, 400, { message: 'expected {before|after_commit_drop|kill: n, match?, database?, times?}' });
        faults.add(fault);
        return sendJson(response, 200, { armed: faults.read(fault.database) });
      }
    }
    sendJson(response, 404, { message: 'not found' });
  };

  const sockets = new ws.WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://local').pathname !== '/v2') return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => {
      const upstream = connect(options.postgresPort, '127.0.0.1');
      client.on('message', (data: Buffer) => upstream.write(data));
      upstream.on('data', (data) => client.send(data));
      upstream.on('close', () => client.close());
      upstream.on('error', () => client.close());
      client.on('close', () => upstream.destroy());
      client.on('error', () => upstream.destroy());
    });
  });
  // Workers keep connections open between requests; a drop in the middle of reuse would look like a fault.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/sql`,
    wsProxy: `127.0.0.1:${port}/v2`,
    stop: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

interface Sent {
  isBatch: boolean;
  queries: Query[];
}

interface BatchMode {
  isolation: string | undefined;
  isReadOnly: boolean;
  isDeferrable: boolean;
}

const isolationLevels: Record<string, string> = {
  ReadUncommitted: 'read uncommitted',
  ReadCommitted: 'read committed',
  RepeatableRead: 'repeatable read',
  Serializable: 'serializable',
};

function batchMode(request: IncomingMessage): BatchMode {
  return {
    isolation: isolationLevels[header(request, 'neon-batch-isolation-level') ?? ''],
    isReadOnly: header(request, 'neon-batch-read-only') === 'true',
    isDeferrable: header(request, 'neon-batch-deferrable') === 'true',
  };
}

/** A single query runs on its own; a list runs as one transaction, all or nothing. */
async function run(client: PoolClient, sent: Sent, mode: BatchMode, fault: Fault | undefined, postgresPort: number): Promise<object[]> {
  if (!sent.isBatch && fault?.at !== 'kill') return runPipelined(client, sent.queries);
  const begin = [
    'begin',
    mode.isolation === undefined ? '' : `isolation level ${mode.isolation}`,
    mode.isReadOnly ? 'read only' : '',
    mode.isDeferrable ? 'deferrable' : '',
  ];
  const opening = { query: begin.filter((word) => word !== '').join(' '), params: [] };
  try {
    const results = await runPipelined(client, [opening, ...sent.queries, ...(fault?.at === 'kill' ? [] : [{ query: 'commit', params: [] }])]);
    // Everything has run, nothing is committed: the worst moment for the server to go away.
    if (fault?.at === 'kill') await breakConnection(client, postgresPort);
    return results.slice(1, sent.queries.length + 1);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Ends the backend as a crash of the server would, seen from the client. */
async function breakConnection(client: PoolClient, postgresPort: number): Promise<void> {
  // The transaction may have become a role that may not end its own backend.
  await client.query('set local role none');
  await client.query('select pg_terminate_backend(pg_backend_pid())');
  throw new Error(`connection to 127.0.0.1:${postgresPort} ended before the commit`);
}

const errorFields = [
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'severity',
  'where',
  'table',
  'column',
  'schema',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

/** The JSON the driver turns into NeonDbError. */
function errorJson(error: unknown): Record<string, unknown> {
  const from = error as Record<string, unknown>;
  const json: Record<string, unknown> = { message: error instanceof Error ? error.message : String(error) };
  for (const field of errorFields) json[field] = from[field] ?? null;
  return json;
}

function parseConnection(text: string | undefined): Connection | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return undefined;
  const database = decodeURIComponent(url.pathname.slice(1));
  if (url.username === '' || database === '') return undefined;
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), database };
}

function parseQueries(body: string): Sent | undefined {
  const isQuery = (value: unknown): value is Query =>
    typeof value === 'object' && value !== null && typeof (value as Query).query === 'string' && Array.isArray((value as Query).params ?? []);
  const normal = (value: Query): Query => ({ query: value.query, params: value.params ?? [] });
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (isQuery(json)) return { isBatch: false, queries: [normal(json)] };
  const list = (json as { queries?: unknown } | null)?.queries;
  return Array.isArray(list) && list.every(isQuery) ? { isBatch: true, queries: list.map(normal) } : undefined;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error('request is larger than 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
