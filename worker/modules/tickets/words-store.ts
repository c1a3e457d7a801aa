// What a ticket is found by: its number, its words and its conversation, its people, its machine, its client and site.
import { or, sql, type SQL } from 'drizzle-orm';
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

/** Names become arrays first, so that every branch can use its index. */
export function matchesWords(q: string): SQL {
  const number = /^(?:tkt-?)?0*(\d{1,15})$/i.exec(q)?.[1];
  const like = sql`unaccent(${likeText(q)})`;
  return or(
    number ? sql`${tickets.ticket_seq} = ${number}::bigint` : undefined,
    sql`${tickets.ticket_id} = any(array(select app.found_tickets(${questionOf(q)})))`,
    sql`${tickets.client_id} = any(array(select c.client_id from clients c where unaccent(c.name::text) ilike ${like}))`,
    sql`${tickets.site_id} = any(array(select s.site_id from sites s where unaccent(s.name::text) ilike ${like}))`,
    sql`${tickets.created_by} = any(array(select u.user_id from users u where unaccent(u.name) ilike ${like} or u.email::text ilike ${likeText(q)}))`,
    sql`${tickets.asset_id} = any(array(select a.asset_id from assets a where unaccent(a.name) ilike ${like} or a.hostname ilike ${likeText(q)} or a.serial ilike ${likeText(q)}))`,
  )!;
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
