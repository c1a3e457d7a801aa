// `enroll`: makes this machine known, once.
import { EXIT } from '../command-line.ts';
import { enroll } from '../enroll.ts';
import { serverOf } from '../http.ts';
import { readIdentity } from '../identity.ts';
import { platformOf } from '../platform/platform.ts';
import { holderOf } from '../single-instance.ts';

type Say = (text: string) => void;

export async function enrollMachine(asked: { stateDir: string; server: string; token: string; proxy: string | null }, say: Say, complain: Say): Promise<number> {
  const server = serverOf(asked.server, asked.proxy);
  if (typeof server === 'string') {
    complain(server);
    return EXIT.usage;
  }
  const holder = holderOf(asked.stateDir);
  if (holder !== null) {
    complain(`an agent is running here (process ${holder}); stop it first`);
    return EXIT.again;
  }
  const before = readIdentity(asked.stateDir);
  const facts = await (await platformOf()).enrolmentFacts();
  const enrolled = await enroll(server, asked.token.trim(), facts, asked.stateDir);
  if (!enrolled.ok) {
    complain(enrolled.message);
    return EXIT.refused;
  }
  say(`${before?.agent_id === enrolled.identity.agent_id ? 'enrolled again' : 'enrolled'} as ${enrolled.identity.agent_id} at ${server.host}`);
  if (enrolled.status === 'held') say('the machine is held: it reports, and takes no orders until somebody approves it');
  say('start it with: lanet-agent run');
  return EXIT.ok;
}
