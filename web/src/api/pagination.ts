// The shape every list answers with.
export interface Pagination {
  limit: number;
  next_cursor: string | null;
  total: number;
  total_is_capped: boolean;
}
