// Own, near and foreign: what the probes of the row matrix name by a scope.
import type { ActorName, Scope } from './matrix-expectations.ts';
import { world } from './world.ts';
import type { Person } from './world.ts';

/** The person of a user actor; jobs and anonymous callers try the rows of the solicitante. */
export interface Me {
  actor: ActorName;
  person: Person;
}

export interface Probe {
  /** Condition that matches exactly one row. */
  where?: (scope: Scope, me: Me) => string;
  /** What is read; `*` unless the column is the point. */
  column?: string;
  /** Columns and SQL values of a new row. */
  insert?: (scope: Scope, me: Me) => Record<string, string>;
  /** The SET clause of a harmless update. */
  change?: (scope: Scope, me: Me) => string;
  /** The refusal may come from a constraint: it then holds for the owner too. */
  isConstraint?: boolean;
  /** The row that is inserted is there already: a right to insert it shows as a key that is taken, which is looked at after the policies. */
  isTaken?: boolean;
}

const { client, site, who, ticket } = world;
export const q = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const equals = (column: string, value: string): string => `${column} = ${q(value)}`;
export const at = <T>(scope: Scope, own: T, near: T, foreign: T): T => (scope === 'o' ? own : scope === 'n' ? near : foreign);
export const place = (scope: Scope) =>
  at(scope, { client_id: client.a, site_id: site.a1, ticket_id: ticket.a1 }, { client_id: client.a, site_id: site.a2, ticket_id: ticket.a2 },
    { client_id: client.b, site_id: site.b1, ticket_id: ticket.b1 });
const neighbours: Partial<Record<ActorName, Person>> = { superadmin: who.superadmin2, admin: who.admin2, technician: who.technician2, client_admin: who.client_admin2 };
/** The actor, another person of the same house, somebody of client B. */
export const somebody = (scope: Scope, me: Me): Person => at(scope, me.person, neighbours[me.actor] ?? who.solicitante2, who.solicitante_b);
export const requester = (scope: Scope): Person => at(scope, who.solicitante, who.solicitante2, who.solicitante_b);
export const isJob = (me: Me): boolean => me.actor !== me.person.role;
/** Who signs a row: the actor; a job leaves it empty. */
export const signature = (me: Me): string => (isJob(me) ? 'null' : q(me.person.user_id));
