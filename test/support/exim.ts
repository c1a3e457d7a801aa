// A real mail server for tests: Exim from the system's packages, on its own ports, with its own spool, mailboxes and certificates.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/local/free-port.ts';
import { testCertificate } from './test-certificate.ts';

/** Why it, or the submission service in front of it, cannot be started here; null: both can. */
export function eximHindrance(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Exim is started by root on Linux alone';
  if (!existsSync('/usr/sbin/exim4')) return 'Exim is not installed (apt-get install exim4-daemon-light)';
  return existsSync('/usr/lib/dovecot/submission') ? null : "Dovecot's submission service is not installed (apt-get install dovecot-submissiond)";
}

export interface Exim {
  host: string;
  /** TLS from the first byte. */
  tlsPort: number;
  /** The same with a certificate that nobody trusts. */
  badTlsPort: number;
  /** STARTTLS; signing in is offered behind it alone. */
  port: number;
  /** STARTTLS with the certificate that nobody trusts. */
  badPort: number;
  /** Takes mail of this machine without signing in, for a server in front. */
  relayPort: number;
  /** Of the certificate that is good, PEM; and the file with it. */
  ca: string;
  caFile: string;
  /** Mails that arrived for this address, as they lie in the mailbox. */
  mails(address: string): string[];
  log(): string;
  stop(): Promise<void>;
}

export const EXIM_USER = { username: 'mesa@salida.example', password: 'secreto de mesa ñ' };

/**
 * Takes every address but: `nadie` (550 unknown), `luego` (451 later), `politica` (550 of a policy). A mail to `tarda` is answered
 * after a minute. Nobody relays without signing in. Starts in half a second.
 */
export async function startExim(): Promise<Exim> {
  const dir = mkdtempSync(join(tmpdir(), 'exim-'));
  chmodSync(dir, 0o755);
  const [port, tlsPort, badPort, badTlsPort, relayPort] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
  const trusted = testCertificate();
  copyFileSync(trusted.certFile, join(dir, 'good.pem'));
  copyFileSync(trusted.keyFile, join(dir, 'good.key'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', join(dir, 'bad.key'), '-out', join(dir, 'bad.pem'),
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:TRUE'], { stdio: 'pipe' });
  for (const name of ['good', 'bad']) chmodSync(join(dir, `${name}.key`), 0o644);
  for (const name of ['spool', 'log', 'mail']) {
    mkdirSync(join(dir, name));
    chmodSync(join(dir, name), 0o777);
  }
  const which = `\${if or{{eq{$received_port}{${badPort}}}{eq{$received_port}{${badTlsPort}}}}{bad}{good}}`;
  const conf = join(dir, 'exim.conf');
  writeFileSync(conf, `
primary_hostname = mx.salida.example
exim_user = root
exim_group = root
spool_directory = ${dir}/spool
log_file_path = ${dir}/log/%slog
pid_file_path = ${dir}/exim.pid
daemon_smtp_ports = ${[port, tlsPort, badPort, badTlsPort, relayPort].join(' : ')}
tls_on_connect_ports = ${tlsPort} : ${badTlsPort}
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_hosts =
tls_advertise_hosts = *
tls_certificate = ${dir}/${which}.pem
tls_privatekey = ${dir}/${which}.key
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
smtputf8_advertise_hosts = *
message_size_limit = 6M
qualify_domain = salida.example
acl_smtp_rcpt = rcpt
acl_smtp_data = data
log_selector = +smtp_protocol_error
keep_environment =
begin acl
rcpt:
  accept condition = \${if eq{$received_port}{${relayPort}}}
  deny !authenticated = *
       message = relay not permitted
  deny local_parts = nadie
       message = 550 5.1.1 <$local_part@$domain>: no such user here
  deny local_parts = politica
       message = 550 5.7.1 blocked by policy
  defer local_parts = luego
       message = 451 4.7.1 greylisted, come back later
  accept
data:
  warn condition = \${if match{$recipients}{tarda@}}
       delay = 60s
  accept
begin routers
all:
  driver = accept
  transport = boxes
begin transports
boxes:
  driver = appendfile
  directory = ${dir}/mail
  maildir_format
  user = nobody
  group = nogroup
  envelope_to_add
  return_path_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${EXIM_USER.username}}}{eq{$auth3}{${EXIM_USER.password}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{$auth1}{${EXIM_USER.username}}}{eq{$auth2}{${EXIM_USER.password}}}}}
  server_set_id = $auth1
`);
  const log = (): string => ['mainlog', 'paniclog', 'rejectlog'].map((name) => join(dir, 'log', name)).filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8')).join('');
  const child = spawn('/usr/sbin/exim4', ['-C', conf, '-bdf'], { stdio: 'ignore', detached: true });
  for (let tries = 0; !(await listens(relayPort)); tries++) {
    if (tries > 200) throw new Error(`Exim did not start: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    host: 'localhost', port, tlsPort, badPort, badTlsPort, relayPort, ca: readFileSync(join(dir, 'good.pem'), 'utf8'), caFile: join(dir, 'good.pem'), log,
    mails: (address) => {
      const box = join(dir, 'mail', 'new');
      const all = existsSync(box) ? readdirSync(box).map((file) => readFileSync(join(box, file), 'utf8')) : [];
      return all.filter((text) => text.toLowerCase().includes(`\nenvelope-to: ${address}\n`));
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      try {
        // A child that makes somebody wait.
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // There is none.
      }
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

const listens = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = net.connect({ host: '127.0.0.1', port });
  socket.once('connect', () => {
    socket.destroy();
    resolve(true);
  }).once('error', () => resolve(false));
});

/** Stands before a server and, once `bytes` came from the client, swallows what the server says and hangs up a moment later. */
export async function startCutter(targetPort: number, bytes: number): Promise<{ port: number; cuts(): number; stop(): Promise<void> }> {
  let cuts = 0;
  const server = net.createServer((client) => {
    const target = net.connect({ host: '127.0.0.1', port: targetPort });
    let seen = 0;
    const end = (): void => {
      client.destroy();
      target.end();
    };
    client.on('error', end).on('close', () => target.end());
    target.on('error', end).on('close', () => client.destroy());
    target.on('data', (data) => {
      if (seen < bytes) return void client.write(data);
      // The answer to the whole mail: the server has it, and nobody will hear so.
      if (!client.destroyed) cuts += 1;
      end();
    });
    client.on('data', (data) => {
      seen += data.length;
      target.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as net.AddressInfo).port, cuts: () => cuts, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
