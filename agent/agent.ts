// The running agent: puts the parts together, keeps them going, and ends them in order.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { UNINSTALL_FEATURE } from '../durable-objects/protocol/envelope.ts';
import { RECOVERY_KEYS } from '../durable-objects/protocol/recovery-keys.ts';
import { REMOTE_FEATURE, TUNNEL_FEATURE } from '../durable-objects/protocol/remote.ts';
import type { Outcome, Platform } from './collect/collector.ts';
import { CommandDesk } from './command-desk.ts';
import type { Channel } from './channel.ts';
import { TIMINGS, keepConnected, type Ended, type Talk, type Timings } from './connection.ts';
import { KeyEscrow } from './key-escrow.ts';
import { Ledger } from './ledger.ts';
import { Link } from './link.ts';
import { answerLocally } from './local-socket.ts';
import type { Log } from './log.ts';
import { Sampling } from './sampling.ts';
import { adoptConfig, type Self } from './session.ts';
import { Spool } from './spool.ts';
import type { Removal } from './tools/remove-program.ts';
import { UpdateFolder } from './update/update-folder.ts';
import { Updater } from './update/updater.ts';
import { AGENT_VERSION } from './version.ts';

/** What `status` tells of a running agent. */
export interface Status {
  pid: number;
  version: string;
  agent_id: string;
  client_id: string;
  server: string;
  is_online: boolean;
  transport: 'websocket' | 'long-poll' | null;
  protocol: number | null;
  connected_since: string | null;
  last_ack_at: string | null;
  clock_offset_ms: number;
  is_held: boolean;
  queue: { records: number; bytes: number; dropped: number };
  commands: { running: number; waiting: number; unacknowledged: number };
  trouble: string | null;
}

export interface Running {
  /** Over by itself or after `stop`. */
  ended: Promise<Ended | 'uninstalled' | 'removed' | 'updating'>;
  /** Ends what runs, says goodbye, keeps what is not acknowledged. */
  stop(reason: 'stop' | 'restart' | 'shutdown' | 'uninstall'): Promise<void>;
  status(): Status;
}

/** How long a goodbye may take on its way out. */
const GOODBYE_MS = 700;
/** How long the word that the program goes may take to be acknowledged; then it goes without. */
const LEAVES_AFTER_MS = 60_000;
/** How long ends of interrupted runs may take. */
const ENDS_MS = 1000;

/** @throws when the state folder cannot be written: an agent without its record must not take orders. */
export function startAgent(self: Self, platform: Platform, log: Log, options: { timings?: Partial<Timings>; protocolMax?: number; removal?: Removal | null } = {}): Running {
  const bootId = randomUUID();
  const spool = new Spool(self.stateDir, log);
  const ledger = new Ledger(self.stateDir);
  let offsetMs = 0;
  let link: Link | null = null;
  let channel: Channel | null = null;
  let connectedAt: string | null = null;
  let lastAckAt: string | null = null;
  let trouble: string | null = 'connecting';
  let isStopping = false;
  const abort = new AbortController();

  const escrow = new KeyEscrow({
    self, platform, log, isSafe: (n) => spool.acked >= n && spool.dropped.recovery_keys === 0,
    keep: (record) => {
      const n = spool.append(record);
      link?.pumpData();
      return n;
    },
  });
  const sampling = new Sampling({
    stateDir: self.stateDir, platform, log, holdsInventory: (of) => spool.holdsInventory(of),
    keep: (record) => {
      spool.append(record);
      link?.pumpData();
      // A volume that was encrypted has keys now.
      if (record.kind === 'inventory' && record.class === 'volumes') void escrow.report();
    },
    show: (sample) => {
      if (channel && channel.protocol >= 2) link?.tell({ type: 'sample', sample });
    },
  }, self.identity.config);
  const desk = new CommandDesk({
    self, log, ledger, platform, serverNow: () => Date.now() + offsetMs,
    collectNow: () => sampling.collect(sampling.classes),
    rotateKey: (place) => escrow.rotate(place), removeProgram, tell: (frame) => link?.tell(frame), moved: (id) => link?.pumpCommand(id), repeatEnd: (id) => link?.repeatEnd(id),
  });
  /** The order by which the program goes. */
  let leavesFor: string | null = null;
  let isLeaving = false;
  const leave = (): void => {
    isLeaving = true;
    void stop('uninstall');
  };
  async function removeProgram(executionId: string): Promise<Outcome> {
    if (!options.removal) return { ok: false, message: 'nobody installed this agent by a package: it is taken away by hand' };
    const outcome = await options.removal.begin(process.pid);
    log.info('removal', { way: options.removal.way, ok: outcome.ok, message: outcome.message });
    if (outcome.ok) {
      leavesFor = executionId;
      setTimeout(leave, LEAVES_AFTER_MS).unref();
    }
    return outcome;
  }
  let isUpdating = false;
  const updater = new Updater({
    self, log, folder: UpdateFolder.fromEnvironment(process.env), version: AGENT_VERSION, isBusy: () => desk.running > 0 || leavesFor !== null, isOnline: () => link?.isWelcome ?? false,
    restart: () => {
      isUpdating = true;
      void stop('restart');
    },
  });
  const obey = (config: Parameters<typeof adoptConfig>[1]): void => {
    adoptConfig(self, config, log);
    sampling.obey(self.identity.config);
    updater.obey(config.update);
  };

  const begin = (opened: Channel, offset: number): Talk => {
    offsetMs = offset;
    channel = opened;
    const mine = new Link(opened, {
      stateDir: self.stateDir, log, spool, ledger, desk,
      hello: (protocol) => ({ protocol, agent_version: AGENT_VERSION, platform: platform.name, hostname: hostname().slice(0, 255), boot_id: bootId, clock: new Date().toISOString(), inventory: sampling.hashes, features: ['tools', ...(platform.recovery ? [RECOVERY_KEYS] : []), ...(options.removal ? [UNINSTALL_FEATURE] : []), ...(opened.kind === 'websocket' ? [REMOTE_FEATURE, TUNNEL_FEATURE] : [])] }),
      onWelcome: (welcome) => {
        offsetMs = Date.parse(welcome.server_time) - Date.now();
        connectedAt = new Date().toISOString();
        trouble = null;
        log.info('connected', { transport: opened.kind, protocol: opened.protocol, offset_ms: offsetMs });
        obey(welcome.config);
        updater.welcomed();
        escrow.acked();
        if (welcome.want.length > 0) void sampling.want(welcome.want);
      },
      onAck: () => {
        lastAckAt = new Date().toISOString();
        escrow.acked();
        if (leavesFor !== null && ledger.get(leavesFor)?.is_acked) leave();
      },
      onConfig: obey,
      onWant: (classes) => void sampling.want(classes),
      onLive: (everyS, forS) => sampling.live(everyS, forS),
      onEscrow: (frame) => void escrow.hear(frame),
    });
    link = mine;
    mine.open();
    return {
      onFrame: (frame) => mine.hear(frame), isWelcome: () => mine.isWelcome,
      closed: () => {
        mine.closed();
        if (link === mine) link = channel = connectedAt = null;
      },
    };
  };

  const connection = keepConnected({ self, log, timings: { ...TIMINGS, ...options.timings }, ...(options.protocolMax ? { protocolMax: options.protocolMax } : {}), begin, isEnding: () => isStopping, onTrouble: (why) => {
    trouble = why;
    updater.troubled();
  } }, abort.signal);
  const status = (): Status => ({
    pid: process.pid, version: AGENT_VERSION, agent_id: self.identity.agent_id, client_id: self.identity.client_id, server: self.server.origin,
    is_online: link?.isWelcome ?? false, transport: channel?.kind ?? null, protocol: channel?.protocol ?? null, connected_since: connectedAt, last_ack_at: lastAckAt, clock_offset_ms: offsetMs,
    is_held: self.identity.config.is_held, queue: { ...spool.pending, dropped: Object.values(spool.dropped).reduce((sum, count) => sum + count, 0) },
    commands: { running: desk.running, waiting: desk.waiting, unacknowledged: ledger.open().length }, trouble,
  });
  let isUninstalled = false;
  const stop = async (reason: Parameters<Running['stop']>[0]): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    sampling.stop();
    updater.stop();
    escrow.stop();
    await within(ENDS_MS, desk.stop());
    link?.goodbye(reason);
    await within(GOODBYE_MS, channel?.close() ?? Promise.resolve());
    abort.abort();
    local?.close();
  };
  const local = answerLocally(self.stateDir, {
    status,
    uninstall: () => {
      isUninstalled = true;
      void stop('uninstall');
      return { stopping: true };
    },
  }, log);

  log.info('started', { version: AGENT_VERSION, agent_id: self.identity.agent_id, server: self.server.host });
  void desk.resume().then(() => sampling.start());
  const ended = connection.then(async (why) => {
    await stop('stop');
    ledger.close();
    if (isLeaving) {
      log.info('stopped', { why: 'removed' });
      return 'removed' as const;
    }
    log.info('stopped', { why: isUninstalled ? 'uninstalled' : isUpdating ? 'updating' : why });
    return isUninstalled ? ('uninstalled' as const) : isUpdating && why === 'stopped' ? ('updating' as const) : why;
  });
  return { ended, stop, status };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.then(() => undefined), promise]);
  clearTimeout(timer);
}
