// Rows of an invitation: a link stored as its hash, and the mail that carries it.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { InvitationRows } from './store.ts';

const INVITE_DAYS = 7;

export interface Invited {
  user_id: string;
  client_id: string | null;
  name: string;
  email: string;
  locale: 'es' | 'en';
}

/** Only the box in the mail's row, sealed for this person, can give the link back; the job that sends it opens it. */
export async function writeInvitation(deps: Pick<Deps, 'clock' | 'ids' | 'secretBox'>, actor: UserActor, person: Invited): Promise<InvitationRows> {
  const token = deps.ids.secret(32);
  const token_hash = await sha256Hex(token);
  const link_token_box = await deps.secretBox.seal(token, `invite:${person.user_id}`);
  return {
    token: {
      token_hash, user_id: person.user_id, purpose: 'invite',
      expires_at: new Date(deps.clock.now().getTime() + INVITE_DAYS * 86_400_000),
    },
    mail: {
      event: 'user_invited', effect_key: `user_invited:${token_hash.slice(0, 32)}`, client_id: person.client_id, user_id: person.user_id,
      to_email: person.email, to_name: person.name, locale: person.locale, vars: { link_token_box }, created_by: actor.userId,
    },
  };
}
