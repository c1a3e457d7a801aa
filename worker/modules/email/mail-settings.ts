// Mailboxes: where mail leaves from and how it comes in, which one is the default, how each is doing. Secrets go in and never come out.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type FieldError, type Result } from '../../platform/problem.ts';
import { hostFault } from '../../platform/sockets/allowed-host.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { configFaults } from './admin-rules.ts';
import { SECRET_NAMES, type EmailConfigRow, type SaveEmailConfig, type SecretName } from './mailbox-contract.ts';
import { judgeMailbox, secretsAskedAgain, securityOfPort, serverFaults } from './mailbox-rules.ts';
import { factsOf } from './mailbox-servers.ts';
import * as store from './settings-store.ts';
import { pollSentence } from './test-config-texts.ts';

type ConfigDeps = Pick<Deps, 'database' | 'config'>;
type WriteDeps = ConfigDeps & Pick<Deps, 'ids' | 'secretBox' | 'clock'>;
export type ConfigRow = Awaited<ReturnType<typeof store.defaultConfig>>[number];
type MailboxRow = Awaited<ReturnType<typeof store.mailboxes>>[number];

const inUse = (deps: Pick<Deps, 'config'>) => ({ transport: deps.config.mailTransport, mail_from: deps.config.mailFrom });
const answer = (deps: Pick<Deps, 'config'>, config: ConfigRow | null) => ({ config, in_use: inUse(deps) });
type ConfigAnswer = ReturnType<typeof answer>;

const writes = {
  roles: ['superadmin'] as const,
  taken: {
    email_config_default_key: { field: 'name', code: 'raced', message: 'somebody made the configuration meanwhile' },
    email_config_address_key: { field: 'from_address', code: 'taken', message: 'another mailbox has this address' },
  },
};

export async function readMailConfig(deps: ConfigDeps, actor: UserActor): Promise<Result<ConfigAnswer>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [store.defaultConfig(tx)]);
  return read.ok ? done(answer(deps, read.value.rows[0][0] ?? null)) : read;
}

const asMailbox = (deps: Pick<Deps, 'config'>, { config, health, stuck }: MailboxRow, now: Date) =>
  ({ ...config, health: { ...health, ...judgeMailbox({ ...config, ...health }, now), poll_message: pollSentence(health.poll_error_code, factsOf(config, deps.config.mailFrom)), stuck } });
type AnsweredMailbox = ReturnType<typeof asMailbox>;

export async function listMailboxes(deps: ConfigDeps & Pick<Deps, 'clock'>, actor: UserActor): Promise<Result<{ configs: AnsweredMailbox[]; in_use: ConfigAnswer['in_use'] }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [store.mailboxes(tx)]);
  if (!read.ok) return read;
  const now = deps.clock.now();
  return done({ configs: read.value.rows[0].map((row) => asMailbox(deps, row, now)), in_use: inUse(deps) });
}

type OneMailbox = { config: AnsweredMailbox; stuck_mails: Awaited<ReturnType<typeof store.stuckMails>>; in_use: ConfigAnswer['in_use'] };

export async function readMailbox(deps: ConfigDeps & Pick<Deps, 'clock'>, actor: UserActor, configId: string): Promise<Result<OneMailbox>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [store.mailboxes(tx, configId), store.stuckMails(tx, configId)]);
  if (!read.ok) return read;
  const [[row], stuck] = read.value.rows;
  return row ? done({ config: asMailbox(deps, row, deps.clock.now()), stuck_mails: stuck, in_use: inUse(deps) }) : notFound('configuration');
}

/** Creates the default configuration the first time, changes it afterwards. */
export async function saveMailConfig(deps: WriteDeps, actor: UserActor, input: SaveEmailConfig): Promise<Result<ConfigAnswer>> {
  const read = await deps.database.asActor(actor, writes, (tx) => [store.defaultConfig(tx)]);
  if (!read.ok) return read;
  const saved = await save(deps, actor, read.value.rows[0][0] ?? null, input, true);
  return saved.ok ? done(answer(deps, saved.value)) : saved;
}

/** Another mailbox; the first one of all becomes the default. */
export async function createMailbox(deps: WriteDeps, actor: UserActor, input: SaveEmailConfig): Promise<Result<{ config: ConfigRow }>> {
  const read = await deps.database.asActor(actor, writes, (tx) => [store.defaultConfig(tx)]);
  if (!read.ok) return read;
  const saved = await save(deps, actor, null, input, read.value.rows[0].length === 0);
  return saved.ok ? done({ config: saved.value }) : saved;
}

export async function changeMailbox(deps: WriteDeps, actor: UserActor, configId: string, input: SaveEmailConfig): Promise<Result<{ config: ConfigRow }>> {
  const read = await deps.database.asActor(actor, writes, (tx) => [store.configById(tx, configId)]);
  if (!read.ok) return read;
  const [before] = read.value.rows[0];
  if (!before) return notFound('configuration');
  if (before.is_default && input.is_active === false) return conflict('is_default', 'the default mailbox cannot be switched off: make another one the default first', undefined, 'is_active');
  const saved = await save(deps, actor, before, input, before.is_default);
  return saved.ok ? done({ config: saved.value }) : saved;
}

/** In one transaction: at no moment are there two, and none only if there was none. */
export async function makeDefault(deps: ConfigDeps, actor: UserActor, configId: string): Promise<Result<{ config: ConfigRow }>> {
  const switched = await deps.database.asActor(actor, writes, (tx) => [
    store.lockConfigs(tx), store.mustBeUsable(tx, configId), store.leaveDefault(tx, configId), store.becomeDefault(tx, configId), store.configById(tx, configId),
  ]);
  if (!switched.ok) return switched;
  const [config] = switched.value.rows[4];
  return config ? done({ config }) : notFound('configuration');
}

/** What is wrong with a configuration as it would stand after the change. */
export function faultsOf(deps: Pick<Deps, 'config'>, before: ConfigRow | null, change: SaveEmailConfig): FieldError[] {
  const standing: Partial<EmailConfigRow> = { transport: deps.config.mailTransport, ...wire(before), ...withoutSecrets(change) };
  const has = Object.fromEntries(SECRET_NAMES.map((name) => [name, change[name] === undefined ? (before?.secrets_set[name] ?? false) : change[name] !== null])) as Record<SecretName, boolean>;
  const reach = ([['smtp', standing.smtp_host, standing.smtp_port], ['imap', standing.imap_host, standing.imap_port]] as const).flatMap(([kind, host, port]): FieldError[] => {
    const fault = host && port ? hostFault(host, port, deps.config.mailTestHosts) : null;
    if (fault === 'port_not_allowed') return [{ field: `${kind}_port`, code: fault, message: `port ${port} cannot be used: take 465 or 587` }];
    return fault ? [{ field: `${kind}_host`, code: fault, message: 'is inside a private network' }] : [];
  });
  return [...configFaults(standing, deps.config.mailTransport), ...serverFaults(standing, has), ...reach, ...secretsAskedAgain(before, change)];
}

const wire = (row: ConfigRow | null): Partial<EmailConfigRow> => (row ? { ...row, created_at: '', updated_at: '' } : {});

export function withoutSecrets(change: SaveEmailConfig): Omit<SaveEmailConfig, SecretName> {
  const { smtp_password: _1, imap_password: _2, oauth_client_secret: _3, oauth_refresh_token: _4, ...fields } = change;
  return fields;
}

async function save(deps: WriteDeps, actor: UserActor, before: ConfigRow | null, input: SaveEmailConfig, isDefault: boolean): Promise<Result<ConfigRow>> {
  const faults = faultsOf(deps, before, input);
  if (faults.length > 0) return invalid(...faults);
  const fields: Omit<SaveEmailConfig, SecretName> = withoutSecrets(input);
  const standing = { ...before, ...fields };
  // Kept as a choice, so that what a port stands for may change one day without changing what works.
  if (standing.transport === 'smtp' && !standing.smtp_security) fields.smtp_security = securityOfPort(standing.smtp_port);
  const configId = before?.config_id ?? deps.ids.next();
  const secrets = await seal(deps, configId, Object.fromEntries(SECRET_NAMES.map((name) => [name, input[name]])));
  const written = await deps.database.asActor(actor, writes, (tx) => [
    ...(before
      ? [store.configUnchanged(tx, configId, before.updated_at), store.updateConfig(tx, configId, { ...fields, ...(Object.keys(secrets).length > 0 ? { secrets } : {}) })]
      : [store.insertConfig(tx, {
          name: isDefault ? 'default' : fields.from_address!, transport: deps.config.mailTransport, ...fields, config_id: configId, from_address: fields.from_address!, from_name: fields.from_name!,
          secrets: Object.fromEntries(Object.entries(secrets).filter(([, box]) => box !== null)), is_default: isDefault, is_active: isDefault || fields.is_active !== false,
        })]),
    store.configById(tx, configId),
  ] as unknown as [ReturnType<typeof store.configById>]);
  if (!written.ok) return written;
  const [saved] = (written.value.rows as unknown as ConfigRow[][]).at(-1)!;
  return saved ? done(saved) : notFound('configuration');
}

/** Boxes of what was given; null takes a secret away; what is undefined is not named. */
async function seal(deps: Pick<Deps, 'secretBox'>, configId: string, given: Record<string, string | null | undefined>): Promise<store.SealedSecrets> {
  const sealed: store.SealedSecrets = {};
  for (const [name, text] of Object.entries(given)) {
    if (text !== undefined) sealed[name] = text === null ? null : await deps.secretBox.seal(text, secretContext(configId));
  }
  return sealed;
}

/** What a box of this configuration is bound to. */
export const secretContext = (configId: string): string => `email_config:${configId}`;
