// The queue's state lives in its address: saved view, filters, order, words.
import type { TicketFilters, TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { readFigureFilters } from './figure-filters.ts';
import type { FigureFilters } from './figure-filters.ts';

export const views = ['mine', 'unassigned', 'waiting', 'snoozed', 'open', 'closed', 'all'] as const;
export type View = (typeof views)[number];

export const ticketStatuses: readonly TicketStatus[] = [
  'nuevo',
  'asignado',
  'en_proceso',
  'espera_cliente',
  'pendiente_aprobacion',
  'reabierto',
  'resuelto',
  'cerrado',
  'cancelado',
];
export const ticketPriorities: readonly TicketPriority[] = ['critica', 'alta', 'media', 'baja'];
export const sorts = ['sla_due', '-updated_at', '-created_at', 'created_at', '-priority'] as const;
export type Sort = (typeof sorts)[number];

export interface QueueSearch extends FigureFilters {
  /** One of ours, or the id of a saved view. */
  view?: string;
  /** A tree of conditions; the server says whether it is one. */
  f?: object;
  /** The ticket beside the list. */
  t?: string;
  status?: TicketStatus;
  priority?: TicketPriority;
  client_id?: string;
  site_id?: string;
  category_id?: string;
  assigned_to?: string;
  q?: string;
  sort?: Sort;
}

const viewFilters: Record<string, TicketFilters> = {
  mine: { assigned_to: 'me', open: true, snoozed: false },
  unassigned: { assigned_to: 'none', open: true, snoozed: false },
  waiting: { status: 'espera_cliente' },
  snoozed: { snoozed: true },
  open: { open: true, snoozed: false },
  closed: { status: 'resuelto,cerrado,cancelado' },
  all: {},
};

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((item) => item === value);
export const isStandardView = (name: string): name is View => name in viewFilters;
const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined;

/** Keeps what the queue understands of an address; a mistyped or outdated one shows the plain queue, not an error. */
export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const words = typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q).slice(0, 200) : '';
  const found: QueueSearch = {
    view: oneOf(views, search.view) ?? idOf(search.view),
    f: typeof search.f === 'object' && search.f !== null ? search.f : undefined,
    t: typeof search.t === 'string' ? search.t : undefined,
    status: oneOf(ticketStatuses, search.status),
    priority: oneOf(ticketPriorities, search.priority),
    client_id: idOf(search.client_id),
    site_id: idOf(search.site_id),
    category_id: idOf(search.category_id),
    assigned_to: search.assigned_to === 'none' || search.assigned_to === 'me' ? search.assigned_to : idOf(search.assigned_to),
    q: words || undefined,
    sort: oneOf(sorts, search.sort),
  };
  return { ...(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as QueueSearch), ...readFigureFilters(search) };
}

/** What is open is worked by what is due next; the others by what moved last. */
export const standardSort = (view = 'open'): Sort => (view === 'closed' || view === 'waiting' || view === 'snoozed' || view === 'all' ? '-updated_at' : 'sla_due');

/** Query parameters of GET /tickets for an address. */
export function queueFilters({ view = 'open', sort = standardSort(view), f: _tree, t: _beside, asleep, ...filters }: QueueSearch): TicketFilters {
  const { snoozed, ...ofView } = viewFilters[view] ?? {};
  return { ...ofView, ...(snoozed === undefined || asleep ? {} : { snoozed }), ...filters, sort };
}
