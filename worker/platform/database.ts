// The only door to Postgres: every statement runs as an actor, in one transaction, in one HTTP request.
import { neon, neonConfig, NeonDbError } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http';
import type { UserRole } from '../modules/users/values.ts';
import { done, forbidden, notFound, refused, type Problem, type Result } from './problem.ts';

export type JobName = 'auth' | 'mail_in' | 'mail_out' | 'sweep' | 'setup' | 'enroll' | 'fleet';

/** Who asks. A token gives identity; authority is loaded in SQL with each batch. */
export type Actor =
  /** `isClientUser` is what the token said: a hint for query plans, never authority. */
  | { kind: 'user'; userId: string; sessionId: string; requestId: string; isClientUser: boolean }
  /** A machine: its key is compared with the enrolled one in SQL. */
  | { kind: 'agent'; assetId: string; publicKey: string; requestId: string }
  /** Whoever asked for a report, while it is made under this lease: a schedule asks without a session. */
  | { kind: 'asker'; reportId: string; lease: string; requestId: string }
  | { kind: 'job'; job: JobName; requestId: string };

export type UserActor = Extract<Actor, { kind: 'user' }>;
export type AgentActor = Extract<Actor, { kind: 'agent' }>;

/** The actor as the database knows it at this moment. */
export interface Authority {
  user_id: string;
  role: UserRole;
  client_id: string | null;
  site_ids: string[];
  name: string;
  email: string;
  locale: 'es' | 'en';
}

/** A machine as the database knows it at this moment: what `me` holds when the actor is an agent. */
export interface MachineAuthority {
  asset_id: string;
  client_id: string;
  site_ids: [string];
  name: string;
  enrolment: 'active' | 'held';
  locale: 'es' | 'en';
}

export type Tx = NeonHttpDatabase<Record<string, never>>;
type Statements = Readonly<[BatchItem<'pg'>, ...BatchItem<'pg'>[]]>;

export interface Needs {
  /** Roles that may do this at all; others are refused with 403 before a row is read. Users only. */
  roles?: readonly UserRole[];
  /** Unique constraint → the field and code to answer when it is violated. */
  taken?: Record<string, { field: string; code?: string; message: string }>;
}

export interface Database {
  /**
   * Runs the statements as the actor: one round trip, one transaction, all or nothing.
   * @returns `me` (authority; of a job only `role` etc. are absent) and one result per statement.
   * Problems: unauthenticated (session over), forbidden (role, policy), conflict (LN409, unique key), invalid (LN422), not_found (LN404), too_many (LN429).
   * Throws on outages and bugs only.
   */
  asActor<T extends Statements, A extends Actor = Actor>(actor: A, needs: Needs, statements: (tx: Tx) => T): Promise<Result<{ me: [A] extends [AgentActor] ? MachineAuthority : Authority; rows: BatchResponse<T> }>>;
}

// The login role was checked by this isolate: it can't bypass row security.
let loginRoleChecked = false;

export function openDatabase(url: string, fetchEndpoint: string | undefined): Database {
  if (fetchEndpoint) neonConfig.fetchEndpoint = fetchEndpoint;
  const tx = drizzle({ client: neon(url) });
  return {
    async asActor(actor, needs, statements) {
      const check = sql`select app.must(not (rolsuper or rolbypassrls), 'LN500', 'the login role can bypass row security') from pg_roles where rolname = session_user`;
      const opening = loginRoleChecked ? [become(tx, actor, needs)] : [become(tx, actor, needs), tx.execute(check)];
      const batch = [...opening, ...statements(tx)] as unknown as Statements;
      try {
        const results = (await tx.batch(batch)) as readonly unknown[];
        loginRoleChecked = true;
        const first = results[0] as { rows: { me: never }[] };
        return done({ me: first.rows[0]!.me, rows: results.slice(opening.length) as BatchResponse<ReturnType<typeof statements>> });
      } catch (fault) {
        const problem = problemOf(fault, needs);
        if (!problem) throw fault;
        return refused(problem);
      }
    },
  };
}

function become(tx: Tx, actor: Actor, needs: Needs) {
  const role = ({ user: 'lanet_user', asker: 'lanet_user', agent: 'lanet_agent', job: 'lanet_job' } as const)[actor.kind];
  const me = actor.kind === 'user'
    ? sql`app.become_user(${actor.userId}::uuid, ${actor.sessionId}::uuid, ${needs.roles ? sql`${arrayLiteral(needs.roles)}::text[]` : sql`null`})`
    : actor.kind === 'asker' ? sql`app.become_asker(${actor.reportId}::uuid, ${actor.lease}::uuid)`
    : actor.kind === 'agent' ? sql`app.become_agent(${actor.assetId}::uuid, ${actor.publicKey})` : sql`app.become_job(${actor.job})`;
  // Row security makes the planner expect far more work than there is; compiling for it takes longer than any statement of ours.
  return tx.execute(sql`select set_config('role', ${role}, true), set_config('app.request_id', ${actor.requestId}, true), set_config('jit', 'off', true), ${me} as me`);
}

/** A Postgres array as one text parameter: the driver would send a JavaScript array as a list of parameters. */
export const arrayLiteral = (values: readonly string[]): string => `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

function problemOf(fault: unknown, needs: Needs): Problem | null {
  const error = fault instanceof NeonDbError ? fault : fault instanceof Error && fault.cause instanceof NeonDbError ? fault.cause : null;
  switch (error?.code) {
    case 'LN401': return { kind: 'unauthenticated', code: 'session_over', message: 'the session is over, sign in again' };
    case 'LN403': return forbidden(error.message === 'role may not' ? undefined : error.message).problem;
    case '42501': return forbidden('your role may not do this').problem;
    case 'LN404': return notFound(error.message || undefined).problem;
    case 'LN409': return { kind: 'conflict', code: 'conflict', message: error.message };
    case 'LN429': return { kind: 'too_many', message: error.message, retryAfterSeconds: 600 };
    case 'LN422': return { kind: 'invalid', errors: [{ code: 'refused', message: error.message }] };
    case '23505': {
      const taken = needs.taken?.[error.constraint ?? ''];
      return taken
        ? { kind: 'conflict', code: taken.code ?? 'taken', message: taken.message, field: taken.field }
        : { kind: 'conflict', code: 'duplicate', message: `${error.constraint ?? 'a unique value'} exists already` };
    }
    // Text that Postgres cannot hold, should a schema at the door have let it through.
    case '22021': case '22P05': return { kind: 'invalid', errors: [{ code: 'invalid_text', message: 'a text holds a character that cannot be stored' }] };
    // A cursor or an instant that no list of ours gave out.
    case '22P02': case '22003': case '22007': case '22008': case '22009':
      return { kind: 'invalid', errors: [{ code: 'invalid_value', message: 'a value cannot be read or is out of range' }] };
    case '40001': case '40P01': return { kind: 'conflict', code: 'busy', message: 'somebody changed the same rows, try again' };
    default: return null;
  }
}
