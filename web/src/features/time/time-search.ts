// Which stretch of time the page of working time shows; it stands in the address.

export interface TimeSearch {
  /** Weeks or months before this one; 0 is left out. */
  back?: number;
  by?: 'month';
  /** Everybody instead of me. */
  who?: 'all';
  client?: string;
  billable?: 'true' | 'false';
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readTimeSearch(search: Record<string, unknown>): TimeSearch {
  const back = Number(search.back);
  return {
    ...(Number.isInteger(back) && back > 0 && back <= 520 ? { back } : {}),
    ...(search.by === 'month' ? { by: 'month' as const } : {}),
    ...(search.who === 'all' ? { who: 'all' as const } : {}),
    ...(typeof search.client === 'string' && uuid.test(search.client) ? { client: search.client } : {}),
    ...(String(search.billable) === 'true' || String(search.billable) === 'false' ? { billable: String(search.billable) as 'true' } : {}),
  };
}
