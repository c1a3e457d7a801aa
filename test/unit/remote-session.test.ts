// One session of remote help: what may pass, when it ends by itself, and what somebody at the machine is asked.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { lineDiscipline } from '../../agent/remote/line-discipline.ts';
import { openPort } from '../../agent/remote/open-port.ts';
import { terminalEnvironment } from '../../agent/remote/open-terminal.ts';
import { wordsFor } from '../../agent/remote/person-at-machine.ts';
import { Window } from '../../agent/remote/remote-line.ts';
import type { CommandOrder } from '../../durable-objects/protocol/fleet.ts';
import { REMOTE_LIMITS } from '../../durable-objects/protocol/remote.ts';
import { changeOf, deadlineOf, dueEnd, expectedSession, openSession, passBytes, reasonIn, takeWord, type RemoteSession } from '../../durable-objects/remote-session.ts';
import { Outgoing } from '../../web/src/api/outgoing.ts';

const MINUTE = 60_000;
const id = '00000000-0000-4000-8000-000000000001';
const order = (remote: unknown, kind = 'remote'): CommandOrder => ({
  execution_id: id, client_id: id, asset_id: id, kind: kind as 'remote', lane: 'remote', script_type: null, script: null, script_sha256: null, version_id: null, arguments: JSON.stringify({ args: [], env: {}, remote }), run_as: 'system',
  limits: { timeout_s: 60, output_bytes: 1024, memory_bytes: null, processes: null }, requested_by: { user_id: id, name: 'Ana' }, approved_by: null, approval_sha256: null, authorised_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T00:01:00Z',
});
const call = { session: 'terminal', port: null, consent: 'none', minutes: 10 };
const waiting = (): RemoteSession => expectedSession(order(call), 0)!;
const open = (): RemoteSession => {
  const session = waiting();
  openSession(session, 1000);
  return session;
};

test('an order of a session says who may take part and for how long; others are none', () => {
  expect(waiting()).toMatchObject({ session_id: id, kind: 'terminal', requested_by: id, minutes: 10, opened_at: null, until: REMOTE_LIMITS.meetSeconds * 1000 });
  expect(expectedSession(order(call, 'script'), 0)).toBeNull();
  expect(expectedSession(order({ ...call, minutes: 0 }), 0)).toBeNull();
  expect(expectedSession(order(undefined), 0)).toBeNull();
});

test('nothing passes before both sides are there, no frame beyond its size, nothing without an acknowledgement for ever', () => {
  expect(passBytes(waiting(), 'up', 1, 0)).toBe('bad_frame');
  const session = open();
  expect(passBytes(session, 'down', REMOTE_LIMITS.frameBytes + 1, 2000)).toBe('bad_frame');
  const frames = REMOTE_LIMITS.aheadBytes / REMOTE_LIMITS.frameBytes;
  for (let n = 0; n < frames; n++) expect(passBytes(session, 'down', REMOTE_LIMITS.frameBytes, 2000)).toBeNull();
  expect(passBytes(session, 'down', 1, 2000)).toBe('too_fast');
  expect(takeWord(session, 'down', REMOTE_LIMITS.aheadBytes)).toBeNull();
  expect(passBytes(session, 'down', 1, 2000)).toBeNull();
});

test('a receiver cannot have taken more than was sent, nor take a word back', () => {
  const session = open();
  passBytes(session, 'up', 100, 2000);
  expect(takeWord(session, 'up', 101)).toBe('bad_frame');
  expect(takeWord(session, 'up', 60)).toBeNull();
  expect(takeWord(session, 'up', 59)).toBe('bad_frame');
});

test('a session ends when nobody comes, when nobody types, and when its time is up', () => {
  expect([dueEnd(waiting(), REMOTE_LIMITS.meetSeconds * 1000 - 1), dueEnd(waiting(), REMOTE_LIMITS.meetSeconds * 1000)]).toEqual([null, 'not_met']);
  const short = open();
  expect(dueEnd(short, 1000 + 10 * MINUTE - 1)).toBeNull();
  expect(dueEnd(short, 1000 + 10 * MINUTE)).toBe('time_limit');
  const long = { ...open(), minutes: 600 };
  openSession(long, 1000);
  passBytes(long, 'up', 1, 5 * MINUTE);
  passBytes(long, 'down', 1, 19 * MINUTE);
  expect(deadlineOf(long)).toBe(5 * MINUTE + REMOTE_LIMITS.idleSeconds * 1000);
  expect(dueEnd(long, 20 * MINUTE - 1)).toBeNull();
  expect(dueEnd(long, 20 * MINUTE)).toBe('idle');
});

test('all bytes of a session together have an end', () => {
  const session = open();
  session.down = { passed: REMOTE_LIMITS.sessionBytes, taken: REMOTE_LIMITS.sessionBytes };
  expect(passBytes(session, 'up', 1, 2000)).toBe('bytes_limit');
});

test('the record says when both were there, when it was over and why', () => {
  const session = open();
  passBytes(session, 'up', 3, 2000);
  expect(changeOf(session, { client_id: id, asset_id: id }, { reason: 'left' }, 3000)).toEqual({
    type: 'remote', client_id: id, asset_id: id, session_id: id, at: '1970-01-01T00:00:03.000Z', opened_at: '1970-01-01T00:00:01.000Z', ended_at: '1970-01-01T00:00:03.000Z', reason: 'left', banner: null, bytes_up: 3, bytes_down: 0,
  });
  expect([reasonIn('exit', 'x'), reasonIn('<b>', 'machine_gone'), reasonIn('', 'machine_gone')]).toEqual(['exit', 'machine_gone', 'machine_gone']);
});

test('both senders keep a window, and both receivers say what they took', () => {
  const window = new Window(100);
  expect([window.sent(60), window.sent(40), window.hasRoom]).toEqual([true, false, false]);
  window.acked(1000);
  expect(window.hasRoom).toBe(false);
  window.acked(50);
  expect(window.hasRoom).toBe(true);
  expect([window.took(REMOTE_LIMITS.ackBytes - 1), window.took(1), window.took(1)]).toEqual([null, REMOTE_LIMITS.ackBytes, null]);

  const sent: number[] = [];
  const outgoing = new Outgoing((bytes) => sent.push(bytes.byteLength));
  outgoing.add(new Uint8Array(REMOTE_LIMITS.windowBytes + 10));
  expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(REMOTE_LIMITS.windowBytes);
  expect(Math.max(...sent)).toBeLessThanOrEqual(REMOTE_LIMITS.frameBytes);
  outgoing.acked(REMOTE_LIMITS.ackBytes);
  expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(REMOTE_LIMITS.windowBytes + 10);
});

test('a shell without a terminal gets whole lines, corrected as they were typed', () => {
  let screen = '';
  const lines: string[] = [];
  const type = lineDiscipline((text) => { screen += text; }, (line) => lines.push(line));
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  type(bytes('Get-Datx\u007fe\r'));
  type(bytes('olvidado\u0003'));
  type(bytes('\u001b[Añ').subarray(0, 4));
  type(bytes('ñ\r').subarray(1));
  expect(lines).toEqual(['Get-Date\r\n', 'ñ\r\n']);
  expect(screen).toContain('Get-Datx\b \be\r\n');
});

test('a terminal looks for its programs where the administrator alone may write', () => {
  expect(terminalEnvironment(id, '/bin/bash')['PATH']!.split(':').filter((folder) => /^\/(?:usr\/local|opt|home)\//.test(folder))).toEqual([]);
});

test('a desktop is what greets like a VNC server; of anything else on a port not a byte is passed on', async () => {
  const reach = async (parts: string[]): Promise<string> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      for (const part of parts) socket.write(part);
      socket.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const opened = await openPort((server.address() as AddressInfo).port);
    server.close();
    if (!opened.ok) return opened.reason;
    let heard = '';
    for await (const bytes of opened.end.output) heard += String(bytes);
    return heard;
  };
  expect(await reach(['RF', 'B 003.008\n', 'more'])).toBe('RFB 003.008\nmore');
  for (const other of [['220 mail.example.com ready\r\n'], ['RFC '], ['RF'], []]) expect(await reach(other), other.join('')).toBe('no_desktop');
});

test('whoever sits at the machine reads who asks, and what for', () => {
  expect(wordsFor({ session: 'terminal', port: null, locale: 'es' }, 'Ana Ruiz')).toMatchObject({ ask: 'Ana Ruiz quiere trabajar en una terminal de este equipo. ¿Está de acuerdo?', no: 'Rechazar' });
  expect(wordsFor({ session: 'desktop', port: 5900, locale: 'en' }, 'Ana Ruiz').ask).toContain('see and control this screen');
  expect(wordsFor({ session: 'tunnel', port: 3389, locale: 'es' }, 'Ana Ruiz')).toMatchObject({ ask: 'Ana Ruiz quiere iniciar sesión en este equipo por RDP. ¿Está de acuerdo?', told: 'Ana Ruiz está conectado a este equipo (túnel para RDP).' });
});
