// `ticket`: asks for help from the machine itself, with what a technician would ask first.
import * as z from 'zod';
import { hostname, uptime } from 'node:os';
import type { Status } from '../agent.ts';
import type { Platform } from '../collect/collector.ts';
import { EXIT } from '../command-line.ts';
import { askLocally } from '../local-socket.ts';
import { openLog } from '../log.ts';
import { platformOf } from '../platform/platform.ts';
import { requestAs } from '../session.ts';
import { AGENT_VERSION } from '../version.ts';
import { identityHere } from './identity-here.ts';

type Say = (text: string) => void;
const Opened = z.object({ ticket_number: z.string().max(40).optional() });

export async function openTicket(asked: { stateDir: string; subject: string; description: string }, say: Say, complain: Say): Promise<number> {
  const self = identityHere(asked.stateDir);
  if (typeof self === 'string') {
    complain(self);
    return EXIT.configuration;
  }
  const status = (await askLocally(asked.stateDir, 'status')) as Status | null;
  const diagnostics = { ...(await diagnosticsOf(await platformOf())), agent_online: status?.is_online ?? false, agent_queue: status?.queue.records ?? null };
  const answer = await requestAs(self, openLog(asked.stateDir), { method: 'POST', path: '/api/agents/tickets', body: { subject: asked.subject, description: asked.description, diagnostics } });
  if (!answer.ok) {
    complain(answer.code === 'unreachable' ? `${self.server.host} cannot be reached: ${answer.message}` : `${answer.message} (${answer.code})`);
    return answer.code === 'unreachable' ? EXIT.unavailable : EXIT.refused;
  }
  const number = Opened.safeParse(answer.data).data?.ticket_number;
  say(number ? `ticket ${number} is open` : 'the ticket is open');
  return EXIT.ok;
}

/** Two readings, so that rates and the processor's load have something to count from. */
async function diagnosticsOf(platform: Platform): Promise<Record<string, string | number | null | string[]>> {
  await platform.sample();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [sample, os] = await Promise.all([platform.sample(), platform.inventory.os()]);
  return {
    at: new Date().toISOString(), hostname: hostname(), agent_version: AGENT_VERSION, os: `${os.name}${os.version === null ? '' : ` ${os.version}`}`, uptime_s: Math.round(uptime()),
    cpu: sample.cpu, memory: sample.memory, disks: sample.disks.slice(0, 20).map(({ mount, used }) => `${mount} ${Math.round(used)} %`.slice(0, 500)), processes: sample.processes,
  };
}
