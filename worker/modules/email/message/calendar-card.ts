// Invitations as cards (E-C7): the few fields a reader needs out of text/calendar (RFC 5545), never acted upon.
import { normaliseAddress } from './mail-address.ts';
import { storableLine, storableText, withoutBidi } from './storable-text.ts';

/** `local` is `2026-11-17T09:00:00`, or `2026-11-17` for a whole day; `zone` null for a time without place; `instant` ISO 8601 when the zone is known. */
export type CalendarTime = { local: string; zone: string | null; instant: string | null };

export type CalendarPerson = { email: string | null; name: string | null; answer: string | null };

export type CalendarCard = {
  /** `REQUEST`, `CANCEL`, `REPLY`, `COUNTER`, `PUBLISH` …; null when not said. */
  method: string | null;
  uid: string | null;
  title: string;
  place: string | null;
  description: string | null;
  organiser: CalendarPerson | null;
  attendees: CalendarPerson[];
  start: CalendarTime | null;
  end: CalendarTime | null;
  all_day: boolean;
  repeats: boolean;
  status: string | null;
};

type Property = { name: string; params: Record<string, string>; value: string };

const textMax = 262_144;
const linesMax = 5000;
const valueMax = 4000;
const cardsMax = 10;
const attendeesMax = 50;

/** Zones as Outlook names them, where MSPs and their clients are. */
const outlookZones: Record<string, string> = {
  'utc': 'UTC', 'gmt standard time': 'Europe/London', 'romance standard time': 'Europe/Paris', 'w. europe standard time': 'Europe/Berlin', 'central europe standard time': 'Europe/Budapest', 'central european standard time': 'Europe/Warsaw',
  'e. south america standard time': 'America/Sao_Paulo', 'argentina standard time': 'America/Argentina/Buenos_Aires', 'pacific sa standard time': 'America/Santiago', 'sa pacific standard time': 'America/Bogota', 'venezuela standard time': 'America/Caracas',
  'central america standard time': 'America/Guatemala', 'central standard time (mexico)': 'America/Mexico_City', 'mountain standard time (mexico)': 'America/Mazatlan', 'pacific standard time (mexico)': 'America/Tijuana', 'eastern standard time (mexico)': 'America/Cancun',
  'eastern standard time': 'America/New_York', 'central standard time': 'America/Chicago', 'mountain standard time': 'America/Denver', 'us mountain standard time': 'America/Phoenix', 'pacific standard time': 'America/Los_Angeles',
  'india standard time': 'Asia/Kolkata', 'china standard time': 'Asia/Shanghai', 'tokyo standard time': 'Asia/Tokyo', 'aus eastern standard time': 'Australia/Sydney', 'russian standard time': 'Europe/Moscow', 'turkey standard time': 'Europe/Istanbul',
};

/** The events of a calendar file, at most 10; empty when it holds none. Never throws. */
export function readCalendarCards(text: string): CalendarCard[] {
  const cards: CalendarCard[] = [];
  let method: string | null = null;
  let event: Property[] | null = null;
  let nested = 0;
  for (const line of text.slice(0, textMax).replace(/\r\n?/g, '\n').replace(/\n[ \t]/g, '').split('\n', linesMax)) {
    const property = readProperty(line);
    if (property === null) continue;
    const value = property.value.trim().toUpperCase();
    if (property.name === 'BEGIN' && value === 'VEVENT') event = [];
    else if (property.name === 'BEGIN' && event) nested++;
    else if (property.name === 'END' && value === 'VEVENT') {
      if (event && cards.length < cardsMax) cards.push(cardOf(event, method));
      event = null;
      nested = 0;
    } else if (property.name === 'END' && event) nested = Math.max(0, nested - 1);
    else if (property.name === 'METHOD' && !event) method = /^[A-Z-]{1,20}$/.test(value) ? value : null;
    // An alarm inside an event has a description of its own.
    else if (event && nested === 0 && event.length < 500) event.push(property);
  }
  return cards.map((card) => ({ ...card, method }));
}

function readProperty(line: string): Property | null {
  const head = /^([A-Za-z0-9-]{1,40})((?:;[A-Za-z0-9-]{1,40}=(?:"[^"]{0,300}"|[^";:,]{0,300})(?:,(?:"[^"]{0,300}"|[^";:,]{0,300})){0,20}){0,20}):/.exec(line.slice(0, valueMax * 2));
  if (!head) return null;
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [, key = '', value = ''] of (head[2] ?? '').matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^;:]*)/g)) params[key.toUpperCase()] = value.replace(/^"|"$/g, '');
  return { name: (head[1] as string).toUpperCase(), params, value: line.slice(head[0].length, head[0].length + valueMax) };
}

const plain = (value: string): string => value.replace(/\\([nN,;\\])/g, (_, code: string) => (code === 'n' || code === 'N' ? '\n' : code));
const lineOf = (value: string | undefined, max: number): string | null => (value === undefined ? null : withoutBidi(storableLine(plain(value), max)) || null);

function cardOf(event: readonly Property[], method: string | null): CalendarCard {
  const first = (name: string): Property | undefined => event.find((property) => property.name === name);
  const start = timeOf(first('DTSTART'));
  const status = first('STATUS')?.value.trim().toUpperCase() ?? '';
  const description = first('DESCRIPTION');
  return {
    method, uid: lineOf(first('UID')?.value, 250), title: lineOf(first('SUMMARY')?.value, 300) ?? '', place: lineOf(first('LOCATION')?.value, 300),
    description: description ? withoutBidi(storableText(plain(description.value))).trim() || null : null, organiser: personOf(first('ORGANIZER')),
    attendees: event.filter(({ name }) => name === 'ATTENDEE').slice(0, attendeesMax).flatMap((property) => personOf(property) ?? []),
    start, end: timeOf(first('DTEND')), all_day: start !== null && !start.local.includes('T'), repeats: first('RRULE') !== undefined || first('RDATE') !== undefined,
    status: /^[A-Z-]{1,20}$/.test(status) ? status : null,
  };
}

function personOf(property: Property | undefined): CalendarPerson | null {
  if (!property) return null;
  const email = normaliseAddress(property.value.trim().replace(/^mailto:/i, ''));
  const name = lineOf(property.params['CN'], 200);
  const answer = property.params['PARTSTAT']?.toUpperCase() ?? '';
  return email === null && name === null ? null : { email, name, answer: /^[A-Z-]{1,20}$/.test(answer) ? answer : null };
}

function timeOf(property: Property | undefined): CalendarTime | null {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(property?.value.trim() ?? '');
  if (!match || !property) return null;
  const [, year, month, day, hour, minute, second, utc] = match;
  const date = `${year}-${month}-${day}`;
  if (Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return null;
  if (hour === undefined) return { local: date, zone: null, instant: null };
  const local = `${date}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(`${local}Z`))) return null;
  if (utc === 'Z') return { local, zone: 'UTC', instant: new Date(`${local}Z`).toISOString() };
  const named = lineOf(property.params['TZID'], 100);
  if (named === null) return { local, zone: null, instant: null };
  const zone = outlookZones[named.toLowerCase()] ?? named.replace(/^\/[^/]+\/(?=[A-Z])/, '');
  return { local, zone, instant: instantOf(local, zone) };
}

/** The instant of a wall-clock time in a zone; null when the zone is unknown. In a repeated hour it is one of the two. */
function instantOf(local: string, zone: string): string | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const wanted = Date.parse(`${local}Z`);
    let guess = wanted;
    for (let round = 0; round < 2; round++) {
      const parts = Object.fromEntries(format.formatToParts(guess).map(({ type, value }) => [type, value]));
      const shown = Date.parse(`${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}Z`);
      guess += wanted - shown;
    }
    return new Date(guess).toISOString();
  } catch {
    return null;
  }
}
