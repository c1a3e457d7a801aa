// How the machine proves itself: a challenge of the server, answered with its own key, and what is renewed when the server asks for it.
import * as z from 'zod';
import { AgentConfig } from '../durable-objects/protocol/agent-frames.ts';
import { proofBytes } from '../durable-objects/protocol/envelope.ts';
import { request, type Answer, type Server } from './http.ts';
import { renewKeys, signWith, writeIdentity, type Identity, type MachineKey } from './identity.ts';
import type { Log } from './log.ts';

const Challenge = z.object({ challenge: z.string().max(4096), server_time: z.iso.datetime() });
const Session = z.object({ auth_token: z.string().max(8192), credential: z.string().max(8192), config: AgentConfig });

export interface Proof {
  challenge: string;
  proof: string;
  /** What to add to this machine's clock to get the server's, milliseconds. */
  offsetMs: number;
}
export type Proved = { ok: true; proof: Proof } | Extract<Answer, { ok: false }>;
export type Renewed = { ok: true } | Extract<Answer, { ok: false }>;

const strange = (what: string): Extract<Answer, { ok: false }> => ({ ok: false, status: 0, code: 'strange_answer', message: `the server answered ${what} in a form this agent does not know`, retryAfterS: null });

/** A fresh challenge and this machine's answer to it; good for one use within a minute. */
export async function prove(server: Server, key: MachineKey, agentId: string, signal?: AbortSignal): Promise<Proved> {
  const sentAt = Date.now();
  const answer = await request(server, { method: 'POST', path: '/api/agents/challenge', body: {}, ...(signal ? { signal } : {}) });
  if (!answer.ok) return answer;
  const said = Challenge.safeParse(answer.data);
  if (!said.success) return strange('a challenge');
  return {
    ok: true,
    proof: {
      challenge: said.data.challenge, proof: signWith(key, proofBytes(server.host, agentId, said.data.challenge)),
      offsetMs: Math.round(Date.parse(said.data.server_time) - (sentAt + Date.now()) / 2),
    },
  };
}

/** The identity in memory and on disk; one object, shared by everything that runs. */
export interface Self {
  stateDir: string;
  server: Server;
  key: MachineKey;
  identity: Identity;
}

/** Takes what the server says the agent has to obey; keys only by the rule of `renewKeys`. A disk that refuses keeps it in memory. */
export function adoptConfig(self: Self, config: AgentConfig, log: Log): void {
  const { keys, verdict } = renewKeys(self.identity.command_keys, config.command_keys);
  if (verdict === 'refused') log.error('command_keys_refused', { announced: config.command_keys.map((key) => key.key_id).join(' '), pinned: self.identity.command_keys.map((key) => key.key_id).join(' ') });
  const isSame = verdict !== 'renewed' && JSON.stringify(self.identity.config) === JSON.stringify(config);
  self.identity = { ...self.identity, config, command_keys: keys };
  if (isSame) return;
  if (verdict === 'renewed') log.info('command_keys_renewed', { keys: keys.map((key) => key.key_id).join(' ') });
  keep(self, log);
}

/** New credential and bearer for the proof of the key. */
export async function renewSession(self: Self, log: Log, signal?: AbortSignal): Promise<Renewed> {
  const proved = await prove(self.server, self.key, self.identity.agent_id, signal);
  if (!proved.ok) return proved;
  const answer = await request(self.server, {
    method: 'POST', path: '/api/agents/session', body: { agent_id: self.identity.agent_id, challenge: proved.proof.challenge, proof: proved.proof.proof }, ...(signal ? { signal } : {}),
  });
  if (!answer.ok) return answer;
  const said = Session.safeParse(answer.data);
  if (!said.success) return strange('a session');
  self.identity = { ...self.identity, auth_token: said.data.auth_token, credential: said.data.credential };
  keep(self, log);
  adoptConfig(self, said.data.config, log);
  return { ok: true };
}

/** A request of this machine with its bearer, renewed once when it has run out. */
export async function requestAs(self: Self, log: Log, call: { method: 'GET' | 'POST'; path: string; body?: unknown; timeoutMs?: number; signal?: AbortSignal }): Promise<Answer> {
  const bearer = self.identity.auth_token;
  const first = bearer === null ? null : await request(self.server, { ...call, bearer });
  if (first && (first.ok || first.status !== 401)) return first;
  const renewed = await renewSession(self, log, call.signal);
  return renewed.ok ? request(self.server, { ...call, bearer: self.identity.auth_token! }) : renewed;
}

function keep(self: Self, log: Log): void {
  try {
    writeIdentity(self.stateDir, self.identity);
  } catch (fault) {
    log.warn('identity_not_kept', { reason: fault instanceof Error ? fault.message : String(fault) });
  }
}
