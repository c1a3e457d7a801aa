// What a ticket is found by: its number, its words and its conversation, its people, its machine, its client and site.
import { sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Spanish stems without accents; the last word may be unfinished. */
export function questionOf(q: string): SQL {
  const words = q.match(/[\p{L}\p{N}@._-]+/gu) ?? [];
  const unfinished = words.length > 0 && /^[\p{L}\p{N}]+$/u.test(words.at(-1)!) ? words.at(-1)! : null;
  const whole = sql`websearch_to_tsquery('app.es', ${q})`;
  if (!unfinished) return whole;
  const before = words.length > 1 ? sql`plainto_tsquery('app.es', ${words.slice(0, -1).join(' ')}) &&` : sql``;
  return sql`(${whole} || (${before} to_tsquery('simple', '''' || translate(unaccent(lower(${unfinished})), '''\\', '  ') || ''':*')))`;
}

/**
 * One array of ids, looked up by key. Rejected: a condition for each branch joined by "or", where thousands of found ids were compared one by one
 * with each ticket (1.5 s at 100,000), and "in", for which the planner walked the newest tickets the same way.
 */
export function matchesWords(q: string): SQL {
  const number = /^(?:tkt-?)?0*(\d{1,15})$/i.exec(q)?.[1];
  const like = sql`unaccent(${likeText(q)})`;
  // Names that fit nobody cost nothing: the first half of the condition is known before a ticket is read.
  const of = (column: 'client_id' | 'site_id' | 'created_by' | 'asset_id', named: SQL): SQL =>
    sql`select f.ticket_id from tickets f where array(${named}) <> '{}'::uuid[] and f.${sql.raw(column)} = any(array(${named}))`;
  const branches = [
    sql`select app.found_tickets(${questionOf(q)})`,
    of('client_id', sql`select c.client_id from clients c where unaccent(c.name::text) ilike ${like}`),
    of('site_id', sql`select s.site_id from sites s where unaccent(s.name::text) ilike ${like}`),
    of('created_by', sql`select u.user_id from users u where unaccent(u.name) ilike ${like} or u.email::text ilike ${likeText(q)}`),
    of('asset_id', sql`select a.asset_id from assets a where unaccent(a.name) ilike ${like} or a.hostname ilike ${likeText(q)} or a.serial ilike ${likeText(q)}`),
    ...(number ? [sql`select f.ticket_id from tickets f where f.ticket_seq = ${number}::bigint`] : []),
  ];
  return sql`${tickets.ticket_id} = any(array(${sql.join(branches, sql` union all `)}))`;
}

/** Marks around what was found; see HIT in knowledge/rules.ts. They are taken out of the text first. */
const MARKS = 'StartSel="\u0002",StopSel="\u0003",MaxFragments=1,MaxWords=18,MinWords=8';
const headline = (text: SQL, question: SQL): SQL => sql`ts_headline('app.es', translate(left(${text}, 20000), E'\\x02\\x03', ''), ${question}, ${MARKS})`;

/** The stretch of the newest message (as far as the caller reads it), else of the description, in which it was found; null: found elsewhere. */
export function excerptOf(q: string): SQL<{ text: string; is_internal: boolean } | null> {
  const question = questionOf(q);
  const outer = sql.raw(`"tickets"."ticket_id"`);
  return sql`coalesce(
    (select jsonb_build_object('text', ${headline(sql`c.body_text`, question)}, 'is_internal', c.visibility = 'internal')
       from ticket_comments c where c.ticket_id = ${outer} and c.search @@ ${question} and strpos((${question})::text, '!') = 0 order by c.created_at desc limit 1),
    (select jsonb_build_object('text', d.marked, 'is_internal', false) from (select ${headline(sql.raw('"tickets"."description"'), question)} as marked) d where strpos(d.marked, E'\\x02') > 0))`;
}

const WHOLE_MARKS = 'StartSel="\u0002",StopSel="\u0003",HighlightAll=true';
/** The whole subject with its hits marked; null: it holds none of the words. */
export function markedSubjectOf(q: string): SQL<string | null> {
  const question = questionOf(q);
  return sql`(select case when strpos(m.subject, E'\\x02') > 0 and strpos((${question})::text, '!') = 0 then m.subject end
    from (select ts_headline('app.es', translate("tickets"."subject", E'\\x02\\x03', ''), ${question}, ${WHOLE_MARKS}) as subject) m)`;
}
