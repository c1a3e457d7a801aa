// What a person wants to hear of, on which channel, and when.
import type { Deps } from '../../deps.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { done, invalid, type Result } from '../../platform/problem.ts';
import type { Preferences, PreferencesChange, PushDevice } from './contract.ts';
import { defaultChoice, reachableEvents } from './preference-rules.ts';
import { heldCount, holdAgain, homeZone, keepChoices, keepSettings, ownChoices, ownDevices, ownMutes, ownSettings, zoneIsKnown, type Choice } from './store.ts';
import { NOTICE_CHANNELS, type ChosenEvent } from './values.ts';

type PreferenceDeps = Pick<Deps, 'database' | 'clock' | 'push'>;

const statements = (tx: Parameters<typeof ownChoices>[0]) => [ownChoices(tx), ownSettings(tx), homeZone(tx), ownDevices(tx), ownMutes(tx), heldCount(tx)] as const;
type Read = { me: Authority; rows: [Awaited<ReturnType<typeof ownChoices>>, Awaited<ReturnType<typeof ownSettings>>, { rows: Record<string, unknown>[] }, Awaited<ReturnType<typeof ownDevices>>, Awaited<ReturnType<typeof ownMutes>>, { rows: Record<string, unknown>[] }] };

const FALLBACK_ZONE = 'America/Mexico_City';

function shown({ me, rows: [choices, [settings], home, devices, muted, held] }: Read, push: PreferenceDeps['push']): Preferences {
  const said = new Map(choices.map((row) => [`${row.event} ${row.channel}`, row.is_on]));
  return {
    events: reachableEvents(me.role).map((event) => ({
      event, channels: Object.fromEntries(NOTICE_CHANNELS.map((channel) => [channel, said.get(`${event} ${channel}`) ?? defaultChoice(me.role, event)])) as Preferences['events'][number]['channels'],
    })),
    timezone: settings?.timezone ?? (home.rows[0]?.timezone as string | null | undefined) ?? FALLBACK_ZONE,
    quiet: {
      is_on: settings?.quiet_is_on ?? false, from: settings?.quiet_from ?? '21:00', to: settings?.quiet_to ?? '07:00',
      days: settings?.quiet_days ?? [1, 2, 3, 4, 5, 6, 7], urgent_breaks: settings?.urgent_breaks_quiet ?? true,
    },
    digest: { mode: settings?.digest ?? 'off', at: settings?.digest_at ?? '08:00' },
    push: { public_key: push?.publicKey ?? null, devices: devices as unknown as PushDevice[] },
    muted_tickets: muted,
    held: Number(held.rows[0]?.held ?? 0),
  };
}

export async function readPreferences(deps: PreferenceDeps, actor: UserActor): Promise<Result<{ preferences: Preferences }>> {
  const read = await deps.database.asActor(actor, {}, statements);
  return read.ok ? done({ preferences: shown(read.value as unknown as Read, deps.push) }) : read;
}

/** What waits already waits by the new times, or leaves at once. */
export async function changePreferences(deps: PreferenceDeps, actor: UserActor, change: PreferencesChange): Promise<Result<{ preferences: Preferences }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [homeZone(tx)]);
  if (!read.ok) return read;
  const { me, rows: [home] } = read.value;
  const reachable = reachableEvents(me.role);
  const unreachable = Object.keys(change.events ?? {}).filter((event) => !reachable.includes(event as ChosenEvent));
  if (unreachable.length > 0) return invalid(...unreachable.map((event) => ({ field: `events.${event}`, code: 'not_for_you', message: 'never reaches your role' })));
  const choices = Object.entries(change.events ?? {}).flatMap(([event, channels]): Choice[] =>
    NOTICE_CHANNELS.flatMap((channel) => (channels?.[channel] === undefined ? [] : [{ event: event as ChosenEvent, channel, is_on: channels[channel] }])));
  const zone = (home.rows[0]?.timezone as string | null | undefined) ?? FALLBACK_ZONE;
  const setsTimes = change.timezone !== undefined || change.quiet !== undefined || change.digest !== undefined;
  const written = await deps.database.asActor(actor, {}, (tx) => [
    ...(change.timezone ? [zoneIsKnown(tx, change.timezone)] : []),
    ...(choices.length > 0 ? [keepChoices(tx, me.user_id, choices)] : []),
    ...(setsTimes ? [keepSettings(tx, me.user_id, change, zone, deps.clock.now()), holdAgain(tx)] : []),
    ...statements(tx),
  ] as unknown as ReturnType<typeof statements>);
  if (!written.ok) return written;
  const rows = written.value.rows as unknown as unknown[];
  return done({ preferences: shown({ me: written.value.me, rows: rows.slice(-6) } as unknown as Read, deps.push) }, setsTimes ? [{ type: 'mail' }] : []);
}
