// Acts on many tickets: the server does them step by step while this asks for the next one.
import type { RunRow } from '../../../worker/modules/queue/contract.ts';
import type { RunAction } from '../../../worker/modules/queue/values.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';
import { queryClient } from './query-client.ts';
import type { BulkBody, TicketFilters } from './tickets.ts';

export type Run = Json<RunRow>;
/** Tickets by their ids, or all that a list holds. */
export type RunTargets = { ticket_ids: string[] } | { choice: TicketFilters };

/** Query parameters as the address carries them: text alone, and nothing about order or pages. */
const choiceOf = ({ sort: _sort, group: _group, limit: _limit, ...filters }: TicketFilters): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => [name, String(value)]));

const refreshed = (): void => {
  void queryClient.invalidateQueries({ queryKey: ['ticket'] });
  void queryClient.invalidateQueries({ queryKey: ['tickets'] });
  void queryClient.invalidateQueries({ queryKey: ['views'] });
};

const send = (path: string, body: object = {}): Promise<Run> => request<{ run: Run }>(`/ticket-runs${path}`, { method: 'POST', body }).then(({ run }) => run);

/**
 * Does the act to the end.
 * @param onProgress called after each step; what it returns says whether to go on
 */
export async function runAct(body: Pick<BulkBody, 'action_data'> & { action: RunAction }, targets: RunTargets, onProgress: (run: Run) => boolean): Promise<Run> {
  const about = 'choice' in targets ? { choice: choiceOf(targets.choice) } : targets;
  return goOn(await send('', { action: body.action, action_data: body.action_data, ...about }), onProgress);
}

/** Does what is left of it, also of one that was left in the middle. */
export async function goOn(from: Run, onProgress: (run: Run) => boolean): Promise<Run> {
  let run = from;
  try {
    while (run.waiting > 0 && onProgress(run)) run = await send(`/${run.run_id}/step`);
  } finally {
    refreshed();
  }
  return run;
}

/** Puts back what was, as far as nobody changed it since. */
export async function undoAct(from: Run, onProgress: (run: Run) => boolean): Promise<Run> {
  let run = from;
  try {
    do run = await send(`/${run.run_id}/undo`); while (run.done > 0 && onProgress(run));
  } finally {
    refreshed();
  }
  return run;
}
