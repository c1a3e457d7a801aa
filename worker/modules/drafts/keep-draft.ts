// Drafts of one person: read, kept and forgotten in one round trip each.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { ticketExists } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { DraftBody, DraftFileRow, DraftMark, DraftRow } from './contract.ts';
import { draftFilesOf, draftsOf, forgetDraft, keepDraft, myDrafts } from './store.ts';

const MARKS_MAX = 200;

export async function listMyDrafts(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<DraftMark[]>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [myDrafts(tx, MARKS_MAX)]);
  return read.ok ? done(read.value.rows[0]) : read;
}

/** What the caller is writing on a ticket: a reply, a note, and the files put into them. */
export async function readDrafts(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<{ drafts: DraftRow[]; files: DraftFileRow[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketExists(tx, idOrNumber), draftsOf(tx, idOrNumber), draftFilesOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [exists, drafts, files] = read.value.rows;
  return exists.length === 0 ? notFound('ticket') : done({ drafts, files });
}

/** The last one to save wins: a person has one pair of hands. Null: the draft was empty and is forgotten. */
export async function saveDraft(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string, body: DraftBody): Promise<Result<DraftRow | null>> {
  const needs = body.visibility === 'internal' ? { roles: STAFF_ROLES } : {};
  if (body.body_text.trim() === '') {
    const gone = await deps.database.asActor(actor, needs, (tx) => [ticketExists(tx, idOrNumber), forgetDraft(tx, idOrNumber, body.visibility)]);
    if (!gone.ok) return gone;
    return gone.value.rows[0].length === 0 ? notFound('ticket') : done(null);
  }
  const kept = await deps.database.asActor(actor, needs, (tx) => [keepDraft(tx, idOrNumber, body)]);
  if (!kept.ok) return kept;
  const row = kept.value.rows[0].rows[0] as unknown as DraftRow | undefined;
  return row ? done({ ...row, updated_at: new Date(row.updated_at) }) : notFound('ticket');
}
