// Articles and tickets by the calendar of the test world: an article of each audience, a draft, one with a newer version that nobody published.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Owner {
  user_id: string;
  client_id?: string | null;
}

export const told = {
  article: {
    /** Published for the people of client A. */
    a: id(0x50, 1),
    b: id(0x50, 2),
    /** Published for everybody; its second version is a draft of the staff. */
    everyone: id(0x50, 3),
    /** Published for the staff alone. */
    staff: id(0x50, 4),
    /** For everybody some day, never published. */
    draft: id(0x50, 5),
    /** Was for everybody once. */
    archived: id(0x50, 6),
  },
  article_version: {
    a: id(0x51, 1), b: id(0x51, 2), everyone: id(0x51, 3), everyone_newer: id(0x51, 4), staff: id(0x51, 5), draft: id(0x51, 6), archived: id(0x51, 7),
  },
  ticket_schedule: { a: id(0x52, 1), b: id(0x52, 2) },
  ticket_schedule_run: { a: id(0x53, 1), b: id(0x53, 2) },
} as const;

export function knowledgeStatements({ client, site, ticket, who, canary }: {
  client: Record<'a' | 'b', string>; site: Record<'a1' | 'b1', string>; ticket: Record<'a1' | 'b1', string>; canary: string;
  who: Record<'technician' | 'client_admin' | 'client_admin2' | 'solicitante' | 'solicitante2' | 'solicitante_b', Owner>;
}): string[] {
  const { article, article_version: version, ticket_schedule: schedule, ticket_schedule_run: run } = told;
  const by = who.technician.user_id;
  const articles = [
    [article.a, 'client', client.a, 'published', 1, 1], [article.b, 'client', client.b, 'published', 1, 1], [article.everyone, 'everyone', null, 'published', 2, 1],
    [article.staff, 'staff', null, 'published', 1, 1], [article.draft, 'everyone', null, 'draft', 1, null], [article.archived, 'everyone', null, 'archived', 1, 1],
  ] as const;
  const versions = [
    [version.a, article.a, 1, 'Impresora de la bodega', 'Abra la charola y vuelva a cerrarla.'], [version.b, article.b, 1, 'Artículo b de la impresora', 'La impresora de Taller.'],
    [version.everyone, article.everyone, 1, 'La impresora no imprime', 'Apague la impresora y espere un minuto.'], [version.everyone_newer, article.everyone, 2, `${canary} impresora`, `${canary} impresora`],
    [version.staff, article.staff, 1, `${canary} impresora por dentro`, `${canary} impresora`], [version.draft, article.draft, 1, `${canary} impresora en borrador`, `${canary} impresora`],
    [version.archived, article.archived, 1, `${canary} impresora archivada`, `${canary} impresora`],
  ] as const;
  const text = (value: string | number | null): string => (value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value}'`);
  const readers = [who.client_admin, who.client_admin2, who.solicitante, who.solicitante2, who.solicitante_b];
  return [
    `insert into kb_articles (article_id, visibility, client_id, state, current_version, published_version, created_by) values ${articles.map((row) => `(${[...row, by].map(text).join(', ')})`).join(', ')}`,
    `insert into kb_article_versions (version_id, article_id, number, title, body, plain_text, author_id, author_name) values
      ${versions.map(([one, of, number, title, body]) => `(${[one, of, number, title, body, body, by, 'Tomás Peña'].map(text).join(', ')})`).join(',\n')}`,
    `insert into kb_article_feedback (article_id, user_id, client_id, verdict) values ${readers.map((one) => `('${article.everyone}', '${one.user_id}', '${one.client_id ?? ''}', 'helped')`).join(', ')}`,
    `insert into ticket_schedules (schedule_id, client_id, site_id, name, subject, frequency, day_of_month, starts_on, time_of_day, timezone, next_run_at, created_by) values
      ${(['a', 'b'] as const).map((name) => `('${schedule[name]}', '${client[name]}', '${site[`${name}1`]}', 'Revisión mensual ${name}', 'Revisión mensual', 'monthly', 1, '2026-01-01', '09:00', 'America/Mexico_City', '2999-01-01T15:00:00Z', '${by}')`).join(', ')}`,
    `insert into ticket_schedule_runs (run_id, schedule_id, client_id, due_at, ticket_id, outcome) values
      ${(['a', 'b'] as const).map((name) => `('${run[name]}', '${schedule[name]}', '${client[name]}', '2026-01-01T15:00:00Z', '${ticket[`${name}1`]}', 'opened')`).join(', ')}`,
  ];
}
