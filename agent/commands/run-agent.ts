// `run`: the agent in the foreground, until it is told to stop.
import { dirname } from 'node:path';
import { realTools } from '../collect/real-tools.ts';
import { platformOf } from '../platform/platform.ts';
import { startAgent } from '../agent.ts';
import { EXIT } from '../command-line.ts';
import { openLog } from '../log.ts';
import { lock } from '../single-instance.ts';
import { ensureDirectory } from '../state-dir.ts';
import { removalOf } from '../tools/remove-program.ts';
import { identityHere } from './identity-here.ts';
import { wipe } from './wipe.ts';

type Say = (text: string) => void;

/** After this a stop that hangs is cut: a service manager would do the same. */
const STOP_MS = 2000;

export async function runAgent(asked: { stateDir: string; isQuiet: boolean; protocol: number | null; enrolment?: string | null }, say: Say, complain: Say): Promise<number> {
  if (asked.enrolment) {
    const refused = await (await import('../first-enrolment.ts')).firstEnrolment(asked.stateDir, asked.enrolment, say);
    if (refused !== null) {
      complain(refused);
      return EXIT.refused;
    }
  }
  const self = identityHere(asked.stateDir);
  if (typeof self === 'string') {
    complain(self);
    return EXIT.configuration;
  }
  ensureDirectory(asked.stateDir);
  const taken = lock(asked.stateDir);
  if (!taken.ok) {
    complain(`an agent is already running here (process ${taken.pid})`);
    return EXIT.again;
  }
  try {
    const log = openLog(asked.stateDir, asked.isQuiet ? undefined : say);
    const platform = await platformOf();
    // The launcher names a file in the folder of the program it belongs to.
    const ownFile = process.env['LANET_RELEASE_KEYS'];
    const removal = await removalOf({ platform: platform.name, folder: ownFile ? dirname(ownFile) : null, isRoot: process.platform === 'win32' || process.getuid?.() === 0 }, realTools);
    const running = startAgent(self, platform, log, { removal, ...(asked.protocol === null ? {} : { protocolMax: asked.protocol }) });
    const stop = (): void => {
      setTimeout(() => process.exit(EXIT.ok), STOP_MS).unref();
      void running.stop('stop');
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    // Windows has no signals: its host closes this program's input.
    if (process.env['LANET_HOST'] === '1') process.stdin.once('end', stop).once('error', stop).resume();
    // A terminal that closes is not a reason to leave; a service has none.
    process.on('SIGHUP', () => {});
    const why = await running.ended;
    if (why === 'revoked') complain('the server has withdrawn this machine; enrol it again to bring it back');
    if (why === 'upgrade_required') complain('the server no longer speaks with this version; install a newer agent');
    if (why === 'retired') complain('this machine was retired: it has forgotten its helpdesk; take the program away, or enrol it again');
    if (why === 'removed') say('this machine was retired: its program is being taken away');
    if (why === 'uninstalled' || why === 'retired' || why === 'removed') wipe(asked.stateDir);
    if (why === 'updating') return EXIT.update;
    return why === 'revoked' || why === 'retired' || why === 'removed' || why === 'upgrade_required' ? EXIT.configuration : EXIT.ok;
  } finally {
    taken.release();
  }
}
