// Enrolment tokens and what became of them, for staff.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { Pagination } from '../contract.ts';
import type { AttemptQuery, AttemptRow, MadeToken, NewToken, TokenQuery, TokenRow } from './contract.ts';
import { attemptRows, countAttempts, countTokens, insertToken, revokeToken, siteMustBe, tokenById, tokenRows, type After } from './store.ts';

const needs = { roles: STAFF_ROLES };
const DAY_MS = 86_400_000;

function afterOf(cursor: string | undefined): Result<After | null> {
  const decoded = decodeCursor(cursor, 2);
  if (!decoded.ok || decoded.value === null) return decoded as Result<null>;
  const [at, id] = decoded.value;
  const isOurs = typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  return isOurs ? done({ at: new Date(at).toISOString(), id }) : invalidField('cursor', 'invalid_cursor', 'is not a cursor of this list');
}
const iso = (at: Date | string): string => new Date(at).toISOString();

export async function listTokens(deps: Pick<Deps, 'database'>, actor: UserActor, query: TokenQuery): Promise<Result<{ tokens: TokenRow[]; pagination: Pagination }>> {
  const after = afterOf(query.cursor);
  if (!after.ok) return after;
  const read = await deps.database.asActor(actor, needs, (tx) => [tokenRows(tx, query, after.value, query.limit + 1), countTokens(tx, query, TOTAL_CAP + 1)] as const);
  if (!read.ok) return read;
  const [found, [count]] = read.value.rows;
  const { rows, pagination } = page(found, query.limit, count?.total ?? 0, (row) => [iso(row.created_at), row.token_id]);
  return done({ tokens: rows, pagination });
}

/** The token is in this answer and nowhere else: 160 random bits, stored as their hash. */
export async function makeToken(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'config'>, actor: UserActor, input: NewToken): Promise<Result<MadeToken>> {
  const secret = `lae_${deps.ids.secret(20)}`;
  const hash = await sha256Hex(secret);
  const tokenId = deps.ids.next();
  const { expires_in_days, ...rest } = input;
  const written = await deps.database.asActor(actor, needs, (tx) => [
    siteMustBe(tx, input.client_id, input.site_id),
    insertToken(tx, { ...rest, token_id: tokenId, token_hash: hash, token_hint: secret.slice(0, 9), expires_at: new Date(deps.clock.now().getTime() + expires_in_days * DAY_MS), created_by: actor.userId }),
    tokenById(tx, tokenId),
  ] as const);
  if (!written.ok) return written;
  return done({ token: written.value.rows[2][0]!, enrollment_token: secret, server: deps.config.origin });
}

/** Machines that enrolled with it stay. */
export async function withdrawToken(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, tokenId: string): Promise<Result<{ token: TokenRow }>> {
  const written = await deps.database.asActor(actor, needs, (tx) => [revokeToken(tx, tokenId, deps.clock.now()), tokenById(tx, tokenId)] as const);
  if (!written.ok) return written;
  const [token] = written.value.rows[1];
  return token ? done({ token }) : notFound('token');
}

export async function listAttempts(deps: Pick<Deps, 'database'>, actor: UserActor, query: AttemptQuery): Promise<Result<{ attempts: AttemptRow[]; pagination: Pagination }>> {
  const after = afterOf(query.cursor);
  if (!after.ok) return after;
  const read = await deps.database.asActor(actor, needs, (tx) => [attemptRows(tx, query, after.value, query.limit + 1), countAttempts(tx, query, TOTAL_CAP + 1)] as const);
  if (!read.ok) return read;
  const [found, [count]] = read.value.rows;
  const { rows, pagination } = page(found, query.limit, count?.total ?? 0, (row) => [iso(row.created_at), row.attempt_id]);
  return done({ attempts: rows, pagination });
}
