// Enrolment: the machine shows its new key and the token it was given, and becomes one asset of one client.
import * as z from 'zod';
import { AgentConfig } from '../durable-objects/protocol/agent-frames.ts';
import { enrolmentBytes } from '../durable-objects/protocol/envelope.ts';
import type { EnrolmentFacts } from './collect/collector.ts';
import { request, type Server } from './http.ts';
import { machineKey, signWith, writeIdentity, type Identity } from './identity.ts';
import { ensureDirectory } from './state-dir.ts';
import { AGENT_VERSION } from './version.ts';

const Registered = z.object({
  agent_id: z.uuid(), client_id: z.uuid(), credential: z.string().max(8192), auth_token: z.string().max(8192), config: AgentConfig, status: z.enum(['active', 'held']),
});
export type Enrolled = { ok: true; identity: Identity; status: 'active' | 'held' } | {
  ok: false; message: string;
  /** Nobody of the helpdesk has decided: no network, a proxy's page, a server that is busy. */
  mayPass: boolean;
};

/** Registers this machine and keeps what it got; the same key again is the same machine. @throws when the disk refuses. */
export async function enroll(server: Server, token: string, facts: EnrolmentFacts, stateDir: string): Promise<Enrolled> {
  ensureDirectory(stateDir);
  const key = machineKey(stateDir);
  const answer = await request(server, {
    method: 'POST', path: '/api/agents/register',
    body: { enrollment_token: token, public_key: key.public_key, proof: signWith(key, enrolmentBytes(server.host, token, key.public_key)), hardware_info: { ...facts, agent_version: AGENT_VERSION } },
  });
  if (!answer.ok) return { ok: false, mayPass: mayPass(answer.status, answer.code), message: explained(server, answer.code, answer.message) };
  const said = Registered.safeParse(answer.data);
  if (!said.success) return { ok: false, mayPass: false, message: 'the server answered in a form this agent does not know; is it a LANET server of this version?' };
  const { agent_id, client_id, credential, auth_token, config, status } = said.data;
  const identity: Identity = { version: 1, server: server.origin, proxy: server.proxy, agent_id, client_id, credential, auth_token, command_keys: config.command_keys, config };
  writeIdentity(stateDir, identity);
  return { ok: true, identity, status };
}

const mayPass = (status: number, code: string): boolean => status === 0 || status === 408 || status === 429 || status >= 500 || code.startsWith('http_');

function explained(server: Server, code: string, message: string): string {
  if (code === 'unreachable') return `${server.host} cannot be reached: ${message}`;
  if (code.startsWith('http_')) return `${server.host} answered, but not as a helpdesk (${message}); check the address, and whether a proxy stands in between`;
  return `${message} (${code})`;
}
