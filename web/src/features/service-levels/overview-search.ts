// The overview's state in its address: period, client, whose tickets.
export const periods = ['month', 'last_month', 'days_30', 'days_90'] as const;
export type Period = (typeof periods)[number];

export interface OverviewSearch {
  period?: Period;
  client_id?: string;
  mine?: true;
}

export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const period = periods.find((one) => one === search.period);
  const isId = typeof search.client_id === 'string' && /^[0-9a-f-]{36}$/i.test(search.client_id);
  return { ...(period ? { period } : {}), ...(isId ? { client_id: String(search.client_id) } : {}), ...(search.mine === true ? { mine: true } : {}) };
}

const dayMs = 86_400_000;

/** Bounds of a period in the reader's zone; whole days, so that the question stays the same for a day. */
export function boundsOf(period: Period, now: Date): { from: string; to?: string } {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  if (period === 'month') return { from: new Date(year, month, 1).toISOString() };
  if (period === 'last_month') return { from: new Date(year, month - 1, 1).toISOString(), to: new Date(year, month, 1).toISOString() };
  const today = new Date(year, month, now.getDate()).getTime();
  return { from: new Date(today - (period === 'days_30' ? 30 : 90) * dayMs).toISOString() };
}
