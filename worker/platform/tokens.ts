// Signed tokens: access tokens for people, one-time tickets for live sockets. HS256, two keys for rotation.
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { Authority } from './database.ts';
import { tokenKeys } from './token-keys.ts';

export interface TokenKey {
  kid: string;
  secret: string;
}

/** Payload of an access token. Identity (`sub`, `sid`) is believed; the rest is for display, authority is loaded in SQL. */
export interface AccessClaims extends JWTPayload {
  sub: string;
  sid: string;
  role: string;
  client_id: string | null;
  site_ids: string[];
  name: string;
  email: string;
  type: 'access';
  jti: string;
}

export interface LiveClaims extends JWTPayload {
  sub: string;
  type: 'live';
  jti: string;
  role: string;
  client_id: string | null;
  site_ids: string[];
  name: string;
}

/** Lets one browser watch one machine; rights are those of the moment it was signed. */
export interface AssetLiveClaims extends JWTPayload {
  sub: string;
  type: 'asset-live';
  jti: string;
  client_id: string;
  asset_id: string;
  may_read_output: boolean;
}

/** Lets one browser take part in one session of remote help. */
export interface RemoteClaims extends JWTPayload {
  sub: string;
  type: 'remote';
  jti: string;
  client_id: string;
  asset_id: string;
  session_id: string;
}

export interface Tokens {
  signAccess(me: Authority, sessionId: string, jti: string, now: Date): Promise<string>;
  /** Null when the token is not ours, expired, not yet valid or of another type. */
  verifyAccess(token: string, now: Date): Promise<AccessClaims | null>;
  /** Valid for 30 seconds; the object that accepts it remembers its `jti`. */
  signLive(me: Authority, jti: string, now: Date): Promise<string>;
  verifyLive(token: string, now: Date): Promise<LiveClaims | null>;
  /** Valid for 30 seconds; the machine's object remembers its `jti`. */
  signAssetLive(viewer: { user_id: string; client_id: string; asset_id: string; may_read_output: boolean }, jti: string, now: Date): Promise<string>;
  verifyAssetLive(token: string, now: Date): Promise<AssetLiveClaims | null>;
  /** Valid for 30 seconds; the machine's object remembers its `jti`. */
  signRemote(viewer: { user_id: string; client_id: string; asset_id: string; session_id: string }, jti: string, now: Date): Promise<string>;
  verifyRemote(token: string, now: Date): Promise<RemoteClaims | null>;
}

export function makeTokens(keys: TokenKey[], accessMinutes: number): Tokens {
  const keyOf = tokenKeys(keys);
  const sign = async (payload: JWTPayload, now: Date, seconds: number) => {
    const at = Math.floor(now.getTime() / 1000);
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', kid: keys[0]!.kid, typ: 'JWT' })
      .setIssuedAt(at).setNotBefore(at).setExpirationTime(at + seconds)
      .sign((await keyOf(keys[0]!.kid))!);
  };
  const verify = async (token: string, type: string, now: Date): Promise<JWTPayload | null> => {
    try {
      const { payload } = await jwtVerify(token, async (header) => {
        const key = await keyOf(header.kid ?? '');
        if (!key) throw new Error('unknown key');
        return key;
      }, { algorithms: ['HS256'], currentDate: now, clockTolerance: 5, requiredClaims: ['sub', 'exp', 'jti'] });
      return payload.type === type ? payload : null;
    } catch {
      return null;
    }
  };
  return {
    signAccess: (me, sessionId, jti, now) => sign({
      sub: me.user_id, sid: sessionId, role: me.role, client_id: me.client_id, site_ids: me.site_ids,
      name: me.name, email: me.email, type: 'access', jti,
    }, now, accessMinutes * 60),
    verifyAccess: async (token, now) => (await verify(token, 'access', now)) as AccessClaims | null,
    signLive: (me, jti, now) => sign({
      sub: me.user_id, type: 'live', jti, role: me.role, client_id: me.client_id, site_ids: me.site_ids, name: me.name,
    }, now, 30),
    verifyLive: async (token, now) => (await verify(token, 'live', now)) as LiveClaims | null,
    signAssetLive: ({ user_id, ...viewer }, jti, now) => sign({ ...viewer, sub: user_id, type: 'asset-live', jti }, now, 30),
    verifyAssetLive: async (token, now) => (await verify(token, 'asset-live', now)) as AssetLiveClaims | null,
    signRemote: ({ user_id, ...viewer }, jti, now) => sign({ ...viewer, sub: user_id, type: 'remote', jti }, now, 30),
    verifyRemote: async (token, now) => (await verify(token, 'remote', now)) as RemoteClaims | null,
  };
}
