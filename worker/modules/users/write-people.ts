// People as the statements that make them: rows, sites, and an invitation for each one without a password.
import type { Deps } from '../../deps.ts';
import type { Tx, UserActor } from '../../platform/database.ts';
import { hashPassword } from '../../platform/passwords.ts';
import type { Effect } from '../../platform/problem.ts';
import { assignSites, insertInviteTokens, insertUsers, queueInvitations, type NewUser } from './store.ts';
import type { UserRole } from './values.ts';
import { writeInvitation } from './write-invitation.ts';

export interface NewPerson {
  client_id: string | null;
  name: string;
  email: string;
  role: UserRole;
  phone?: string | null;
  locale: 'es' | 'en';
  password?: string;
  invite?: boolean;
  site_ids: readonly string[];
}

/** Decides nothing: who may create whom, and whether the password is good, was asked before. Ids in the order given. */
export async function writePeople(deps: Pick<Deps, 'clock' | 'ids' | 'secretBox'>, actor: UserActor, people: readonly NewPerson[]) {
  const rows: NewUser[] = [];
  // One after the other: each hash takes 16 MiB of memory.
  for (const { client_id, name, email, role, phone, locale, password } of people) {
    rows.push({
      user_id: deps.ids.next(), client_id, name, email, role, phone: phone ?? null, locale,
      password_hash: password === undefined ? null : await hashPassword(password),
    });
  }
  const invited = rows.filter((row, index) => row.password_hash === null && people[index]!.invite !== false);
  const invitations = await Promise.all(invited.map((row) => writeInvitation(deps, actor, row)));
  const effects: Effect[] = invitations.length ? [{ type: 'mail' }] : [];
  return {
    userIds: rows.map((row) => row.user_id),
    effects,
    statements: (tx: Tx) => [
      insertUsers(tx, rows),
      ...rows.map((row, index) => assignSites(tx, row.user_id, row.client_id, people[index]!.site_ids)),
      ...(invitations.length ? [insertInviteTokens(tx, invitations), queueInvitations(tx, invitations)] : []),
    ] as const,
  };
}
