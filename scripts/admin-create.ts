// `npm run admin:create`: the first superadmin of a real deployment. There is no route that does this.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { passwordFault } from '../worker/modules/auth/password-policy.ts';
import { hashPassword } from '../worker/platform/passwords.ts';
import { LocalProblem } from './local/local-problem.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const usage = `Usage: DATABASE_OWNER_URL=postgres://owner:…@host/database npm run admin:create -- --email ADDRESS --name "FULL NAME" [--locale es|en] [--another]
The password is asked for, or read from ADMIN_PASSWORD; an empty one is made up and shown once.`;

export interface NewAdmin {
  ownerUrl: string;
  email: string;
  name: string;
  password: string;
  locale?: string | undefined;
  /** Allows a further superadmin beside an existing one. */
  isAnother?: boolean | undefined;
}

/** Returns the new user's id. Throws LocalProblem when there is a superadmin already, the address is taken or the password too weak. */
export async function createAdmin(admin: NewAdmin): Promise<string> {
  const fault = passwordFault(admin.password, { name: admin.name, email: admin.email });
  if (fault) throw new LocalProblem(`The password ${fault.message}.`);
  const hash = await hashPassword(admin.password);
  const client = new pg.Client({ connectionString: admin.ownerUrl, application_name: 'lanet-admin-create' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    // Two of these at once would both see no superadmin.
    await client.query('lock table users in share row exclusive mode');
    await client.query("select set_config('app.job', 'setup', true)");
    const existing = await client.query<{ email: string }>("select email::text from users where role = 'superadmin' and deleted_at is null limit 1");
    if (existing.rows[0] !== undefined && admin.isAnother !== true) {
      throw new LocalProblem(`There is a superadmin already (${existing.rows[0].email}). Let them invite you in the portal, or add --another.`);
    }
    const made = await client.query<{ user_id: string }>(
      "insert into users (name, email, password_hash, role, locale, email_verified_at) values ($1, $2, $3, 'superadmin', $4, now()) returning user_id",
      [admin.name, admin.email, hash, admin.locale ?? 'es'],
    );
    await client.query('commit');
    return made.rows[0]!.user_id;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const { code } = error as { code?: string };
    if (code === '23505') throw new LocalProblem(`A user with the address ${admin.email} exists already.`);
    if (code === '42P01') throw new LocalProblem('The database has no tables yet: run `npm run db:migrate` first.');
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' }, locale: { type: 'string' }, another: { type: 'boolean' } } });
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  const email = values.email?.trim().toLowerCase();
  const name = values.name?.trim();
  const isLocale = values.locale === undefined || values.locale === 'es' || values.locale === 'en';
  if (
    ownerUrl === undefined ||
    !URL.canParse(ownerUrl) ||
    email === undefined ||
    !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ||
    name === undefined ||
    name === '' ||
    !isLocale
  ) {
    throw new LocalProblem(usage);
  }
  const given = process.env.ADMIN_PASSWORD ?? (process.stdin.isTTY ? await ask('Password (empty: one is made up): ') : '');
  const password = given === '' ? randomBytes(15).toString('base64url') : given;
  await createAdmin({ ownerUrl, email, name, password, locale: values.locale, isAnother: values.another });
  console.log(`Superadmin ${email} is ready to sign in.`);
  if (given === '') console.log(`Password, shown only now: ${password}`);
}

/** Nothing typed is echoed. */
async function ask(question: string): Promise<string> {
  process.stdout.write(question);
  let isMuted = false;
  const { Writable } = await import('node:stream');
  const output = new Writable({ write: (chunk, _encoding, done) => (isMuted ? done() : process.stdout.write(chunk as Buffer, () => done())) });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  isMuted = true;
  const answer = await terminal.question('');
  terminal.close();
  process.stdout.write('\n');
  return answer;
}

if (process.argv[1]?.endsWith('admin-create.ts') === true) {
  main().catch((error: unknown) => {
    console.error(error instanceof LocalProblem ? error.message : error instanceof Error ? `Cannot create the superadmin: ${error.message}` : error);
    process.exitCode = 1;
  });
}
