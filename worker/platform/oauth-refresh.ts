// Access tokens for mail servers that take no password: the refresh grant of OAuth 2.0 (RFC 6749, section 6).
import { hostFault } from './sockets/allowed-host.ts';

export interface RefreshGrant {
  tokenUrl: string;
  clientId: string;
  /** Public clients have none. */
  clientSecret: string | null;
  refreshToken: string;
  scope: string | null;
}

export type Refreshed =
  /** `refreshToken`: the next one, where the server hands out a new one each time. */
  | { ok: true; accessToken: string; expiresInSeconds: number; refreshToken: string | null }
  | { ok: false; code: 'token_url_not_allowed' | 'token_refused' | 'token_unreachable'; detail: string };

const DEADLINE_MS = 10_000;
const ANSWER_BYTES_MAX = 65_536;
/** What servers give when they do not say: RFC 6749 recommends saying. */
const EXPIRES_DEFAULT_SECONDS = 300;

/** Never throws. @param testHosts hosts that may be asked without TLS and inside our own network. */
export async function refreshAccessToken(grant: RefreshGrant, testHosts: readonly string[] = []): Promise<Refreshed> {
  const url = URL.canParse(grant.tokenUrl) ? new URL(grant.tokenUrl) : null;
  const isTest = url !== null && testHosts.includes(url.hostname);
  if (url === null || (!isTest && (url.protocol !== 'https:' || hostFault(url.hostname, url.port === '' ? 443 : Number(url.port)) !== null))) {
    return { ok: false, code: 'token_url_not_allowed', detail: 'the token address is not a public https address' };
  }
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: grant.refreshToken, client_id: grant.clientId });
  if (grant.clientSecret !== null) form.set('client_secret', grant.clientSecret);
  if (grant.scope !== null) form.set('scope', grant.scope);
  try {
    const response = await fetch(url, { method: 'POST', body: form, headers: { accept: 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
    const said = fieldsOf(await firstText(response));
    const accessToken = textOf(said.access_token);
    if (!response.ok || accessToken === null) {
      // Only the code of the error: descriptions may name accounts.
      return { ok: false, code: response.status >= 500 || response.status === 429 ? 'token_unreachable' : 'token_refused', detail: `${response.status} ${/^[\w.-]{1,60}$/.exec(textOf(said.error) ?? '')?.[0] ?? ''}`.trim() };
    }
    const seconds = Number(said.expires_in);
    return { ok: true, accessToken, expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : EXPIRES_DEFAULT_SECONDS, refreshToken: textOf(said.refresh_token) };
  } catch {
    return { ok: false, code: 'token_unreachable', detail: 'the token server did not answer' };
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.length > 0 && value.length < 16_384 ? value : null);

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function firstText(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > ANSWER_BYTES_MAX) {
      await reader.cancel();
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
}
