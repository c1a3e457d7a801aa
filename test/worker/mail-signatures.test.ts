// Through the real Worker: a mail that nobody stamped is judged by its own signature, and a client's domain is looked up over HTTPS.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { dkimSigned, makeSigner } from '../support/sign-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const alfa = makeSigner('alfa.example');
const alfaEd = makeSigner('alfa.example', { algorithm: 'ed25519-sha256', selector: 'dos' });
const evil = makeSigner('evil.example');
const records: Record<string, string> = {
  'TXT uno._domainkey.alfa.example': alfa.record, 'TXT dos._domainkey.alfa.example': alfaEd.record, 'TXT uno._domainkey.evil.example': evil.record,
  'MX alfa.example': '10 mx.alfa.example.', 'TXT alfa.example': 'v=spf1 mx -all', 'TXT _dmarc.alfa.example': 'v=DMARC1; p=none',
};
const TYPES: Record<string, number> = { TXT: 16, MX: 15 };

let names: Server;
let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;

beforeAll(async () => {
  names = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    const [name, type] = [searchParams.get('name')!, searchParams.get('type')!];
    const data = records[`${type} ${name}`];
    // Strings of a TXT record hold at most 255 characters each.
    const text = type === 'TXT' ? data?.match(/.{1,255}/g)?.map((part) => `"${part}"`).join(' ') : data;
    response.setHeader('content-type', 'application/dns-json').end(JSON.stringify(text ? { Status: 0, Answer: [{ name, type: TYPES[type], TTL: 300, data: text }] } : { Status: 3 }));
  });
  await new Promise<void>((resolve) => { names.listen(0, '127.0.0.1', resolve); });
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database, vars: { DNS_ENDPOINT: `http://127.0.0.1:${(names.address() as AddressInfo).port}/dns-query` } });
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
  await new Promise((resolve) => { names.close(resolve); });
});

async function verdictOf(id: string, raw: string) {
  expect((await worker.email({ from: 'ana@alfa.example', to: 'soporte@mail.example.com', raw })).outcome).toBe('ok');
  return waitFor(`the mail ${id}`, async () => (await owner.query<{ verdict: string; state: string }>('select verdict, state from inbound_emails where message_id = $1', [id]))[0]);
}
const mail = (id: string) => `From: Ana <ana@alfa.example>\r\nTo: soporte@mail.example.com\r\nSubject: Impresora ${id}\r\nMessage-ID: <${id}>\r\nDate: Mon, 2 Mar 2026 16:00:00 +0000\r\n\r\nNo imprime.\r\n`;
const h = 'from:to:subject:message-id:date';

test('E-S2 a mail without a stamp is verified by its RSA or Ed25519 signature, and opens a ticket', async () => {
  expect(await verdictOf('rsa@alfa.example', dkimSigned(mail('rsa@alfa.example'), alfa, { h }))).toMatchObject({ verdict: 'verified', state: 'applied' });
  expect(await verdictOf('ed@alfa.example', dkimSigned(mail('ed@alfa.example'), alfaEd, { h }))).toMatchObject({ verdict: 'verified', state: 'applied' });
});
test('E-S2 a changed mail, an unsigned one and one signed by a stranger are unverified', async () => {
  expect(await verdictOf('cambio@alfa.example', dkimSigned(mail('cambio@alfa.example'), alfa, { h }).replace('No imprime', 'Paguen'))).toMatchObject({ verdict: 'unverified' });
  expect(await verdictOf('nada@alfa.example', mail('nada@alfa.example'))).toMatchObject({ verdict: 'unverified' });
  expect(await verdictOf('otro@alfa.example', dkimSigned(mail('otro@alfa.example'), evil, { h }))).toMatchObject({ verdict: 'unverified' });
});
test('E-S2 the decision record says what was found', async () => {
  const [row] = await owner.query<{ detail: string }>(`select d.detail from email_decisions d join inbound_emails i using (inbound_id) where i.message_id = 'rsa@alfa.example' and d.code = 'verdict'`);
  expect(row!.detail).toContain('own check: dkim pass of alfa.example (uno, rsa-sha256)');
});
test('the domain check answers staff in sentences, and asks for a selector it was told', async () => {
  const plain = await technician.get('/api/email/domain-check?domain=alfa.example');
  expect(plain.status).toBe(200);
  expect(plain.body.data.report.findings.map((one: { check: string; code: string }) => `${one.check} ${one.code}`)).toEqual(['mx mx_good', 'spf spf_good', 'dkim dkim_not_found', 'dmarc dmarc_watching']);
  const told = await technician.get('/api/email/domain-check?domain=Alfa.example&selector=uno');
  expect(told.body.data.report).toMatchObject({ domain: 'alfa.example', outlook: 'verified' });
  expect(told.body.data.report.findings[2]).toMatchObject({ state: 'good', text: { en: 'alfa.example publishes DKIM keys (uno): its mail can be verified.' }, advice: null });
  expect((await technician.get('/api/email/domain-check?domain=localhost')).status).toBe(422);
  const outsider = await signIn(worker, world.who.client_admin);
  expect((await outsider.get('/api/email/domain-check?domain=alfa.example')).status).toBe(403);
});
