// Begins a test of a mailbox, saved or not: who may, what is missing, secrets opened for it alone, and how it went kept in its health.
import type { Deps } from '../../deps.ts';
import type { Actor, UserActor } from '../../platform/database.ts';
import { done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { faultsOf, secretContext, withoutSecrets, type ConfigRow } from './mail-settings.ts';
import { SECRET_NAMES, type EmailConfigRow, type TestEmailConfig, type TestEvent } from './mailbox-contract.ts';
import { factsOf, type OpenSecrets } from './mailbox-servers.ts';
import { belowMailbox, probeMail, randomWord } from './probe-mail.ts';
import { configById, defaultConfig, noteTest, probeArrived, serverSettings } from './settings-store.ts';
import { testMailbox } from './test-config.ts';
import { testGateways, type TestPlan } from './test-gateways.ts';

type TestDeps = Pick<Deps, 'database' | 'config' | 'clock' | 'ids' | 'secretBox' | 'dial' | 'mail' | 'log'>;
const needs = { roles: ['superadmin'] as const };

/** @param configId null: of a mailbox that is not saved yet. @returns the steps as they happen; nothing happens until they are asked for. */
export async function beginTest(deps: TestDeps, actor: UserActor, configId: string | null, change: TestEmailConfig): Promise<Result<AsyncGenerator<TestEvent>>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [configId === null ? defaultConfig(tx) : configById(tx, configId)]);
  if (!read.ok) return read;
  const before = configId === null ? null : (read.value.rows[0][0] ?? null);
  if (configId !== null && before === null) return notFound('configuration');
  const faults = faultsOf(deps, before, change);
  if (faults.length > 0) return invalid(...faults);
  const secrets = await openSecrets(deps, before, change);
  const standing = { ...EMPTY, transport: deps.config.mailTransport, ...before, ...defined(withoutSecrets(change)) } as EmailConfigRow;
  return done(testAndNote(deps, actor, before, standing, secrets, Object.keys(change).length === 0));
}

const EMPTY: Partial<EmailConfigRow> = {
  smtp_host: null, smtp_port: null, smtp_username: null, smtp_security: null, smtp_auth: 'password', imap_host: null, imap_port: null, imap_username: null, imap_security: 'tls', imap_auth: 'password',
  imap_folder: null, imap_done_folder: null, imap_failed_folder: null, oauth_token_url: null, oauth_client_id: null, oauth_scope: null, reply_style: null,
};
const defined = (fields: object): object => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Given ones, and stored ones where none was given. */
async function openSecrets(deps: TestDeps, before: ConfigRow | null, change: TestEmailConfig): Promise<OpenSecrets | 'unreadable'> {
  const open: OpenSecrets = {};
  for (const name of SECRET_NAMES) if (typeof change[name] === 'string') open[name] = change[name];
  const stored = before ? SECRET_NAMES.filter((name) => change[name] === undefined && before.secrets_set[name]) : [];
  if (!before || stored.length === 0) return open;
  // A person may not read them, not even as boxes.
  const job: Actor = { kind: 'job', job: 'mail_out', requestId: `test-${deps.ids.next()}` };
  const read = await deps.database.asActor(job, {}, (tx) => [serverSettings(tx, before.config_id)]);
  if (!read.ok) throw new Error(`secrets: ${read.problem.kind}`);
  const boxes = read.value.rows[0][0]?.secrets ?? {};
  try {
    for (const name of stored) if (boxes[name]) open[name] = await deps.secretBox.open(boxes[name], secretContext(before.config_id));
    return open;
  } catch {
    return 'unreadable';
  }
}

async function* testAndNote(deps: TestDeps, actor: UserActor, before: ConfigRow | null, standing: EmailConfigRow, secrets: OpenSecrets | 'unreadable', isAsSaved: boolean): AsyncGenerator<TestEvent> {
  const word = randomWord();
  const began = deps.clock.now();
  const sendsItself = standing.transport === 'smtp';
  const below = standing.reply_style === 'plus' ? belowMailbox(standing.from_address, word) : null;
  const plan: TestPlan = {
    fields: standing, sendsItself, secrets: secrets === 'unreadable' ? {} : secrets, word,
    probe: await probeMail(deps.config, { address: standing.from_address, name: standing.from_name }, word, below ?? undefined),
    arrived: !sendsItself && deps.config.mailTransport === 'capture' ? null : async () => {
      const looked = await deps.database.asActor(actor, needs, (tx) => [probeArrived(tx, word, began)]);
      // The session may end while the test runs; then the mailbox alone tells.
      return looked.ok && (looked.value.rows[0].rows[0] as { is_there: boolean } | undefined)?.is_there === true;
    },
  };
  const facts = factsOf(standing, deps.config.mailFrom, below);
  const gates = testGateways(deps, plan);
  const unreadable = { code: 'secret_unreadable', detail: null } as const;
  const closed = { ok: false, at: 'login', fault: unreadable, connectMs: 0, loginMs: 0 } as const;
  let fault: string | null = null;
  let isOver = false;
  try {
    const steps = secrets === 'unreadable' ? { ...gates, openSending: gates.openSending && (async () => closed), openReceiving: gates.openReceiving && (async () => closed) } : gates;
    for await (const event of testMailbox(steps, facts)) {
      if (event.type === 'ended' && event.state === 'failed') fault ??= event.code;
      if (event.type === 'over') isOver = true;
      yield event;
    }
  } finally {
    const test = { config_id: before?.config_id ?? null, is_as_saved: isAsSaved && isOver, smtp_host: sendsItself ? standing.smtp_host : null, imap_host: standing.imap_host };
    const noted = await deps.database.asActor(actor, needs, (tx) => [noteTest(tx, test, deps.clock.now(), fault)]);
    if (!noted.ok) deps.log.error('test_not_noted', new Error(noted.problem.kind), { config_id: test.config_id });
  }
}
