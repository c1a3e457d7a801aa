// What a refusal makes of a reply that waited. Pure.
import { ApiProblem } from '../../api/client.ts';
import type { KeptReply } from './outbox.ts';

/** Null: no answer, it goes on waiting. */
export function afterFault(fault: unknown): Pick<KeptReply, 'state' | 'reason' | 'status'> | null {
  if (!(fault instanceof ApiProblem) || fault.status === 0 || fault.status === 401 || fault.status === 429 || fault.status >= 500) return null;
  return fault.status === 409 ? { state: 'conflict', reason: null, status: 409 } : { state: 'refused', reason: fault.errors[0]?.message ?? fault.message, status: fault.status };
}
