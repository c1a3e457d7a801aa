// Events about mails that left: read as the platform writes them, applied in any order, and never thrown at.
import { describe, expect, it } from 'vitest';
import { deliveryOutcome, readDeliveryEvent } from '../../../worker/modules/email/delivery-event-rules.ts';
import type { DeliveryState } from '../../../worker/modules/email/values.ts';

const event = (state: string, payload: object = {}) => ({
  type: `cf.email.sending.message.${state}`,
  source: { type: 'email.sending', zoneId: 'z', domain: 'mail.example.com' },
  payload: { eventId: `e-${state}`, messageId: 'Out7@Mail.Example.com', sender: 'soporte@mail.example.com', recipient: 'Ana@Acme.example', subject: 'x', terminal: state !== 'deferred', delivery: { status: state }, ...payload },
  metadata: { accountId: 'a', eventSubscriptionId: 's', eventSchemaVersion: 1, eventTimestamp: '2026-11-17T16:00:00.132Z' },
});
const hard = { delivery: { status: 'bounced', smtpStatusCode: '550', smtpEnhancedStatusCode: '5.1.1', smtpResponse: '550 5.1.1 User unknown' }, bounce: { type: 'hard', classification: 'permanent_failure', reason: '550 5.1.1 User unknown' } };
const outcomeOf = (body: object, before: DeliveryState | null = null) => deliveryOutcome(readDeliveryEvent(body)!, before);

describe('E-L5: delivery events', () => {
  it('names the mail, the address, the words of the other server and when', () => {
    expect(readDeliveryEvent(event('bounced', hard))).toMatchObject({
      event_id: 'e-bounced', state: 'bounced', message_ids: ['Out7@mail.example.com', 'Out7'], recipient: 'ana@acme.example', status: '5.1.1', detail: '550 5.1.1 User unknown', is_hard: true, happened_at: '2026-11-17T16:00:00.132Z',
    });
  });

  it('an id without a domain is looked for with the domains that may have sent it', () => {
    expect(readDeliveryEvent(event('delivered', { messageId: '0101018f-msg' }))!.message_ids).toEqual(['0101018f-msg', '0101018f-msg@mail.example.com']);
  });

  it.each<[string, object, DeliveryState | null, object]>([
    ['accepted', event('delivered'), null, { delivery: 'delivered', activity: null, suppression: null }],
    ['waits', event('deferred'), null, { delivery: 'deferred', activity: 'delayed', suppression: null }],
    ['waits again', event('deferred'), 'deferred', { delivery: null, activity: null, suppression: null }],
    ['waits, told late', event('deferred'), 'delivered', { delivery: null, activity: null, suppression: null }],
    ['an address that does not exist', event('bounced', hard), null, { delivery: 'bounced', activity: 'bounced', suppression: 'bounced 5.1.1 550 5.1.1 User unknown' }],
    ['bounced after it was accepted', event('bounced', hard), 'delivered', { delivery: 'bounced', activity: 'bounced' }],
    ['accepted, told late', event('delivered'), 'bounced', { delivery: null, activity: null, suppression: null }],
    ['gave up trying', event('bounced', { delivery: { smtpEnhancedStatusCode: '4.4.1', smtpResponse: '451 4.4.1 timeout' }, bounce: { type: 'soft' } }), null, { delivery: 'bounced', activity: 'bounced', suppression: null }],
    ['refused for its content', event('bounced', { delivery: { smtpEnhancedStatusCode: '5.7.1', smtpResponse: '550 5.7.1 message rejected as spam' }, bounce: { type: 'hard' } }), null, { delivery: 'bounced', suppression: null }],
    ['a full mailbox', event('bounced', { delivery: { smtpEnhancedStatusCode: '5.2.2', smtpResponse: '552 5.2.2 mailbox full' }, bounce: { type: 'hard' } }), null, { suppression: null }],
    ['suppressed by the platform', event('rejected', { rejection: { reason: 'suppressed', party: 'recipient', detail: 'Recipient is suppressed' } }), null, { delivery: 'rejected', activity: 'bounced', suppression: 'refused while sending: Recipient is suppressed' }],
    ['refused by a rule about us', event('rejected', { rejection: { reason: 'spam', party: 'sender' } }), null, { delivery: 'rejected', activity: 'bounced', suppression: null }],
    ['a fault of the platform', event('failed', { failure: { reason: 'delivery_failed' } }), null, { delivery: 'failed', activity: 'bounced', suppression: null }],
    ['marked as spam by the reader', event('complained', { complaint: { type: 'abuse' } }), 'delivered', { delivery: 'complained', activity: 'complained', suppression: 'complained abuse' }],
  ])('%s', (_, body, before, expected) => expect(outcomeOf(body, before)).toMatchObject(expected));

  it.each([null, undefined, 7, 'text', [], {}, { type: 'cf.email.sending.message.opened' }, { type: 'cf.email.sending.message.bounced' }, { type: 'cf.email.sending.message.bounced', payload: 'x' }, event('bounced', { recipient: 'nobody' }), event('bounced', { messageId: '' }), event('bounced', { eventId: null }), event('delivered', { messageId: { a: 1 } })])('is no event that could be applied: %j', (body) => expect(readDeliveryEvent(body)).toBeNull());

  it('odd fields of a known event do not stop it', () => {
    expect(readDeliveryEvent({ ...event('bounced', { delivery: 'x', bounce: 7, recipient: '<ana@acme.example>' }), metadata: null, source: null })).toMatchObject({ state: 'bounced', recipient: 'ana@acme.example', status: null, detail: null, happened_at: null });
  });
});
