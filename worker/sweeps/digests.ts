// Each minute: digests whose hour has come, one a person; what waits in them leaves as one mail and one push.
import type { Deps } from '../deps.ts';
import { anyHeldDue, gatherMails, gatherPushes, lockDigests } from '../modules/notifications/delivery-store.ts';
import type { Actor } from '../platform/database.ts';
import { settle } from '../settle.ts';

/** Idempotent, and two at once gather each mail once. One round trip when nothing is due. */
export async function sweepDigests(deps: Deps): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `digests-${deps.ids.next()}` };
  const looked = await deps.database.asActor(actor, {}, (tx) => [anyHeldDue(tx)]);
  if (!looked.ok) throw new Error(`digests: ${looked.problem.kind}`);
  if (!(looked.value.rows[0].rows[0] as { is_due: boolean }).is_due) return;
  const gathered = await deps.database.asActor(actor, {}, (tx) => [lockDigests(tx), gatherMails(tx), gatherPushes(tx)]);
  if (!gathered.ok) throw new Error(`digests: ${gathered.problem.kind}`);
  await settle(deps, [{ type: 'mail' }], false);
}
