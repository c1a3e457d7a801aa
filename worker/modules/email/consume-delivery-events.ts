// The queue of events about mails that left: each is applied once, one that nobody understands is kept, none blocks the next.
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { settle } from '../../settle.ts';
import { applyDeliveryEvent } from './apply-delivery-event.ts';

const MATCH_DELAY_SECONDS = 30;
const OUTAGE_DELAY_SECONDS_MAX = 3600;

export async function consumeDeliveryEvents(deps: Deps, batch: MessageBatch<unknown>): Promise<void> {
  const effects: Effect[] = [];
  for (const message of batch.messages) {
    try {
      const applied = await applyDeliveryEvent(deps, message.body, message.attempts);
      effects.push(...applied.effects);
      if (applied.outcome === 'early') message.retry({ delaySeconds: MATCH_DELAY_SECONDS });
      else message.ack();
    } catch (fault) {
      deps.log.error('delivery_event_failed', fault, { attempt: message.attempts });
      message.retry({ delaySeconds: Math.min(60 * message.attempts, OUTAGE_DELAY_SECONDS_MAX) });
    }
  }
  if (effects.length > 0) await settle(deps, effects, false);
}
