// Fills an empty development database with an invented provider, so that the first look shows a desk at work.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Client } from 'pg';
import type { UserRole } from '../../worker/modules/users/values.ts';
import { hashPassword } from '../../worker/platform/passwords.ts';
import { companies, demoPassword, people, sites, subcategories, supportAddress } from './companies.ts';
import { demoId } from './demo-id.ts';
import { insertDeskKnowledge } from './desk-knowledge.ts';
import { insertDeskWork } from './desk-work.ts';
import { insertFleet } from './fleet.ts';
import { mimeOf } from './raw-mail.ts';
import { alconStories } from './stories-alcon.ts';
import { munozStories } from './stories-munoz.ts';
import { penaflorStories } from './stories-penaflor.ts';
import { tellStories } from './tell.ts';
import type { RawMail } from './tell.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

export interface DemoFacts {
  accounts: { role: UserRole; client: string | null; email: string; password: string }[];
  mail: { to: string; authorized_from: string; unauthorized_from: string };
  /** Sender domains that the local mail listener vouches for. */
  verifiedDomains: string[];
  /** Raw mails behind the demo's inbound rows, to be put into R2; only from the run that made the rows. */
  rawMails: RawMail[];
}

/** Writes the demo once, as the owner and in one transaction; later runs change nothing and tell the same facts. */
export async function seedDemo({ ownerUrl, now }: { ownerUrl: string; now: Date }): Promise<DemoFacts> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'lanet-demo' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const rawMails = await fill(client, now);
    const clientName = (key: string | null): string | null => companies.find((company) => company.key === key)?.name ?? null;
    return {
      accounts: people.map((person) => ({ role: person.role, client: clientName(person.client), email: person.email, password: demoPassword })),
      mail: { to: supportAddress, authorized_from: 'lupita@ferreteria-alcon.example', unauthorized_from: 'ventas@desconocido.example' },
      verifiedDomains: [...companies.map((company) => company.domain), 'correo-alcon.example', 'lanet.example'],
      rawMails,
    };
  } finally {
    await client.end();
  }
}

async function fill(client: Client, now: Date): Promise<RawMail[]> {
  await client.query('begin');
  try {
    // Two starts at once: the second waits here and then finds the rows.
    await client.query("select pg_advisory_xact_lock(hashtext('lanet-demo'))");
    const known = await client.query('select 1 from clients where client_id = $1', [demoId('client:alcon')]);
    if (known.rowCount !== 0) {
      // A demo of a version without machines gets them as well.
      const machines = await client.query('select 1 from agent_scripts where script_id = $1', [demoId('script:largest-files')]);
      if (machines.rowCount === 0) await addFleet(client, now);
      await client.query('commit');
      return [];
    }
    await insertPlacesAndPeople(client, now);
    const { rows, rawMails } = tellStories([...alconStories, ...penaflorStories, ...munozStories], now);
    for (const [table, list] of Object.entries(rows) as [string, Record<string, unknown>[]][]) await insert(client, table, list);
    rawMails.push(...(await insertStrangers(client, now)));
    await addFleet(client, now);
    await insertDeskWork(client, (table, list) => insert(client, table, list), now);
    await insertDeskKnowledge((table, list) => insert(client, table, list), now);
    await client.query('commit');
    return rawMails;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function addFleet(client: Client, now: Date): Promise<void> {
  await insertFleet((table, rows) => insert(client, table, rows), now);
  // Readings twice a minute: whoever tries a limit does not want to wait a quarter of an hour.
  await client.query(`update settings set value = value || '{"metrics_s": 30}' where name = 'agent_config'`);
}

/** One statement for all rows; the columns are the keys of the first. */
async function insert(client: Client, table: string, rows: Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!).join(', ');
  await client.query(`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)]);
}

async function insertPlacesAndPeople(client: Client, now: Date): Promise<void> {
  const since = new Date(now.getTime() - 90 * 86_400_000).toISOString();
  await insert(client, 'clients', companies.map(({ key, domain, ...company }) => ({
    client_id: demoId(`client:${key}`), ...company, country: 'México', authorized_domains: [domain], locale: 'es', is_active: true, created_at: since, updated_at: since,
  })));
  await insert(client, 'sites', sites.map(({ key, client: owner, ...site }) => ({
    site_id: demoId(`site:${key}`), client_id: demoId(`client:${owner}`), ...site, country: 'México', is_active: true, created_at: since, updated_at: since,
  })));
  const passwordHash = await hashPassword(demoPassword);
  await insert(client, 'users', people.map((person) => ({
    user_id: demoId(`user:${person.key}`), client_id: person.client === null ? null : demoId(`client:${person.client}`), name: person.name, email: person.email,
    password_hash: passwordHash, role: person.role, phone: person.phone, locale: 'es', is_active: true, email_verified_at: since, created_at: since, updated_at: since,
  })));
  await insert(client, 'user_site_assignments', people.flatMap((person) => person.sites.map((site) => ({
    user_id: demoId(`user:${person.key}`), site_id: demoId(`site:${site}`), client_id: demoId(`client:${person.client}`), created_at: since,
  }))));
  await insert(client, 'categories', subcategories.map((category, index) => ({
    category_id: demoId(`category:${category.key}`), parent_id: `00000000-0000-4000-8000-00000000000${category.parent}`, name: category.name, icon: category.icon,
    sort_order: index + 1, default_assignee_id: category.assignee === null ? null : demoId(`user:${category.assignee}`), is_protected: false, is_active: true,
    created_at: since, updated_at: since,
  })));
  await insert(client, 'email_config', [{
    config_id: demoId('email-config'), name: 'Buzón de soporte', from_address: supportAddress, from_name: 'LANET Soporte', transport: 'capture', secrets: {},
    unknown_sender: 'intake', is_default: true, is_active: true, created_at: since, updated_at: since,
  }]);
}

/** Mail that did not become a ticket: one waits for a decision of the staff, one was an answering machine. */
async function insertStrangers(client: Client, now: Date): Promise<RawMail[]> {
  const strangers = [
    {
      key: 'stranger', hoursAgo: 5, from: { name: 'Papelería La Ceiba', email: 'compras@papeleria-laceiba.example' }, subject: 'Cotización de soporte mensual',
      text: 'Buenos días:\n\nSomos una papelería con tres sucursales y nos recomendaron sus servicios. ¿Nos pueden cotizar soporte mensual para 12 computadoras?\n\nSaludos',
      class: 'human', verdict: 'unverified', state: 'quarantined', reason: 'unknown_sender',
      decisions: [
        ['class', 'classified as human'],
        ['verdict', 'the sender is unverified'],
        ['unknown_sender', 'the sender is not authorised by any client'],
      ],
    },
    {
      key: 'vacation', hoursAgo: 31, from: { name: 'Herrajes del Norte', email: 'pedidos@herrajes-delnorte.example' }, subject: 'Respuesta automática: fuera de la oficina',
      text: 'Estoy fuera de la oficina hasta el lunes. Para pedidos urgentes llame a mostrador.',
      class: 'auto-reply', verdict: 'verified', state: 'quarantined', reason: 'auto_reply',
      decisions: [
        ['class', 'classified as auto-reply'],
        ['verdict', 'the sender is verified'],
        ['auto_reply', 'an automatic answer that belongs to no ticket'],
      ],
    },
  ] as const;
  const raw: RawMail[] = [];
  for (const mail of strangers) {
    const at = new Date(now.getTime() - mail.hoursAgo * 3_600_000);
    const messageId = `demo-${mail.key}@${mail.from.email.split('@')[1]}`;
    const plain = Buffer.from(mimeOf({ from: mail.from, to: supportAddress, subject: mail.subject, text: mail.text, messageId, inReplyTo: null, date: at, isVerified: mail.verdict === 'verified' }));
    const content = mail.class === 'auto-reply' ? Buffer.from(plain.toString('utf8').replace('MIME-Version', 'Auto-Submitted: auto-replied\r\nMIME-Version')) : plain;
    const sha256 = createHash('sha256').update(content).digest('hex');
    raw.push({ key: `mail/raw/${sha256}`, content });
    await insert(client, 'inbound_emails', [{
      inbound_id: demoId(`inbound:${mail.key}`), mailbox: supportAddress, message_id: messageId, raw_key: `mail/raw/${sha256}`, raw_sha256: sha256, raw_size: content.length,
      envelope_from: mail.from.email, from_email: mail.from.email, from_name: mail.from.name, to_emails: [supportAddress], subject: mail.subject,
      class: mail.class, verdict: mail.verdict, state: mail.state, reason: mail.reason, attempts: 1, received_at: at.toISOString(), processed_at: at.toISOString(), created_at: at.toISOString(),
    }]);
    await insert(client, 'email_decisions', mail.decisions.map(([code, detail], index) => ({
      decision_id: demoId(`decision:${mail.key}:${index}`), inbound_id: demoId(`inbound:${mail.key}`), step: index + 1, code, detail, created_at: at.toISOString(),
    })));
  }
  return raw;
}
