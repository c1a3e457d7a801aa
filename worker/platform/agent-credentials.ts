// What the Worker signs for machines: a lasting credential for the socket, short tokens for HTTP, and challenges. HS256 with the keys of people's tokens, told apart by type.
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { tokenKeys } from './token-keys.ts';
import type { TokenKey } from './tokens.ts';

/** A machine as a signed token names it; whether it may still come is known to its object and to Postgres. */
export interface Machine {
  asset_id: string;
  client_id: string;
  /** Raw Ed25519 key, base64url. */
  public_key: string;
}

export interface AgentCredentials {
  /** Without an end: it is worth nothing without the machine's key, and the object refuses revoked machines. */
  signCredential(machine: Machine): Promise<string>;
  /** Null when it is not ours or of another type: the agent then asks for a new one. */
  verifyCredential(token: string): Promise<Machine | null>;
  /** Bearer for the HTTP routes of a machine, 15 minutes. */
  signAuthToken(machine: Machine, jti: string, now: Date): Promise<string>;
  verifyAuthToken(token: string, now: Date): Promise<Machine | null>;
  /** 60 seconds; whoever accepts a proof over it remembers the `jti`. */
  signChallenge(jti: string, now: Date): Promise<string>;
  verifyChallenge(token: string, now: Date): Promise<{ jti: string } | null>;
}

export const AUTH_TOKEN_SECONDS = 900;
const CHALLENGE_SECONDS = 60;

export function makeAgentCredentials(keys: TokenKey[]): AgentCredentials {
  const keyOf = tokenKeys(keys);
  const signer = (payload: JWTPayload) => new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: keys[0]!.kid, typ: 'JWT' });
  const finish = async (jwt: SignJWT) => jwt.sign((await keyOf(keys[0]!.kid))!);
  const expiring = (payload: JWTPayload, now: Date, seconds: number) => {
    const at = Math.floor(now.getTime() / 1000);
    return finish(signer(payload).setIssuedAt(at).setExpirationTime(at + seconds));
  };
  const verify = async (token: string, type: string, requiredClaims: string[], now?: Date): Promise<JWTPayload | null> => {
    try {
      const { payload } = await jwtVerify(token, async (header) => {
        const key = await keyOf(header.kid ?? '');
        if (!key) throw new Error('unknown key');
        return key;
      }, { algorithms: ['HS256'], clockTolerance: 5, requiredClaims, ...(now ? { currentDate: now } : {}) });
      return payload.type === type ? payload : null;
    } catch {
      return null;
    }
  };
  const claimsOf = (type: string, machine: Machine): JWTPayload => ({ type, sub: machine.asset_id, client_id: machine.client_id, cnf: machine.public_key });
  const machineOf = (claims: JWTPayload | null): Machine | null =>
    claims && typeof claims.sub === 'string' && typeof claims.client_id === 'string' && typeof claims.cnf === 'string'
      ? { asset_id: claims.sub, client_id: claims.client_id, public_key: claims.cnf } : null;
  return {
    signCredential: (machine) => finish(signer(claimsOf('agent', machine))),
    verifyCredential: async (token) => machineOf(await verify(token, 'agent', ['sub'])),
    signAuthToken: (machine, jti, now) => expiring({ ...claimsOf('agent-http', machine), jti }, now, AUTH_TOKEN_SECONDS),
    verifyAuthToken: async (token, now) => machineOf(await verify(token, 'agent-http', ['sub', 'exp', 'jti'], now)),
    signChallenge: (jti, now) => expiring({ type: 'challenge', jti }, now, CHALLENGE_SECONDS),
    verifyChallenge: async (token, now) => {
      const claims = await verify(token, 'challenge', ['exp', 'jti'], now);
      return claims?.jti ? { jti: claims.jti } : null;
    },
  };
}
