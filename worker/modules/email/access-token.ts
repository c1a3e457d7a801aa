// The access token of a mailbox that takes no password, for SMTP and IMAP alike; a refresh token that the server replaced is kept.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { refreshAccessToken } from '../../platform/oauth-refresh.ts';
import { keepRefreshToken } from './poll-store.ts';

/** The part of a configuration that signs in this way; secrets are boxes. */
export interface TokenConfig {
  config_id: string;
  oauth_token_url: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
  secrets: Record<string, { key_id: string; box: string } | null | undefined>;
}

export type TokenResult =
  | { ok: true; token: string }
  | { ok: false; code: 'secret_missing' | 'token_url_not_allowed' | 'token_refused' | 'token_unreachable'; detail: string };

type TokenDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'secretBox'>;

/** Before a token runs out, so that it lasts for the conversation it is asked for. */
const SPARE_MS = 120_000;
const known = new WeakMap<object, Map<string, { token: string; until: number }>>();

/** Never throws. Asked of the token server at most once for each lifetime of a token in this isolate. @param job whose rights keep a replaced refresh token. @param isFresh the token that is known was refused. */
export async function accessTokenOf(deps: TokenDeps, config: TokenConfig, job: 'mail_in' | 'mail_out', isFresh = false): Promise<TokenResult> {
  const sealed = config.secrets.oauth_refresh_token;
  if (!sealed || config.oauth_token_url === null || config.oauth_client_id === null) return { ok: false, code: 'secret_missing', detail: 'the token server is not set up' };
  const cache = known.get(deps.config) ?? new Map<string, { token: string; until: number }>();
  known.set(deps.config, cache);
  // Part of the key is what the token came from: other settings, another token.
  const key = [config.config_id, sealed.box, config.oauth_token_url, config.oauth_client_id, config.oauth_scope].join('\n');
  const hit = cache.get(key);
  if (!isFresh && hit && hit.until > deps.clock.now().getTime()) return { ok: true, token: hit.token };

  const context = `email_config:${config.config_id}`;
  const secret = config.secrets.oauth_client_secret;
  let opened: { clientSecret: string | null; refreshToken: string };
  try {
    opened = { clientSecret: secret ? await deps.secretBox.open(secret, context) : null, refreshToken: await deps.secretBox.open(sealed, context) };
  } catch {
    return { ok: false, code: 'secret_missing', detail: 'what is stored cannot be read: its key is gone' };
  }
  const answer = await refreshAccessToken({ tokenUrl: config.oauth_token_url, clientId: config.oauth_client_id, scope: config.oauth_scope, ...opened }, deps.config.mailTestHosts);
  if (!answer.ok) return answer;
  const until = deps.clock.now().getTime() + answer.expiresInSeconds * 1000 - SPARE_MS;
  if (cache.size > 200) cache.clear();
  cache.set(key, { token: answer.accessToken, until });
  if (answer.refreshToken !== null) {
    const box = await deps.secretBox.seal(answer.refreshToken, context);
    const actor: Actor = { kind: 'job', job, requestId: `token-${deps.ids.next()}` };
    const written = await deps.database.asActor(actor, {}, (tx) => [keepRefreshToken(tx, config.config_id, sealed, box)]);
    // The old one may still do: the next refresh tells.
    if (!written.ok) deps.log.error('refresh_token_not_kept', new Error(written.problem.kind), { config_id: config.config_id });
    else cache.set([config.config_id, box.box, config.oauth_token_url, config.oauth_client_id, config.oauth_scope].join('\n'), { token: answer.accessToken, until });
  }
  return { ok: true, token: answer.accessToken };
}
