// What Hono's context carries in this application.
import type { Deps } from '../deps.ts';
import type { Env } from '../env.ts';
import type { Machine } from '../platform/agent-credentials.ts';
import type { UserActor } from '../platform/database.ts';

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    deps: Deps;
    /** Set by `authenticate`; routes behind it may rely on it. */
    actor: UserActor;
    /** Set by `authenticateAgent`. */
    machine: Machine;
  };
}
