// Probes of the lines of remote help.
import { at, equals, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const { who, asset, remote_session: session, execution } = world;
const row = (scope: Scope): string => equals('session_id', at(scope, session.a1, session.a2, session.b1));
const newSession = (scope: Scope, me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  session_id: q(at(scope, execution.a1, execution.a2, execution.b1)), client_id: q(place(scope).client_id), site_id: q(place(scope).site_id), asset_id: q(at(scope, asset.a1, asset.a2, asset.b1)),
  kind: "'terminal'", reason: "'No abre'", consent: "'ask'", minutes_max: '60', requested_by: q(me.person.user_id), ...more,
});

export const REMOTE_PROBES: Record<string, Probe> = {
  remote_sessions: { where: row, insert: newSession, change: () => 'bytes_up = 5' },
  'remote_sessions: why, and for how long': { where: row, change: () => "reason = 'Otra cosa', minutes_max = 720" },
  'remote_sessions: in the name of somebody else': { insert: (scope, me) => newSession(scope, me, { requested_by: q((me.actor === 'technician' ? who.admin : who.technician).user_id) }) },
  'remote_sessions: a tunnel to another port': { insert: (scope, me) => newSession(scope, me, { kind: "'tunnel'", port: '5432' }), isConstraint: true },
  'remote_sessions: over from the start': { insert: (scope, me) => newSession(scope, me, { ended_at: 'now()', end_reason: "'left'" }) },
};
