// What the agents' objects and the worker itself leave in the fleet's queues: sorted by kind, written in batches over many machines.
import { DispatchMessage, FleetChange, FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { settle } from '../../settle.ts';
import { takeAlerts } from '../alerts/take-alerts.ts';
import { takeInventory } from '../assets/take-inventory.ts';
import { takeRollups } from '../assets/take-rollups.ts';
import { takeRecoveryKeys } from '../bitlocker/take-recovery-keys.ts';
import { takeSessions } from '../remote/take-sessions.ts';
import { answerAuthorise } from '../scripts/answer-authorise.ts';
import { dispatchExecutions } from '../scripts/dispatch-executions.ts';
import { takeExecutions } from '../scripts/take-executions.ts';
import { configureAgents } from './configure-agents.ts';
import { takeNotices } from './take-notices.ts';
import { takePresence } from './take-presence.ts';

export type FleetMessage = FleetChange | FleetData | DispatchMessage;
type Of<T extends FleetMessage['type']> = Extract<FleetMessage, { type: T }>;
/** Writes the messages of one kind; idempotent, since a queue delivers at least once. Throws on outages: the messages come back. */
type Taker<T extends FleetMessage['type']> = (deps: Deps, messages: Of<T>[]) => Promise<Effect[]>;

const TAKERS: { [T in FleetMessage['type']]: Taker<T> } = {
  presence: takePresence,
  remote: takeSessions,
  execution: takeExecutions,
  alert: takeAlerts,
  authorise: answerAuthorise,
  notice: takeNotices,
  rollup: takeRollups,
  inventory: takeInventory,
  recovery_keys: takeRecoveryKeys,
  executions: dispatchExecutions,
  configure: configureAgents,
};
const DEAD_LETTERS = 'lanet-fleet-dead';

export async function consumeFleet(deps: Deps, batch: MessageBatch<FleetMessage>): Promise<void> {
  const byKind = new Map<FleetMessage['type'], Message<FleetMessage>[]>();
  for (const message of batch.messages) {
    const parsed = readMessage(message.body);
    if (!parsed || batch.queue === DEAD_LETTERS) {
      deps.log.error('fleet_message_dropped', new Error('a message nothing can be made of'), { type: String((message.body as { type?: unknown } | null)?.type).slice(0, 40), attempts: message.attempts });
      message.ack();
    } else byKind.set(parsed, [...(byKind.get(parsed) ?? []), message]);
  }
  const effects: Effect[] = [];
  for (const [kind, messages] of byKind) effects.push(...(await take(deps, kind, messages)));
  if (effects.length > 0) await settle(deps, effects, false);
}

/** Its kind; null: nothing can be made of it. Each is read by one schema only. */
function readMessage(body: unknown): FleetMessage['type'] | null {
  for (const schema of [FleetChange, FleetData, DispatchMessage]) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data.type;
  }
  return null;
}

/** One that cannot be written must not hold up the others of its batch: after a fault each is tried alone. */
async function take(deps: Deps, kind: FleetMessage['type'], messages: Message<FleetMessage>[]): Promise<Effect[]> {
  const taker = TAKERS[kind] as (deps: Deps, bodies: FleetMessage[]) => Promise<Effect[]>;
  try {
    const effects = await taker(deps, messages.map((message) => message.body));
    for (const message of messages) message.ack();
    return effects;
  } catch (fault) {
    if (messages.length > 1) {
      const effects: Effect[] = [];
      for (const message of messages) effects.push(...(await take(deps, kind, [message])));
      return effects;
    }
    deps.log.error('fleet_message_failed', fault, { type: kind, attempts: messages[0]!.attempts });
    messages[0]!.retry();
    return [];
  }
}
