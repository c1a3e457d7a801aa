// A workbook of many tickets: how long it takes, and how much more memory the runtime holds while it is made.
import { readFileSync } from 'node:fs';
import { copyTemplate, type StackFacts } from '../support/local-stack.ts';
import { openWorker } from '../support/test-worker.ts';
import { treeOf } from './cpu.ts';
import { fillDatabase } from './fill.ts';

export interface ReportFigures {
  rows: number;
  format: string;
  seconds: number;
  bytes: number;
  /** Of the runtime's process before, and the most while it was made; the store of files is part of that process. Null without /proc. */
  before_mib: number | null;
  growth_mib: number | null;
}

const SAMPLE_MS = 20;

function residentMib(): number | null {
  const pids = treeOf(process.pid).filter(({ name }) => name === 'workerd').map(({ pid }) => pid);
  if (pids.length === 0) return null;
  return pids.reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024, 0);
}

/** One report of each format over every ticket, after a small one that warms the runtime up. */
export async function measureReports(facts: StackFacts, tickets: number, formats: readonly string[] = ['xlsx']): Promise<ReportFigures[]> {
  const database = await copyTemplate(facts);
  const filled = await fillDatabase(database.ownerUrl, tickets);
  const worker = await openWorker(facts, { database, vars: { ACCESS_TOKEN_MINUTES: '480' } });
  try {
    const signedIn = await worker.fetch('/api/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: filled.staff, password: filled.password }) });
    const { data } = (await signedIn.json()) as { data: { access_token: string } };
    const headers = { authorization: `Bearer ${data.access_token}`, 'content-type': 'application/json' };
    const call = async (path: string, body?: object): Promise<{ report_id: string; status: string; row_count: number; size: number; error: string | null }> => {
      const response = await worker.fetch(path, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
      const answer = (await response.json()) as { data: { report: never } | null; message: string };
      if (!answer.data) throw new Error(`${path}: ${answer.message}`);
      return answer.data.report;
    };
    const made = async (body: object) => {
      const { report_id } = await call('/api/reports', body);
      for (;;) {
        const report = await call(`/api/reports/${report_id}`);
        if (report.status === 'ready') return report;
        if (report.status === 'failed') throw new Error(report.error ?? 'the report failed');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await made({ kind: 'monthly', format: 'xlsx', period: 'last_month', client_id: filled.clientId });
    const figures: ReportFigures[] = [];
    for (const format of formats) {
      const before = residentMib();
      let most = before ?? 0;
      const watch = setInterval(() => {
        most = Math.max(most, residentMib() ?? 0);
      }, SAMPLE_MS);
      const from = performance.now();
      const report = await made({ kind: 'monthly', format, from: `${new Date().getUTCFullYear() - 4}-01-01`, to: `${new Date().getUTCFullYear()}-12-31` });
      clearInterval(watch);
      figures.push({ rows: report.row_count, format, seconds: (performance.now() - from) / 1000, bytes: report.size, before_mib: before, growth_mib: before === null ? null : most - before });
    }
    return figures;
  } finally {
    await worker.stop();
    await database.drop();
  }
}
