// One act on some tickets at once, and an honest word about how many it reached.
import { useBulkAction } from '@/api/tickets.ts';
import type { BulkBody } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

export type QuickAct = 'assign' | 'status' | 'priority' | 'category' | 'macro';

/** Runs one act on some tickets and says honestly how many it reached. */
export function useQuickAct(onDone: () => void): { act: (body: BulkBody) => void; busy: boolean } {
  const { t } = useText();
  const bulk = useBulkAction();
  return {
    busy: bulk.isPending,
    act: (body) =>
      bulk.mutate(body, {
        onSuccess: ({ done, failed }) => {
          if (done.length > 0) toast.done(t('tickets.bulk_done', { count: done.length }));
          if (failed.length > 0)
            toast.problem(t('tickets.bulk_refused', { count: failed.length, reason: failed[0]?.message ?? '' }));
          onDone();
        },
        onError: (error) => toast.problem(problemSentence(error, t)),
      }),
  };
}
