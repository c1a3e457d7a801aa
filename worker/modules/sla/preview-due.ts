// When something would be due, and how that comes about: of a calendar and a target, or of a ticket that could be opened now.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { categoryPath, chooseCalendar, choosePolicy, clocksOf, type Policy } from './clock-rules.ts';
import type { ClockAnswer, PreviewCase, PreviewTicket, StretchRow } from './contract.ts';
import { activePolicies, calendars, categoryParents } from './keeper-store.ts';
import { calendarFaults } from './policy-rules.ts';
import { dueAt, storyOf, type Calendar, type Pause } from './rules.ts';
import { scopeFacts, type ScopeFacts } from './store.ts';
import { answerClock } from './ticket-sla.ts';
import { missing } from './write-policy.ts';
import { isTimezone } from './zone-rules.ts';

const DAY = 86_400_000;
const STORY_DAYS = 14;
const STORY_DAYS_MAX = 366 * 5;

export interface Previewed {
  due: string | null;
  story: StretchRow[];
  /** Of a ticket: the policy that would hold and its clocks. */
  policy?: { sla_id: string | null; name: string } | null;
  clocks?: ClockAnswer[];
}

/** Whole seconds without milliseconds, as in the list of exact cases. */
const exact = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z'));

export async function previewCase(deps: Pick<Deps, 'database'>, actor: UserActor, input: PreviewCase): Promise<Result<Previewed>> {
  const allowed = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [scopeFacts(tx, null, null, null)]);
  if (!allowed.ok) return allowed;
  const faults = calendarFaults({ timezone: input.timezone, business_hours: {} }, isTimezone);
  if (faults.length > 0) return invalid(...faults);
  const calendar = { timezone: input.timezone, business_hours: input.business_hours, holidays: input.holidays } as Calendar;
  const pauses: Pause[] = input.paused.map(([from, to]) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }));
  const start = Date.parse(input.start);
  const due = dueAt(calendar, start, input.target_minutes * 60_000, pauses);
  const open = pauses.find((pause) => pause.to === null);
  // A pause millennia away is no reason to tell of every day before it.
  const end = due ?? Math.min(Math.max(start, open?.from ?? 0) + STORY_DAYS * DAY, start + STORY_DAYS_MAX * DAY);
  const story = storyOf(calendar, start, end, pauses);
  return done({ due: exact(due), story: story.map((one) => ({ ...one, from: exact(one.from)!, to: exact(one.to)! })) });
}

export async function previewTicket(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, input: PreviewTicket): Promise<Result<Previewed>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) =>
    [activePolicies(tx), calendars(tx), categoryParents(tx), scopeFacts(tx, input.client_id, input.site_id ?? null, input.category_id)]);
  if (!read.ok) return read;
  const [stored, calendarList, links, facts] = read.value.rows;
  const faults = missing(facts.rows[0] as unknown as ScopeFacts);
  if (faults.length > 0) return faults.some((one) => one.field !== 'category_id') ? notFound('client or site') : invalid(...faults);
  const place = {
    client_id: input.client_id, site_id: input.site_id ?? '', priority: input.priority,
    categories: categoryPath(input.category_id, new Map(links.map((link) => [link.category_id, link.parent_id]))),
  };
  const draft: Policy | null = input.policy ? { ...input.policy, sla_id: input.sla_id ?? 'draft', version: 0 } : null;
  const policy = choosePolicy([...(draft ? [draft] : []), ...stored.filter((one) => one.sla_id !== input.sla_id)], place);
  const calendar = policy ? chooseCalendar(calendarList, policy, place) : null;
  const at = input.at ? Date.parse(input.at) : deps.clock.now().getTime();
  const clocks = clocksOf({ started: at, firstResponseAt: null, nextReplySince: null, resolutionAt: null, stoppedAt: null, cycle: 0, pauses: [] }, policy, calendar, { first_response: null, resolution: null }, [], at)
    .map((clock) => answerClock(clock, calendar, null, at));
  const resolution = clocks.find((clock) => clock.target === 'resolution')!;
  return done({ due: resolution.due_at, story: resolution.story, policy: policy && { sla_id: policy === draft ? null : policy.sla_id, name: policy.name }, clocks });
}
