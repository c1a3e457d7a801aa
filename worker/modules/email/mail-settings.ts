// Where mail leaves from, and what happens with mail of strangers. Secrets go in and never come out.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { configFaults } from './admin-rules.ts';
import type { SaveEmailConfig } from './contract.ts';
import { configUnchanged, defaultConfig, insertConfig, updateConfig, type SealedSecrets } from './settings-store.ts';

type ConfigDeps = Pick<Deps, 'database' | 'config'>;
type ConfigRow = Awaited<ReturnType<typeof defaultConfig>>[number];

const answer = (deps: Pick<Deps, 'config'>, config: ConfigRow | null) => ({ config, in_use: { transport: deps.config.mailTransport, mail_from: deps.config.mailFrom } });
type ConfigAnswer = ReturnType<typeof answer>;

export async function readMailConfig(deps: ConfigDeps, actor: UserActor): Promise<Result<ConfigAnswer>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [defaultConfig(tx)]);
  return read.ok ? done(answer(deps, read.value.rows[0][0] ?? null)) : read;
}

/** Creates the configuration the first time, changes it afterwards. */
export async function saveMailConfig(deps: ConfigDeps & Pick<Deps, 'ids' | 'secretBox'>, actor: UserActor, input: SaveEmailConfig): Promise<Result<ConfigAnswer>> {
  const needs = {
    roles: ['superadmin'] as const,
    taken: { email_config_default_key: { field: 'name', code: 'raced', message: 'somebody made the configuration meanwhile' } },
  };
  const read = await deps.database.asActor(actor, needs, (tx) => [defaultConfig(tx)]);
  if (!read.ok) return read;
  const [before] = read.value.rows[0];
  const { smtp_password, imap_password, ...fields } = input;
  const faults = configFaults({ transport: deps.config.mailTransport, ...before, ...fields }, deps.config.mailTransport);
  if (faults.length > 0) return invalid(...faults);

  const configId = before?.config_id ?? deps.ids.next();
  const secrets = await seal(deps, configId, { smtp_password, imap_password });
  const written = await deps.database.asActor(actor, needs, (tx) => [
    ...(before
      ? [configUnchanged(tx, configId, before.updated_at), updateConfig(tx, configId, { ...fields, ...(Object.keys(secrets).length > 0 ? { secrets } : {}) })]
      : [insertConfig(tx, {
          name: 'default', transport: deps.config.mailTransport, ...fields, config_id: configId, from_address: fields.from_address!, from_name: fields.from_name!,
          secrets: Object.fromEntries(Object.entries(secrets).filter(([, box]) => box !== null)),
        })]),
    defaultConfig(tx),
  ] as unknown as [ReturnType<typeof defaultConfig>]);
  if (!written.ok) return written;
  const [saved] = (written.value.rows as unknown as ConfigRow[][]).at(-1)!;
  return done(answer(deps, saved ?? null));
}

/** Boxes of what was given; null takes a secret away; what is undefined is not named. */
async function seal(deps: Pick<Deps, 'secretBox'>, configId: string, given: Record<string, string | null | undefined>): Promise<SealedSecrets> {
  const sealed: SealedSecrets = {};
  for (const [name, text] of Object.entries(given)) {
    if (text !== undefined) sealed[name] = text === null ? null : await deps.secretBox.seal(text, `email_config:${configId}`);
  }
  return sealed;
}
