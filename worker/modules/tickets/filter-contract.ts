// The wire of a filter: a tree of conditions, as it stands in an address and in a saved view.
import * as z from 'zod';
import { line, uuid } from '../contract.ts';
import { TICKET_CHANNELS, TICKET_PRIORITIES, TICKET_STATUSES } from './values.ts';

/** Bounds of a tree: what a person can still read, and what a database can still plan. */
export const FILTER_CONDITIONS_MAX = 40;
export const FILTER_VALUES_MAX = 50;
/** Of the JSON text in a query parameter. */
export const FILTER_TEXT_MAX = 6000;

const among = <F extends string, T extends z.ZodType>(field: F, item: T) =>
  z.strictObject({ field: z.literal(field), op: z.enum(['is', 'is_not']), values: z.array(item).min(1).max(FILTER_VALUES_MAX) });
const hours = z.number().int().min(1).max(87_600);
const aged = <F extends string>(field: F) => z.strictObject({ field: z.literal(field), op: z.enum(['within', 'older']), hours });
const idOrNone = z.union([uuid, z.literal('none')]);

const Condition = z.discriminatedUnion('field', [
  among('status', z.enum(TICKET_STATUSES)),
  among('priority', z.enum(TICKET_PRIORITIES)),
  among('channel', z.enum(TICKET_CHANNELS)),
  /** People, `me` or `none`. */
  among('assigned_to', z.union([uuid, z.enum(['me', 'none'])])),
  among('client_id', uuid),
  among('site_id', uuid),
  among('category_id', idOrNone),
  among('asset_id', idOrNone),
  /** Any of these tags, or none of them. */
  among('tags', line(50)),
  /** Somebody still has to do something. */
  z.strictObject({ field: z.literal('open'), op: z.enum(['is', 'is_not']) }),
  /** Put aside until a moment or an answer. */
  z.strictObject({ field: z.literal('snoozed'), op: z.enum(['is', 'is_not']) }),
  aged('created_at'),
  aged('updated_at'),
  z.discriminatedUnion('op', [z.strictObject({ field: z.literal('due'), op: z.literal('within'), hours }), z.strictObject({ field: z.literal('due'), op: z.enum(['overdue', 'none']) })]),
  /** It waits for the client, since so many hours at least. */
  z.strictObject({ field: z.literal('waiting'), op: z.literal('older'), hours }),
  z.strictObject({ field: z.literal('text'), op: z.enum(['has', 'has_not']), value: line(200) }),
]);
export type FilterCondition = z.infer<typeof Condition>;

/** All of its parts must hold, or any of them. */
export interface FilterGroup {
  match: 'all' | 'any';
  of: (FilterCondition | FilterGroup)[];
}

// One level inside the other, written out: nothing that comes from outside decides how deep a parser goes.
const match = z.enum(['all', 'any']);
const leaves = z.strictObject({ match, of: z.array(Condition).min(1).max(20) });
const branches = z.strictObject({ match, of: z.array(z.union([leaves, Condition])).min(1).max(20) });

const conditionsOf = (group: FilterGroup): number => group.of.reduce((sum, part) => sum + ('of' in part ? conditionsOf(part) : 1), 0);

/** Up to three groups one in the other; without a part at the top it holds for every ticket. */
export const TicketFilter: z.ZodType<FilterGroup, FilterGroup> = z.strictObject({ match, of: z.array(z.union([branches, Condition])).max(20) })
  .refine((group: FilterGroup) => conditionsOf(group) <= FILTER_CONDITIONS_MAX, `holds more than ${FILTER_CONDITIONS_MAX} conditions`) as never;

/** The same as a query parameter. */
export const FilterParameter = z.string().max(FILTER_TEXT_MAX).transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
}).pipe(TicketFilter);
