// Invitations are read as a few safe fields, whoever wrote them (E-C7).
import { describe, expect, it } from 'vitest';
import { readCalendarCards } from '../../../worker/modules/email/message/calendar-card.ts';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { rawFromText } from '../../../worker/modules/email/message/parse-message.ts';

const event = (...lines: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

describe('E-C7', () => {
  it('an invitation of Outlook', () => {
    const [card] = readCalendarCards(event(
      'ORGANIZER;CN="Torres, Ana":mailto:Ana@acme.example', 'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Luis:MAILTO:luis@acme.example', 'SUMMARY;LANGUAGE=es-MX:Visita\\, piso 3', 'DTSTART;TZID=Central Standard Time (Mexico):20261117T090000',
      'DTEND;TZID=Central Standard Time (Mexico):20261117T100000', 'UID:040000', 'LOCATION:Sala\\; norte', 'DESCRIPTION:Traer \r\n llaves\\nGracias', 'STATUS:CONFIRMED', 'RRULE:FREQ=WEEKLY', 'BEGIN:VALARM', 'DESCRIPTION:Reminder', 'END:VALARM',
    ));
    expect(card).toEqual({
      method: 'REQUEST', uid: '040000', title: 'Visita, piso 3', place: 'Sala; norte', description: 'Traer llaves\nGracias', organiser: { email: 'ana@acme.example', name: 'Torres, Ana', answer: null },
      attendees: [{ email: 'luis@acme.example', name: 'Luis', answer: 'NEEDS-ACTION' }], all_day: false, repeats: true, status: 'CONFIRMED',
      start: { local: '2026-11-17T09:00:00', zone: 'America/Mexico_City', instant: '2026-11-17T15:00:00.000Z' }, end: { local: '2026-11-17T10:00:00', zone: 'America/Mexico_City', instant: '2026-11-17T16:00:00.000Z' },
    });
  });

  it.each([
    ['DTSTART:20261117T150000Z', { local: '2026-11-17T15:00:00', zone: 'UTC', instant: '2026-11-17T15:00:00.000Z' }], ['DTSTART;VALUE=DATE:20261117', { local: '2026-11-17', zone: null, instant: null }], ['DTSTART:20261117T090000', { local: '2026-11-17T09:00:00', zone: null, instant: null }],
    ['DTSTART;TZID=Europe/Madrid:20260701T090000', { local: '2026-07-01T09:00:00', zone: 'Europe/Madrid', instant: '2026-07-01T07:00:00.000Z' }], ['DTSTART;TZID=/freeassociation.example/America/Bogota:20261117T090000', { local: '2026-11-17T09:00:00', zone: 'freeassociation' }], ['DTSTART;TZID=Casa:20261117T090000', { local: '2026-11-17T09:00:00', zone: 'Casa', instant: null }],
    ['DTSTART:20269917T090000', null], ['DTSTART:manana', null],
  ])('reads the time of %s', (line, expected) => {
    const start = readCalendarCards(event(line))[0]?.start;
    if (expected?.zone === 'freeassociation') expect(start).toMatchObject({ zone: 'America/Bogota', instant: '2026-11-17T14:00:00.000Z' });
    else expect(start).toEqual(expected);
  });

  it('hostile fields stay text, short, and in reading order', () => {
    const [card] = readCalendarCards(event(`SUMMARY:\u202e<script>alert(1)</script>\u0000${'x'.repeat(9000)}`, 'ORGANIZER;CN="a\u202eb":javascript:alert(1)', 'STATUS:<b>', 'UID:\u0007x', '__PROTO__:x', 'ATTENDEE;__proto__=x:mailto:a@b.example'));
    expect(card?.title).toMatch(/^<script>alert\(1\)<\/script>x+$/);
    expect(card?.title.length).toBeLessThanOrEqual(300);
    expect([card?.organiser, card?.status, card?.uid]).toEqual([{ email: null, name: 'ab', answer: null }, null, 'x']);
  });

  it('floods and broken files are bounded', () => {
    expect(readCalendarCards(event().repeat(5000))).toHaveLength(10);
    expect(readCalendarCards(`BEGIN:VEVENT\n${'ATTENDEE;CN="'.repeat(20_000)}`)).toEqual([]);
    expect(readCalendarCards(event(...Array.from({ length: 1000 }, (_, n) => `ATTENDEE:mailto:p${n}@acme.example`)))[0]?.attendees).toHaveLength(50);
    expect(readCalendarCards('BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x')).toEqual([]);
  });

  it('an event that comes as an alternative and as a file is one card', async () => {
    const file = event('UID:1', 'SUMMARY:Visita').replaceAll('\r\n', '\n');
    const { calendar } = await concludeMessage(rawFromText(`From: ana@acme.example\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/calendar; method=REQUEST\n\n${file}\n--b\nContent-Type: application/ics; name="invite.ics"\nContent-Disposition: attachment; filename="invite.ics"\n\n${file}\n--b--\n`), { own: { addresses: [], instance_id: null } });
    expect(calendar).toMatchObject([{ title: 'Visita', method: 'REQUEST' }]);
  });
});
