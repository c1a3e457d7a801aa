// The only place that says "new": clock, ids, database and gateways from Config.
import { readConfig, type Config, type Env, type InboundMailMessage, type MailOutMessage } from './env.ts';
import { makeAgentCredentials, type AgentCredentials } from './platform/agent-credentials.ts';
import { objectAgents, queueDispatch, type AgentRelay } from './platform/agent-relay.ts';
import { r2Attachments, type Attachments } from './platform/attachments.ts';
import { systemClock, systemIds, type Clock, type Ids } from './platform/clock.ts';
import { makeDnsOverHttps } from './platform/dns-over-https.ts';
import type { AddressResolver, DnsResolver } from './platform/dns.ts';
import { openDatabase, type Database } from './platform/database.ts';
import { objectBoards, type LiveBoards } from './platform/live-board.ts';
import type { ImapSession, ImapTarget } from './platform/imap/imap-session.ts';
import { jsonLog, type Log } from './platform/log.ts';
import { makeMailTransport } from './platform/mail-transport/make.ts';
import type { MailTransport } from './platform/mail-transport/transport.ts';
import type { Effect } from './platform/problem.ts';
import { allowedDial } from './platform/sockets/allowed-host.ts';
import type { Dial } from './platform/sockets/duplex.ts';
import { platformDial } from './platform/sockets/platform-sockets.ts';
import { makePushSender, type PushSender } from './platform/push-sender.ts';
import { r2ReleaseFiles, type ReleaseFiles } from './platform/release-files.ts';
import { makeSecretBox, type SecretBox } from './platform/secret-box.ts';
import { makeTokens, type Tokens } from './platform/tokens.ts';

export interface Deps {
  config: Config;
  clock: Clock;
  ids: Ids;
  log: Log;
  database: Database;
  tokens: Tokens;
  secretBox: SecretBox;
  attachments: Attachments;
  /** Versions of the agent, in the same storage. */
  releaseFiles: ReleaseFiles;
  boards: LiveBoards;
  /** What machines show instead of a password. */
  agentCredentials: AgentCredentials;
  /** Each machine's own object. */
  agents: AgentRelay;
  /** Hands what many machines have to learn or do to the dispatch queue; effects of other kinds are left alone. */
  dispatch(effects: Effect[]): Promise<void>;
  mail: MailTransport;
  /** Null where names cannot be looked up. */
  dns: (DnsResolver & AddressResolver) | null;
  /** Connects to mail servers of an MSP; refuses private networks. */
  dial: Dial;
  /** Signs in to a mailbox through `dial`. @throws ImapFault */
  openImap(target: ImapTarget): Promise<ImapSession>;
  /** Wakes browsers; null where push is not set up. */
  push: PushSender | null;
  /** Where `email()` leaves word of a mail that is safe in R2. */
  mailQueue: Pick<Queue<InboundMailMessage>, 'send'>;
  /** Where mails for a slow way out are left to somebody with more time. */
  mailOut: Pick<Queue<MailOutMessage>, 'send'>;
}

const made = new WeakMap<object, Deps>();

/** One set an isolate: nothing in it belongs to a request. */
export function depsOf(env: Env): Deps {
  const known = made.get(env);
  if (known) return known;
  const config = readConfig(env);
  const dns = config.dnsEndpoint === undefined ? null : makeDnsOverHttps({ endpoint: config.dnsEndpoint, clock: systemClock });
  const deps: Deps = {
    config,
    clock: systemClock,
    ids: systemIds,
    log: jsonLog,
    database: openDatabase(config.databaseUrl, config.neonFetchEndpoint),
    tokens: makeTokens(config.jwtKeys, config.accessTokenMinutes),
    secretBox: makeSecretBox(config.secretBoxKeys),
    attachments: r2Attachments(env.ATTACHMENTS),
    releaseFiles: r2ReleaseFiles(env.ATTACHMENTS),
    boards: objectBoards(env.LIVE_BOARD),
    agentCredentials: makeAgentCredentials(config.jwtKeys),
    agents: objectAgents(env.AGENT_SESSION),
    dispatch: queueDispatch(env.FLEET_DISPATCH),
    mail: makeMailTransport(config, env),
    dns,
    dial: allowedDial(platformDial, { testHosts: config.mailTestHosts, resolver: dns }),
    // Loaded when the first mailbox is opened: most requests never do.
    openImap: async (target) => (await import('./platform/imap/imap-session.ts')).openImap(deps.dial, target),
    push: makePushSender(config.pushKeys, `mailto:${config.mailFrom}`, config.pushTestOrigins),
    mailQueue: env.MAIL_QUEUE,
    mailOut: env.MAIL_OUT,
  };
  made.set(env, deps);
  return deps;
}
