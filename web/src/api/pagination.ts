// Keyset lists: their shape, and reading a short one to its end for pickers.
import type { Pagination } from '../../../worker/modules/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';

export type { Pagination };

const pagesMax = 10;

/** All rows of a list, at most 1,000: for pickers, not for pages. `plural` is the key of the rows. Throws ApiProblem. */
export async function requestAll<Row>(path: string, plural: string, query: RequestOptions['query'] = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const data: Record<string, unknown> & { pagination?: Pagination } = await request(path, {
      query: { ...query, limit: 100, cursor },
    });
    rows.push(...(data[plural] as Row[]));
    cursor = data.pagination?.next_cursor ?? null;
    if (!cursor) break;
  }
  return rows;
}
