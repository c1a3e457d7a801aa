// The registry of actions: the command bar lists them, the keyboard runs them, the cheat sheet shows their keys.
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { getPreferences } from '@/text/preferences.ts';

export interface Command {
  id: string;
  label: string;
  group: 'go' | 'ticket' | 'list' | 'app';
  /** One key ("c"), a sequence ("g t") or a chord ("Mod+K"). */
  keys?: string;
  icon?: ReactNode;
  run: () => void;
  /** Shown in the cheat sheet only: it makes no sense to pick it from a list. */
  keyOnly?: boolean;
}

const sources = new Map<symbol, Command[]>();

/** Offers commands while the component is mounted; the latest mounted wins a key. */
export function useCommands(commands: Command[]): void {
  const source = useRef(Symbol('commands'));
  useEffect(() => {
    sources.set(source.current, commands);
  });
  useEffect(() => {
    const own = source.current;
    return () => {
      sources.delete(own);
    };
  }, []);
}

/** What can be done right now, one entry per id. */
export function currentCommands(): Command[] {
  const byId = new Map<string, Command>();
  for (const list of sources.values()) for (const command of list) byId.set(command.id, command);
  return [...byId.values()];
}

const sequenceMs = 1200;
let prefix = '';
let prefixAt = 0;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input:not([type=checkbox]), textarea, select') !== null)
  );
}

/** Runs the command of a key press, unless the reader types, a window is open, or shortcuts are switched off. */
export function onCommandKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const commands = currentCommands();
  if ((event.metaKey || event.ctrlKey) && !event.altKey) {
    const chord = `Mod+${event.key.toUpperCase()}`;
    const command = commands.findLast(({ keys }) => keys === chord);
    if (!command) return;
    event.preventDefault();
    command.run();
    return;
  }
  if (event.altKey || event.metaKey || event.ctrlKey || !getPreferences().shortcuts || isTyping(event.target)) return;
  if (document.querySelector('[role=dialog][data-state=open], [role=alertdialog][data-state=open], [role=menu][data-state=open]'))
    return;
  // Enter belongs to the focused link or button.
  if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const sequence = prefix && event.timeStamp - prefixAt < sequenceMs ? `${prefix} ${key}` : key;
  prefix = '';
  const command = commands.findLast(({ keys }) => keys === sequence);
  if (command) {
    event.preventDefault();
    command.run();
  } else if (commands.some(({ keys }) => keys?.startsWith(`${key} `))) {
    prefix = key;
    prefixAt = event.timeStamp;
  }
}
