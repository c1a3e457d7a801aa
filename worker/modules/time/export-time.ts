// Working time as a file for a spreadsheet.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { TimeExportQuery } from './contract.ts';
import { BOM, csvLine } from './csv-rules.ts';
import { exportRows } from './store.ts';
import type { TimeActivity } from './values.ts';

/** More is for the reports, which are made in parts. */
const ROWS_MAX = 20_000;

const WORDS: Record<'es' | 'en', { head: string[]; yes: string; no: string; activity: Record<TimeActivity, string> }> = {
  es: {
    head: ['Inicio', 'Fin', 'Zona horaria', 'Cliente', 'Ticket', 'Asunto', 'Persona', 'Actividad', 'Minutos', 'Horas', 'Facturable', 'Nota'], yes: 'sí', no: 'no',
    activity: { remoto: 'Remoto', en_sitio: 'En sitio', telefono: 'Teléfono', taller: 'Taller', traslado: 'Traslado', administrativo: 'Administrativo' },
  },
  en: {
    head: ['Start', 'End', 'Time zone', 'Client', 'Ticket', 'Subject', 'Person', 'Activity', 'Minutes', 'Hours', 'Billable', 'Note'], yes: 'yes', no: 'no',
    activity: { remoto: 'Remote', en_sitio: 'On site', telefono: 'Phone', taller: 'Workshop', traslado: 'Travel', administrativo: 'Administrative' },
  },
};

interface ExportRow {
  started: string;
  ended: string;
  zone: string;
  client: string;
  ticket: string;
  subject: string;
  person: string;
  activity: TimeActivity;
  minutes: number;
  is_billable: boolean;
  note: string;
}

export async function exportTime(deps: Pick<Deps, 'database'>, actor: UserActor, { locale, ...filters }: TimeExportQuery): Promise<Result<{ name: string; text: string }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [exportRows(tx, filters, ROWS_MAX + 1)]);
  if (!read.ok) return read;
  const rows = read.value.rows[0].rows as unknown as ExportRow[];
  if (rows.length > ROWS_MAX) return invalidField('from', 'too_many', `more than ${ROWS_MAX} entries: choose a shorter period`);
  const words = WORDS[locale];
  const lines = rows.map((row) => csvLine([
    row.started, row.ended, row.zone, row.client, row.ticket, row.subject, row.person, words.activity[row.activity], row.minutes, Math.round((row.minutes / 60) * 100) / 100,
    row.is_billable ? words.yes : words.no, row.note,
  ]));
  const day = (text: string | undefined): string => (text ? `-${text.slice(0, 10)}` : '');
  return done({ name: `${locale === 'es' ? 'tiempo' : 'time'}${day(filters.from)}${day(filters.to)}.csv`, text: BOM + csvLine(words.head) + lines.join('') });
}
