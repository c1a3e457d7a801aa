// What the list of requests keeps in its address.
import type { TicketFilters, TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../../../../worker/modules/tickets/values.ts';
import { readFigureFilters } from '../tickets/figure-filters.ts';
import type { FigureFilters } from '../tickets/figure-filters.ts';

export interface RequestSearch extends FigureFilters {
  /** `approval`: what waits for the word of the company. */
  view?: 'done' | 'approval';
  /** Instead of the two views: what a figure of the dashboard counted. */
  scope?: 'open' | 'all';
  status?: TicketStatus;
  priority?: TicketPriority;
  mine?: true;
  q?: string;
}

export function readRequestSearch(search: Record<string, unknown>): RequestSearch {
  const words = typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q).slice(0, 200) : '';
  const scope = (['open', 'all'] as const).find((one) => one === search.scope);
  const status = TICKET_STATUSES.find((one) => one === search.status);
  const priority = TICKET_PRIORITIES.find((one) => one === search.priority);
  return {
    ...(scope ? { scope, ...(status ? { status } : {}), ...(priority ? { priority } : {}), ...readFigureFilters(search) } : {}),
    ...(search.view === 'done' || search.view === 'approval' ? { view: search.view } : {}),
    ...(search.mine === true ? { mine: true } : {}),
    ...(words ? { q: words } : {}),
  };
}

// A solved request still waits for the word of the person who asked: it is not done for them.
const openStatuses = 'nuevo,asignado,en_proceso,espera_cliente,pendiente_aprobacion,reabierto,resuelto';

/** Query parameters of GET /tickets. */
export function requestFilters({ view, mine, q, scope, ...figure }: RequestSearch, userId: string): TicketFilters {
  if (scope) return { ...figure, ...(scope === 'open' ? { open: true } : {}), created_by: mine ? userId : undefined, q, sort: '-updated_at' };
  return { status: view === 'done' ? 'cerrado,cancelado' : view === 'approval' ? 'pendiente_aprobacion' : openStatuses, created_by: mine ? userId : undefined, q, sort: '-updated_at' };
}
