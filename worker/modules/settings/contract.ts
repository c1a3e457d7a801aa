// The wire of the switches of a deployment.
import * as z from 'zod';
import type { GateStatus } from '../tickets/gate-rules.ts';

const at = z.array(z.enum(['resuelto', 'cerrado'] as const satisfies readonly GateStatus[])).max(2).transform((list) => [...new Set(list)]);

/** What staff must have done before a ticket is resolved (`resuelto`) or closed (`cerrado`); an empty `at` asks for nothing. */
export const CloseGatesBody = z.strictObject({
  resolution_text: z.strictObject({ at, min_length: z.number().int().min(1).max(2000).default(20) }),
  category_required: z.strictObject({ at }),
  time_logged: z.strictObject({ at, minutes: z.number().int().min(1).max(1440).default(1) }),
  checklist_done: z.strictObject({ at }),
});
export type CloseGatesBody = z.infer<typeof CloseGatesBody>;
