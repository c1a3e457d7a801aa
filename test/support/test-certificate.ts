// One certificate for all mail servers of a test run, for `localhost`; made anew for each run, and trusted by Node and workerd alike.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VARIABLE = 'LANET_TEST_CERTIFICATES';

export interface TestCertificate {
  certFile: string;
  keyFile: string;
}

function make(): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-certificate-'));
  chmodSync(dir, 0o755);
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem'),
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:TRUE'], { stdio: 'pipe' });
    chmodSync(join(dir, 'key.pem'), 0o644);
    return dir;
  } catch {
    // No openssl here: then there are no mail servers to be trusted either.
    rmSync(dir, { recursive: true, force: true });
    return null;
  }
}

/** For the process that starts the tests: those it starts trust the certificate. Both runtimes read the variable as they load, so later is too late. @returns what takes it back. */
export function trustTestCertificate(): () => void {
  const dir = make();
  if (dir === null) return () => undefined;
  const before = process.env.NODE_EXTRA_CA_CERTS;
  const others = before !== undefined && existsSync(before) ? readFileSync(before, 'utf8') : '';
  writeFileSync(join(dir, 'trusted.pem'), `${others}\n${readFileSync(join(dir, 'cert.pem'), 'utf8')}`);
  process.env[VARIABLE] = dir;
  process.env.NODE_EXTRA_CA_CERTS = join(dir, 'trusted.pem');
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  // A run that cannot begin takes nothing back.
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
    else process.env.NODE_EXTRA_CA_CERTS = before;
    delete process.env[VARIABLE];
    remove();
  };
}

/** The certificate of this run; outside of one a new one, which nobody trusts by itself. @throws without openssl. */
export function testCertificate(): TestCertificate {
  const dir = process.env[VARIABLE] ?? make();
  if (dir === null) throw new Error('openssl is missing');
  return { certFile: join(dir, 'cert.pem'), keyFile: join(dir, 'key.pem') };
}
