// What the cheat sheet shows: every key of the registry, once, by group. Pure.
import type { Command } from './commands.ts';

const order: Command['group'][] = ['list', 'ticket', 'go', 'app'];

export const sheetGroups = (commands: readonly Command[]): { group: Command['group']; commands: Command[] }[] =>
  order.map((group) => ({ group, commands: commands.filter((command) => command.group === group && command.keys) })).filter(({ commands: own }) => own.length > 0);
