// Whoever sits at the machine: asked before somebody looks, and told while somebody does. Linux through zenity on the desktop of whoever is signed in, Windows by a message.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import type { RemoteCall } from '../../durable-objects/protocol/remote.ts';
import { inSystemPath, SYSTEM_PATH } from '../run/interpreters.ts';

/** A desktop somebody is signed in to. `owner`: whose it is; null: the agent's own. */
export interface Desktop {
  env: Record<string, string>;
  owner: { uid: number; gid: number } | null;
}
export interface Words {
  title: string;
  ask: string;
  told: string;
  yes: string;
  no: string;
  end: string;
}
export type Answer = 'yes' | 'no' | 'no_answer' | 'nobody_to_ask';

const OF_DESKTOP = ['DISPLAY', 'XAUTHORITY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];

/** What somebody at the machine reads; `who` is a person's name and nothing more. */
export function wordsFor({ session, port, locale }: Pick<RemoteCall, 'session' | 'port' | 'locale'>, who: string): Words {
  const service = port === 22 ? 'SSH' : 'RDP';
  if (locale === 'en') {
    const [what, told] = {
      terminal: ['work in a terminal of this machine', 'terminal'], desktop: ['see and control this screen', 'desktop'], tunnel: [`sign in to this machine through ${service}`, `tunnel for ${service}`],
    }[session] as [string, string];
    return { title: 'Remote help', ask: `${who} wants to ${what}. Do you agree?`, told: `${who} is connected to this machine (${told}).`, yes: 'Allow', no: 'Refuse', end: 'End the session' };
  }
  const [what, told] = {
    terminal: ['trabajar en una terminal de este equipo', 'terminal'], desktop: ['ver y controlar esta pantalla', 'escritorio'], tunnel: [`iniciar sesión en este equipo por ${service}`, `túnel para ${service}`],
  }[session] as [string, string];
  return { title: 'Ayuda remota', ask: `${who} quiere ${what}. ¿Está de acuerdo?`, told: `${who} está conectado a este equipo (${told}).`, yes: 'Permitir', no: 'Rechazar', end: 'Terminar la sesión' };
}

/** From the environment of a process of somebody who is signed in to a desktop; null: nobody is, or this system does not tell. */
export function desktopHere(own: NodeJS.ProcessEnv = process.env): Desktop | null {
  if (process.platform !== 'linux') return null;
  if (own['DISPLAY'] || own['WAYLAND_DISPLAY']) return { env: picked(own), owner: null };
  if (process.getuid?.() !== 0) return null;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const { uid, gid } = statSync(`/proc/${name}`);
      if (uid < 1000 || uid >= 65_534) continue;
      const env = Object.fromEntries(readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
      if (env['DISPLAY'] || env['WAYLAND_DISPLAY']) return { env: picked(env), owner: { uid, gid } };
    } catch {
      // Ended meanwhile.
    }
  }
  return null;
}

/** @param seconds after which silence is a no. */
export async function askPerson(words: Words, seconds: number, desktop: Desktop | null, signal: AbortSignal): Promise<Answer> {
  const child = show(desktop, ['--question', '--no-markup', `--title=${words.title}`, `--text=${words.ask}`, `--ok-label=${words.yes}`, `--cancel-label=${words.no}`, `--timeout=${seconds}`, '--width=420']);
  if (!child) return 'nobody_to_ask';
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  const code = await exitOf(child);
  signal.removeEventListener('abort', stop);
  // zenity: 0 the first button, 1 the second or the window closed, 5 time is over; anything else: it could not show itself.
  return code === 0 ? 'yes' : code === 1 ? 'no' : code === 5 ? 'no_answer' : 'nobody_to_ask';
}

/** A window that stays for as long as the session; its button ends it. Null: there is nowhere to show one. */
export function showBanner(words: Words, desktop: Desktop | null, onEnd: () => void): { hide: () => void } | null {
  if (process.platform === 'win32') {
    const message = inSystemPath('msg');
    if (message === null) return null;
    spawn(message, ['*', '/TIME:60', words.told], { windowsHide: true, stdio: 'ignore' }).on('error', () => undefined);
    return { hide: () => undefined };
  }
  const child = show(desktop, ['--info', '--no-markup', `--title=${words.title}`, `--text=${words.told}`, `--ok-label=${words.end}`, '--width=420']);
  if (!child) return null;
  let isHidden = false;
  void exitOf(child).then((code) => {
    if (code === 0 && !isHidden) onEnd();
  });
  return {
    hide: () => {
      isHidden = true;
      child.kill();
    },
  };
}

function show(desktop: Desktop | null, args: string[]): ChildProcess | null {
  const zenity = inSystemPath('zenity');
  if (!desktop || zenity === null) return null;
  return spawn(zenity, args, { env: { PATH: SYSTEM_PATH.join(':'), LANG: 'C.UTF-8', ...desktop.env }, stdio: 'ignore', cwd: '/', ...desktop.owner });
}

const exitOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on('exit', (code) => resolve(code)).on('error', () => resolve(null)));
const picked = (env: NodeJS.ProcessEnv): Record<string, string> => Object.fromEntries(OF_DESKTOP.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
