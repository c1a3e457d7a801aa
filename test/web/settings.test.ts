// The settings area: what is found, that it is there, and that health and the audit trail can be said in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, HealthLine } from '../../web/src/api/operations.ts';
import { auditSentence, changesOf, endOfDay } from '../../web/src/features/settings/audit-sentence.ts';
import { findSettings } from '../../web/src/features/settings/find-settings.ts';
import { healthSentence } from '../../web/src/features/settings/health-sentence.ts';
import { settingPlaces } from '../../web/src/features/settings/setting-index.ts';
import { dictionary as enBase } from '../../web/src/text/en.ts';
import { dictionary as esBase } from '../../web/src/text/es-MX.ts';
import type { TextEntry } from '../../web/src/text/entry.ts';
import { parts } from '../../web/src/text/parts.ts';
import { createText } from '../../web/src/text/translate.ts';
import { judgeHealth, type HealthFacts } from '../../worker/modules/health/rules.ts';
import { DAILY_JOBS, MINUTE_JOBS } from '../../worker/modules/health/values.ts';

const all = async (locale: 'en' | 'es-MX', base: Record<string, TextEntry>): Promise<Record<string, TextEntry>> =>
  Object.assign({}, base, ...(await Promise.all(Object.values(parts[locale]).map(async (load) => (await load()).part))));
const [en, es] = await Promise.all([all('en', enBase), all('es-MX', esBase)]);
const texts = [createText('es-MX', es), createText('en', en)] as const;

describe('settings', () => {
  it('leads to pages that exist', () => {
    const features = new URL('../../web/src/features/', import.meta.url);
    const routes = readdirSync(features).flatMap((name) => {
      try {
        return [...readFileSync(new URL(`${name}/routes.ts`, features), 'utf8').matchAll(/path: '([^']+)'/g)].map((found) => found[1]);
      } catch {
        return [];
      }
    });
    expect(settingPlaces.map(({ to }) => to).filter((to) => !routes.includes(to))).toEqual([]);
  });

  it('names single settings as their pages do, in both languages', () => {
    const words = [es, en].map((dictionary) => new Set(Object.values(dictionary)));
    const fields = settingPlaces.flatMap((place) => place.fields ?? []);
    expect(fields.filter((field) => !words[0]!.has(field.es) || !words[1]!.has(field.en))).toEqual([]);
    expect(fields.length).toBeGreaterThan(15);
  });

  it('finds by words of either language, without accents, and the single setting with its page', () => {
    const found = (words: string, role: 'superadmin' | 'technician' = 'superadmin') => findSettings(words, role).map(({ place, field }) => `${place.to}${field ? ` ${field.en}` : ''}`);
    expect(found('four')).toEqual(['/machine-settings Four eyes']);
    expect(found('cuatro OJOS')).toEqual(['/machine-settings Four eyes']);
    expect(found('bitacora')).toEqual(['/settings/audit']);
    expect(found('audit')[0]).toBe('/settings/audit');
    expect(found('holiday')).toEqual(['/service-levels/calendars']);
    expect(found('smtp')).toEqual(['/mail-settings']);
    expect(found('smtp zzz')).toEqual([]);
    expect(found('  ')).toEqual([]);
  });

  it('shows nobody what their role may not open', () => {
    const to = (role: 'admin' | 'technician' | 'solicitante') => findSettings('a', role).map(({ place }) => place.to);
    expect(to('admin')).not.toContain('/settings/audit');
    expect(to('technician')).not.toContain('/machine-settings');
    expect(to('solicitante')).toEqual([]);
  });
});

describe('health', () => {
  const now = Date.parse('2026-11-23T12:00:00.000Z');
  const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const base: HealthFacts = {
    last_mail_at: ago(1), mailboxes: [], queue_due: 0, queue_oldest_at: null, queue_held: 0, queue_parked: 0, queue_failed: 0, inbound_parked: 0, inbound_quarantined: 0, stuck: 0,
    jobs: [...MINUTE_JOBS, ...DAILY_JOBS].map((job) => ({ job, started_at: ago(1), duration_ms: 5, ok_at: ago(1), failures_in_row: 0, error: null, facts: { stored_bytes: 5 } })), versions: [{ version: '1', machines: 1 }], agents: 1, agents_offline: 0, held: 0, is_frozen: false, reports_failed: 0,
  };
  const first = base.jobs[0]!;
  const versions = (count: number) => Array.from({ length: count }, (_, n) => ({ version: n === 0 ? null : `${n}`, machines: 1 }));
  // Every sentence that the rules can ask for.
  const worlds: Partial<HealthFacts>[] = [
    {}, { last_mail_at: null, agents: 0, jobs: [] }, { last_mail_at: ago(9000), queue_due: 2, queue_oldest_at: ago(1) }, { queue_due: 1, queue_oldest_at: ago(8) }, { queue_due: 2, queue_oldest_at: ago(30) },
    { queue_parked: 1, inbound_parked: 1, stuck: 1 }, { queue_failed: 2, inbound_quarantined: 2 }, { held: 1, is_frozen: true, reports_failed: 1 }, { agents: 9, agents_offline: 5, versions: versions(2) }, { versions: versions(5) },
    { mailboxes: (['ok', 'failing', 'unknown'] as const).map((overall) => ({ name: 'Mesa', address: 'mesa@example.com', overall, last_mail_at: null })) },
    { jobs: base.jobs.map((run) => ({ ...run, started_at: ago(9) })) }, { jobs: [{ ...first, failures_in_row: 2 }, ...base.jobs.slice(1)] }, { jobs: [{ ...first, started_at: ago(9) }, ...base.jobs.slice(1)] }, { jobs: [{ ...first, duration_ms: 50_000 }, ...base.jobs.slice(1)] },
  ];
  const lines: HealthLine[] = worlds.flatMap((world) => judgeHealth({ ...base, ...world }, new Date(now)).lines);

  it('says every line in both languages, with what to do wherever something is wrong', () => {
    expect(new Set(lines.map(({ subject, code }) => `${subject}_${code}`)).size).toBe(31);
    for (const text of texts)
      for (const line of lines) {
        const { what, toDo } = healthSentence(line, text, now);
        const label = `${line.subject}_${line.code}: ${what} ${toDo}`;
        expect(`${what}${toDo ?? ''}`, label).not.toMatch(/health\.|job\.|[{}]|undefined/);
        expect(toDo === null, label).toBe(line.level === 'ok');
      }
  });
});

describe('audit trail', () => {
  const entry: AuditEntry = {
    audit_id: 1, occurred_at: '2026-11-23T12:00:00.000Z', actor_kind: 'user', actor_id: null, actor_name: 'Ana Ruiz', client_id: null, client_name: null, action: 'update', entity: 'clients', entity_id: 'x', entity_name: 'Acme', details: {}, request_id: null,
  };
  it('is read as sentences, also of acts and things it does not know', () => {
    expect(texts.map((text) => auditSentence(entry, text))).toEqual(['Ana Ruiz cambió el cliente «Acme»', 'Ana Ruiz changed the client «Acme»']);
    expect(auditSentence({ ...entry, actor_kind: 'job', actor_name: 'sweep', action: 'agent_clone', entity: 'things', entity_name: null }, texts[1])).toBe('The system (sweep) did “agent_clone” with things');
    const signIn: AuditEntry = { ...entry, actor_kind: 'job', actor_name: 'auth', action: 'login', entity: 'sessions', entity_name: 'Ana Ruiz' };
    expect(texts.map((text) => auditSentence(signIn, text))).toEqual(['Ana Ruiz inició sesión', 'Ana Ruiz signed in']);
    expect(texts.map((text) => auditSentence({ ...signIn, action: 'login_failed', entity_name: null }, text))).toEqual(['Intento fallido de iniciar sesión: una cuenta desconocida', 'Failed sign-in: an unknown account']);
    for (const text of texts) for (const action of ['password_changed', 'password_reset', 'password_reset_requested', 'invite_accepted', 'refresh_reused']) expect(auditSentence({ ...signIn, action }, text)).toMatch(/Ana Ruiz/);
  });
  it('shows before and after of a change, facts of an act, and of secrets that they changed', () => {
    const t = texts[1];
    expect(changesOf({ action: 'update', details: { phone: [null, '55'], tags: [['a'], ['a', 'b']], password_hash: 'changed' } }, t)).toEqual([
      { field: 'phone', before: 'empty', after: '55' }, { field: 'tags', before: '["a"]', after: '["a","b"]' }, { field: 'password_hash', before: null, after: 'changed (what it said is not kept)' },
    ]);
    expect(changesOf({ action: 'insert', details: { tags: ['a', 'b'] } }, t)).toEqual([{ field: 'tags', before: null, after: '["a","b"]' }]);
  });
  it('takes days of the reader as whole days', () => {
    expect(Date.parse(endOfDay('2026-11-23', true)!) - Date.parse(endOfDay('2026-11-23', false)!)).toBe(86_400_000);
    expect(endOfDay('2026-1', false)).toBeUndefined();
    expect(endOfDay(undefined, true)).toBeUndefined();
  });
});
