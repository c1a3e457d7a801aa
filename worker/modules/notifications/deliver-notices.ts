// Tells open portals that there is news, and wakes devices. Safe with any number of copies of itself.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import type { PushSender } from '../../platform/push-sender.ts';
import type { Effect } from '../../platform/problem.ts';
import { announce, claimedPushes, claimPushes, endPushes, forgetDevices, noteDevices, type ClaimedPush, type PushEnd } from './delivery-store.ts';
import { pushText, pushVerdict } from './push-rules.ts';

type DeliveryDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log' | 'boards' | 'push'>;

const AT_ONCE = 200;
const PUSHES_AT_ONCE = 50;
const ROUNDS_MAX = 20;
const PARALLEL = 6;

const jobActor = (deps: Pick<Deps, 'ids'>): Actor => ({ kind: 'job', job: 'mail_out', requestId: `deliver-${deps.ids.next()}` });

/** One round trip when there is nothing. A lost hint costs the person a look, never the notification. */
export async function deliverNotices(deps: DeliveryDeps): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const lease = crypto.randomUUID();
    const { push } = deps;
    const taken = await deps.database.asActor(jobActor(deps), {}, (tx) => [
      announce(tx, AT_ONCE), ...(push ? [claimPushes(tx, lease, PUSHES_AT_ONCE), claimedPushes(tx, lease)] : []),
    ] as unknown as readonly [ReturnType<typeof announce>, ReturnType<typeof claimPushes>, ReturnType<typeof claimedPushes>]);
    if (!taken.ok) throw new Error(`notifications: ${taken.problem.kind}`);
    const [told, , claimed] = taken.value.rows;
    const people = told.rows as { user_id: string; client_id: string | null; news: number }[];
    if (people.length > 0) await deps.boards.publish(people.map(({ user_id, client_id }): Effect => ({ type: 'notification', user_id, client_id })));
    const pushes = push ? (claimed.rows as unknown as ClaimedPush[]) : [];
    if (push && pushes.length > 0) await wake(deps, push, lease, pushes);
    if (pushes.length < PUSHES_AT_ONCE && people.reduce((sum, one) => sum + one.news, 0) < AT_ONCE) return;
  }
}

async function wake(deps: DeliveryDeps, push: PushSender, lease: string, pushes: ClaimedPush[]): Promise<void> {
  const waiting = [...pushes];
  const ends: PushEnd[] = [];
  const [gone, reached, missed] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const hindrance = !row.is_active ? 'the person is no longer active' : row.may_see === false ? 'the person may no longer see the ticket' : null;
      const outcomes = hindrance ? [] : await Promise.all(row.devices.map(async (device) => {
        const outcome = await push.send(device, pushText(row), { isUrgent: row.priority === 'critica', now: deps.clock.now() });
        if (outcome.ok) reached.add(device.subscription_id);
        else if (outcome.kind === 'gone') gone.add(device.subscription_id);
        else missed.add(device.subscription_id);
        return outcome;
      }));
      ends.push({ push_id: row.push_id, ...pushVerdict(hindrance, outcomes, row.attempts) });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const written = await deps.database.asActor(jobActor(deps), {}, (tx) => [
    endPushes(tx, lease, ends),
    ...(gone.size > 0 ? [forgetDevices(tx, [...gone])] : []),
    ...(reached.size > 0 ? [noteDevices(tx, [...reached], true)] : []),
    ...(missed.size > 0 ? [noteDevices(tx, [...missed], false)] : []),
  ] as unknown as readonly [ReturnType<typeof endPushes>]);
  if (!written.ok) throw new Error(`pushes: ${written.problem.kind}`);
}
