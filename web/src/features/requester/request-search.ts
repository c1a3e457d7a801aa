// What the list of requests keeps in its address.
import type { TicketFilters } from '@/api/tickets.ts';

export interface RequestSearch {
  view?: 'done';
  mine?: true;
  q?: string;
}

export function readRequestSearch(search: Record<string, unknown>): RequestSearch {
  const words = typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q).slice(0, 200) : '';
  return {
    ...(search.view === 'done' ? { view: 'done' } : {}),
    ...(search.mine === true ? { mine: true } : {}),
    ...(words ? { q: words } : {}),
  };
}

// A solved request still waits for the word of the person who asked: it is not done for them.
const openStatuses = 'nuevo,asignado,en_proceso,espera_cliente,pendiente_aprobacion,reabierto,resuelto';

/** Query parameters of GET /tickets. */
export function requestFilters({ view, mine, q }: RequestSearch, userId: string): TicketFilters {
  return { status: view === 'done' ? 'cerrado,cancelado' : openStatuses, created_by: mine ? userId : undefined, q, sort: '-updated_at' };
}
