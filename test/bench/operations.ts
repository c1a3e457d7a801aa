// The requests that the bench repeats, each as one call that resolves when its effect is there.
import { randomUUID } from 'node:crypto';
import { sql } from '../support/sql.ts';
import type { TestWorker } from '../support/test-worker.ts';
import type { Filled } from './fill.ts';

export interface Operation {
  name: string;
  isWrite: boolean;
  /** Times one run in milliseconds; throws with the answer when it is not the expected one. */
  run(): Promise<number>;
}

const supportAddress = 'soporte@mail.example.com';
const mailMsMax = 20_000;

async function signIn(worker: TestWorker, email: string, password: string): Promise<string> {
  const response = await worker.fetch('/api/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  const answer = (await response.json()) as { data: { access_token: string } | null; message: string };
  if (answer.data === null) throw new Error(`sign-in of ${email}: ${answer.message}`);
  return answer.data.access_token;
}

/** All operations on one database. `baseline` is one trivial query through the same driver; `no query` shows how much of it is the way to the Worker. */
export async function operationsOf(worker: TestWorker, filled: Filled, ownerUrl: string): Promise<{ operations: Operation[]; end(): Promise<void> }> {
  const db = sql(ownerUrl);
  const [staff, clientAdmin, solicitante] = await Promise.all([filled.staff, filled.clientAdmin, filled.solicitante].map((email) => signIn(worker, email, filled.password)));
  let turn = 0;
  const ticket = (): string => filled.ticketIds[(turn += 1) % filled.ticketIds.length]!;

  const call = async (path: string, token: string | undefined, expected: number, body?: unknown): Promise<number> => {
    const headers: Record<string, string> = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) };
    const from = performance.now();
    const response = await worker.fetch(path, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
    const text = await response.text();
    const ms = performance.now() - from;
    if (response.status !== expected) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return ms;
  };

  const mail = async (): Promise<number> => {
    const sender = filled.senders[(turn += 1) % filled.senders.length]!;
    const messageId = `${randomUUID()}@${sender.split('@')[1]}`;
    const raw = [
      `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=${sender.split('@')[1]}; spf=pass smtp.mailfrom=${sender.split('@')[1]}`,
      `From: Persona <${sender}>`, `To: <${supportAddress}>`, `Subject: La impresora no imprime ${turn}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${messageId}>`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', 'Buenos días, la impresora de la entrada no imprime desde ayer.', 'Gracias.', '',
    ].join('\r\n');
    const from = performance.now();
    const { outcome, rejectReason } = await worker.email({ from: sender, to: supportAddress, raw });
    if (outcome !== 'ok' || rejectReason !== undefined) throw new Error(`mail was not taken: ${outcome} ${rejectReason ?? ''}`);
    for (;;) {
      const [row] = await db.query<{ ticket_id: string | null; state: string; reason: string | null }>('select ticket_id, state::text, reason from inbound_emails where message_id = $1', [messageId]);
      if (row?.ticket_id != null) return performance.now() - from;
      if (row !== undefined && row.state !== 'processing') throw new Error(`mail ended as ${row.state}: ${row.reason ?? ''}`);
      if (performance.now() - from > mailMsMax) throw new Error(`no ticket ${mailMsMax / 1000} s after the mail`);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  };

  const newTicket = (): unknown => ({
    client_id: filled.clientId, site_id: filled.siteId, subject: `No enciende el equipo ${(turn += 1)}`, description: 'Desde la mañana no enciende.', priority: 'media',
  });
  const isOpen = { field: 'open', op: 'is' };
  const all = (...of: unknown[]) => ({ match: 'all', of });
  const tree = all(isOpen, { match: 'any', of: [{ field: 'priority', op: 'is', values: ['critica', 'alta'] }, { field: 'assigned_to', op: 'is', values: ['me', 'none'] }] });
  /** Our own tabs and four saved ones. */
  const trees = {
    mine: all(isOpen, { field: 'assigned_to', op: 'is', values: ['me'] }), unassigned: all(isOpen, { field: 'assigned_to', op: 'is', values: ['none'] }), waiting: all({ field: 'status', op: 'is', values: ['espera_cliente'] }),
    open: all(isOpen), closed: all({ field: 'open', op: 'is_not' }), all: all(), tree, overdue: all(isOpen, { field: 'due', op: 'overdue' }), client: all({ field: 'client_id', op: 'is', values: [filled.clientId] }), today: all({ field: 'created_at', op: 'within', hours: 24 }),
  };
  const get = (name: string, token: string | undefined, path: () => string): Operation => ({ name, isWrite: false, run: () => call(path(), token, 200) });
  return {
    operations: [
      get('baseline', undefined, () => '/api/health'),
      { name: 'no query', isWrite: false, run: () => call('/api/nowhere', undefined, 404) },
      get('me', staff, () => '/api/auth/me'),
      get('list, staff', staff, () => '/api/tickets?limit=50'),
      get('list open, staff', staff, () => '/api/tickets?limit=50&open=true'),
      get('list, client_admin', clientAdmin, () => '/api/tickets?limit=50'),
      get('list, solicitante', solicitante, () => '/api/tickets?limit=50'),
      get('search, staff', staff, () => '/api/tickets/search?q=impresora%20equipo&limit=50'),
      get('search of talks, staff', staff, () => '/api/tickets?q=impresora%20equipo&limit=50'),
      get('grouped list, staff', staff, () => '/api/tickets?limit=50&sort=sla_due&open=true&group=client'),
      get('filter tree, staff', staff, () => `/api/tickets?limit=50&sort=sla_due&filter=${encodeURIComponent(JSON.stringify(tree))}`),
      { name: 'counts of views, staff', isWrite: false, run: () => call('/api/ticket-views/counts', staff, 200, { filters: trees }) },
      get('stats, staff', staff, () => '/api/tickets/stats'),
      get('dashboard, staff', staff, () => '/api/dashboard/stats'),
      get('dashboard 90 d, staff', staff, () => '/api/dashboard/stats?days=90'),
      get('charts, staff', staff, () => '/api/dashboard/charts'),
      get('charts 90 d, staff', staff, () => '/api/dashboard/charts?days=90'),
      get('dashboard, client_admin', clientAdmin, () => '/api/dashboard/stats'),
      get('charts, client_admin', clientAdmin, () => '/api/dashboard/charts'),
      get('dashboard, solicitante', solicitante, () => '/api/dashboard/stats'),
      get('ticket, staff', staff, () => `/api/tickets/${ticket()}`),
      get('ticket, solicitante', solicitante, () => `/api/tickets/${ticket()}`),
      get('comments, staff', staff, () => `/api/tickets/${ticket()}/comments`),
      { name: 'create, staff', isWrite: true, run: () => call('/api/tickets', staff, 201, newTicket()) },
      { name: 'create, solicitante', isWrite: true, run: () => call('/api/tickets', solicitante, 201, { ...(newTicket() as object), client_id: undefined }) },
      { name: 'comment, staff', isWrite: true, run: () => call(`/api/tickets/${ticket()}/comments`, staff, 201, { body_text: 'Ya lo revisamos, ¿nos confirma?', visibility: 'public' }) },
      { name: 'mail to ticket', isWrite: true, run: mail },
    ],
    end: () => db.end(),
  };
}

/** Resolves when the mails that a write caused have left, so that they do not disturb what is measured next. */
export async function quiet(ownerUrl: string, msMax = 1500): Promise<void> {
  const db = sql(ownerUrl);
  const deadline = performance.now() + msMax;
  try {
    while (performance.now() < deadline) {
      const [row] = await db.query<{ n: number }>("select count(*)::int as n from email_queue where status in ('pending', 'sending') and not_before <= now() - interval '10 milliseconds'");
      if (row!.n === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    await db.end();
  }
}
