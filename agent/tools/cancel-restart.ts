// Takes back a restart that was announced and has not begun.
import type { Platform, Tools } from '../collect/collector.ts';
import { outcomeOf } from '../collect/outcome.ts';
import { failed, notSupported, type ToolEnd } from './tool-answer.ts';

/** On a Mac the announcement is a program that waits: ending it is taking it back. */
const COMMANDS: Record<Platform['name'], [tool: string, args: string[]]> = { linux: ['shutdown', ['-c']], windows: ['shutdown.exe', ['/a']], macos: ['killall', ['shutdown']] };

export async function cancelRestart(tools: Tools, platform: Platform['name']): Promise<ToolEnd> {
  const said = await tools.run(...COMMANDS[platform]);
  if (said.state === 'missing') return notSupported('this machine has no program that takes a restart back');
  return said.state === 'ok' ? { ok: true } : failed(outcomeOf(said).message);
}
