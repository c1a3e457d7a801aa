// A real IMAP server for tests: Dovecot from the system's packages, on its own ports, with its own folder, users and certificate.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/local/free-port.ts';
import { testCertificate } from './test-certificate.ts';

/** Why it cannot be started here; null: it can. */
export function dovecotHindrance(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Dovecot is started by root on Linux alone';
  return existsSync('/usr/sbin/dovecot') && existsSync('/usr/lib/dovecot/imap') ? null : 'Dovecot is not installed (apt-get install dovecot-imapd)';
}

export interface Dovecot {
  host: string;
  /** TLS from the first byte. */
  tlsPort: number;
  /** STARTTLS, or plain when `allowsPlain`. */
  port: number;
  /** The certificate, PEM. */
  ca: string;
  /** Gives an access token for the refresh token of a user, `first-<name>`, and another refresh token for the next time (the one before is no good any more). */
  tokenUrl: string;
  /** Puts a mail into a folder, as the local delivery agent does. */
  deliver(user: string, mail: string, folder?: string): void;
  /** Puts a mail into the inbox as one that came then. Before any other delivery: what the server has seen keeps the moment it saw. */
  deliverAsOf(user: string, mail: string, receivedAt: Date): void;
  doveadm(...words: string[]): string;
  /** Files of a folder; each is a mail. */
  mails(user: string, folder?: string): string[];
  /** The folder gets new numbers, as after a restore from a backup. */
  renumber(user: string): void;
  /** Ends the connections of a user. */
  kick(user: string): void;
  stop(): Promise<void>;
}

const OWNER = 65_534;

/** Users are `name@localhost` of any name; the password of each is `secreto-<name>`. Starts in less than a second. */
export async function startDovecot({ users, plugins = '', extra = '' }: { users: string[]; plugins?: string; extra?: string }): Promise<Dovecot> {
  const dir = mkdtempSync(join(tmpdir(), 'dovecot-'));
  chmodSync(dir, 0o755);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const home = join(dir, 'homes');
  mkdirSync(home);
  chownSync(home, OWNER, OWNER);
  for (const name of users) {
    mkdirSync(join(home, name));
    chownSync(join(home, name), OWNER, OWNER);
  }
  const certificate = testCertificate();
  writeFileSync(join(dir, 'users'), users.map((name) => `${name}:{PLAIN}secreto-${name}::::::\n`).join(''));
  const tokenServer = await startTokenServer(users);
  writeFileSync(join(dir, 'oauth2.conf'), `introspection_mode = get\nintrospection_url = ${tokenServer.url}/whose?token=\nusername_attribute = user\nactive_attribute = active\nactive_value = yes\n`);
  writeFileSync(join(dir, 'dovecot.conf'), `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_cache_size = 0
auth_failure_delay = 0 secs
mail_location = maildir:~/Maildir
mail_plugins = ${plugins}
first_valid_uid = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${dir}/oauth2.conf
}
passdb {
  driver = passwd-file
  args = username_format=%n ${dir}/users
}
userdb {
  driver = static
  args = uid=${OWNER} gid=${OWNER} home=${home}/%n
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tlsPort}
    ssl = yes
  }
}
# Wrong passwords are what tests are about: no waiting for them.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
${extra}
`);
  const conf = join(dir, 'dovecot.conf');
  const child = spawn('/usr/sbin/dovecot', ['-F', '-c', conf], { stdio: 'ignore' });
  const doveadm = (...words: string[]): string => execFileSync('/usr/bin/doveadm', ['-c', conf, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const folderDir = (user: string, folder: string): string => join(home, user, 'Maildir', folder === 'INBOX' ? '' : `.${folder.replaceAll('/', '.')}`);
  const names = (user: string, folder: string): string[] => ['cur', 'new'].flatMap((part) => {
    const path = join(folderDir(user, folder), part);
    return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
  });
  await until(() => existsSync(join(dir, 'run', 'auth-userdb')) && existsSync(join(dir, 'run', 'master.pid')), () => (existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8') : 'no log'));
  return {
    host: 'localhost', tlsPort, port, ca: readFileSync(certificate.certFile, 'utf8'), tokenUrl: `${tokenServer.url}/token`, doveadm,
    deliver: (user, mail, folder = 'INBOX') => {
      execFileSync('/usr/bin/doveadm', ['-c', conf, 'save', '-u', user, '-m', folder], { input: mail, stdio: ['pipe', 'pipe', 'pipe'] });
    },
    deliverAsOf: (user, mail, receivedAt) => {
      const maildir = join(home, user, 'Maildir');
      for (const path of [maildir, ...['cur', 'new', 'tmp'].map((part) => join(maildir, part))]) {
        mkdirSync(path, { recursive: true });
        chownSync(path, OWNER, OWNER);
      }
      const path = join(maildir, 'new', `${receivedAt.getTime()}.M1P1.localhost`);
      writeFileSync(path, mail);
      chownSync(path, OWNER, OWNER);
      utimesSync(path, receivedAt, receivedAt);
    },
    mails: (user, folder = 'INBOX') => names(user, folder).map((path) => readFileSync(path, 'latin1')),
    renumber: (user) => {
      for (const name of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache', 'dovecot-uidvalidity']) rmSync(join(folderDir(user, 'INBOX'), name), { force: true });
      for (const name of readdirSync(folderDir(user, 'INBOX'))) if (name.startsWith('dovecot')) rmSync(join(folderDir(user, 'INBOX'), name), { force: true });
    },
    kick: (user) => void doveadm('kick', user),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      await tokenServer.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function until(isThere: () => boolean, log: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (isThere()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Dovecot did not start: ${log()}`);
}

/** Hands out access tokens, and answers whose one is. */
async function startTokenServer(users: string[]): Promise<{ url: string; stop(): Promise<void> }> {
  const refresh = new Map(users.map((name) => [`first-${name}`, name]));
  const access = new Map<string, string>();
  let count = 0;
  const answerOf = (path: string, form: URLSearchParams): [number, object] => {
    if (path !== '/token') {
      const user = access.get(form.get('token') ?? '');
      return [200, user === undefined ? { active: 'no' } : { active: 'yes', user }];
    }
    const given = form.get('refresh_token') ?? '';
    const user = refresh.get(given);
    if (user === undefined || form.get('grant_type') !== 'refresh_token') return [400, { error: 'invalid_grant' }];
    count += 1;
    refresh.delete(given);
    refresh.set(`next-${count}`, user);
    access.set(`access-${count}`, user);
    return [200, { access_token: `access-${count}`, token_type: 'Bearer', expires_in: 3600, refresh_token: `next-${count}` }];
  };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const [status, said] = answerOf(url.pathname, body === '' ? url.searchParams : new URLSearchParams(body));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://localhost:${address.port}`, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
