// Secrets of the local platform: made once, kept in .data, never those of a deployment.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { commandKey } from '../command-keys.ts';
import { escrowKey } from '../escrow-keys.ts';
import { pushKey } from '../push-keys.ts';
import { LocalProblem } from './local-problem.ts';

export interface LocalSecrets {
  postgres_password: string;
  owner_password: string;
  app_password: string;
  /** Values of the Worker's secrets of the same name. */
  jwt_keys: string;
  secret_box_keys: string;
  reply_address_keys: string;
  command_keys: string;
  escrow_keys: string;
  push_keys: string;
}

const key = (): string => randomBytes(32).toString('base64url');

function make(): LocalSecrets {
  return {
    postgres_password: key(),
    owner_password: key(),
    app_password: key(),
    jwt_keys: JSON.stringify([{ kid: 'local-1', secret: key() }]),
    secret_box_keys: JSON.stringify([{ id: 'local-1', key: key() }]),
    reply_address_keys: JSON.stringify([{ id: 1, key: key() }]),
    command_keys: JSON.stringify([commandKey(), commandKey()]),
    escrow_keys: JSON.stringify([escrowKey()]),
    push_keys: JSON.stringify([pushKey()]),
  };
}

/** Reads `file`, or makes it (mode 0600). Entries that a newer version needs are added. */
export function localSecrets(file: string): LocalSecrets {
  const fresh = make();
  if (!existsSync(file)) return save(file, fresh);
  let known: Partial<LocalSecrets>;
  try {
    known = JSON.parse(readFileSync(file, 'utf8')) as Partial<LocalSecrets>;
  } catch {
    throw new LocalProblem(`${file} is damaged. Delete the .data folder to begin with a new demo.`);
  }
  const isComplete = Object.keys(fresh).every((name) => name in known);
  return isComplete ? (known as LocalSecrets) : save(file, { ...fresh, ...known });
}

function save(file: string, secrets: LocalSecrets): LocalSecrets {
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secrets;
}
