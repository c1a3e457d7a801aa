// Where a figure leads: the list that holds exactly what it counted.
import type { TicketPriority, TicketStatus } from '../../../../worker/modules/tickets/values.ts';
import type { FigureFilters } from '../tickets/figure-filters.ts';

export interface Figure extends FigureFilters {
  /** Open tickets alone. */
  open?: boolean;
  status?: TicketStatus;
  priority?: TicketPriority;
  assigned_to?: string;
  client_id?: string;
}

/** Address of the list for staff, or of the requests for a client's people. */
export function figureTarget(figure: Figure, isStaff: boolean): { to: '/tickets' | '/requests'; search: Record<string, string> } {
  const { open = false, ...filters } = figure;
  const named = Object.fromEntries(Object.entries(filters).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return isStaff ? { to: '/tickets', search: { view: open ? 'open' : 'all', ...(open ? { asleep: 'included' } : {}), ...named } } : { to: '/requests', search: { scope: open ? 'open' : 'all', ...named } };
}

/** Bounds of a period or bucket as filters; null means that there is none. */
export function bounds(what: 'created' | 'finished', after: string | null, before: string | null): FigureFilters {
  return { ...(after === null ? {} : { [`${what}_after`]: after }), ...(before === null ? {} : { [`${what}_before`]: before }) };
}

export const tookRange = ({ from_minutes, to_minutes }: { from_minutes: number; to_minutes: number | null }): string => `${from_minutes}-${to_minutes ?? ''}`;
