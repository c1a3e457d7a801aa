// The period and client of a dashboard live in its address.
export const periods = [7, 30, 90] as const;
export type PeriodDays = (typeof periods)[number];

export interface DashboardSearch {
  /** Left out: 30. */
  days?: 7 | 90;
  /** Own local days, both included. */
  from?: string;
  to?: string;
  client_id?: string;
}

const dayOf = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined);
const spanMax = 184;

/** Keeps what the dashboard understands of an address; a period that makes no sense is the standard one. */
export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const [from, to] = [dayOf(search.from), dayOf(search.to)];
  const span = from && to ? (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1 : 0;
  const days = ([7, 90] as const).find((one) => one === Number(search.days));
  return {
    ...(from && to && span >= 1 && span <= spanMax ? { from, to } : days ? { days } : {}),
    ...(typeof search.client_id === 'string' && /^[0-9a-f-]{36}$/i.test(search.client_id) ? { client_id: search.client_id } : {}),
  };
}
