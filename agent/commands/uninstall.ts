// `uninstall`: tells the server that this machine leaves, and forgets everything.
import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { EXIT } from '../command-line.ts';
import { Ledger } from '../ledger.ts';
import { askLocally } from '../local-socket.ts';
import { openLog } from '../log.ts';
import { openLongPoll } from '../long-poll.ts';
import type { Self } from '../session.ts';
import { holderOf, lock } from '../single-instance.ts';
import { Spool } from '../spool.ts';
import { AGENT_VERSION } from '../version.ts';
import { openWebSocket } from '../web-socket.ts';
import { identityHere } from './identity-here.ts';
import { wipe } from './wipe.ts';

type Say = (text: string) => void;
/** For the running agent to say goodbye, wipe its state and end. */
const STOPS_MS = 5000;

export async function uninstall(asked: { stateDir: string; isForced: boolean }, say: Say, complain: Say): Promise<number> {
  if (!existsSync(asked.stateDir)) {
    complain(`there is no agent in ${asked.stateDir}`);
    return EXIT.configuration;
  }
  const pid = holderOf(asked.stateDir);
  if (pid !== null) {
    await askLocally(asked.stateDir, 'uninstall');
    for (const deadline = Date.now() + STOPS_MS; holderOf(asked.stateDir) !== null && Date.now() < deadline;) await new Promise((resolve) => setTimeout(resolve, 50));
    if (holderOf(asked.stateDir) !== null) {
      complain(`the running agent (process ${pid}) does not end; stop its service first`);
      return EXIT.again;
    }
  } else {
    const self = identityHere(asked.stateDir);
    const taken = lock(asked.stateDir);
    if (!taken.ok) {
      complain(`an agent is just starting here (process ${taken.pid})`);
      return EXIT.again;
    }
    const wasTold = typeof self === 'string' || (await tellServer(self));
    if (!wasTold && !asked.isForced) {
      taken.release();
      complain('the server could not be told; with --force this machine forgets it anyway');
      return EXIT.unavailable;
    }
    taken.release();
  }
  if (existsSync(asked.stateDir)) wipe(asked.stateDir);
  say('this machine has forgotten its helpdesk; the entry there is kept as retired history');
  return EXIT.ok;
}

/** Hello and goodbye, by whichever way is open. */
async function tellServer(self: Self): Promise<boolean> {
  const log = openLog(self.stateDir);
  const { promise, resolve } = Promise.withResolvers<void>();
  const events = { onFrame: () => {}, onClose: () => resolve() };
  const direct = await openWebSocket(self, log, events);
  const opened = direct.ok ? direct : await openLongPoll(self, log, events, 0);
  if (!opened.ok) return opened.why === 'revoked';
  const spool = new Spool(self.stateDir, log);
  const ledger = new Ledger(self.stateDir);
  opened.channel.send({
    type: 'hello', protocol: opened.channel.protocol, agent_version: AGENT_VERSION, platform: process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'macos' : 'linux',
    hostname: hostname().slice(0, 255), boot_id: randomUUID(), spool_id: spool.id, clock: new Date().toISOString(), last_sequence: ledger.lastSequence, inventory: {}, commands: [],
  });
  opened.channel.send({ type: 'goodbye', reason: 'uninstall' });
  await opened.channel.close();
  ledger.close();
  await promise;
  return true;
}
