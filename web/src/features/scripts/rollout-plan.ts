// What an order would do, said before it is given: which machines fit a script, and in which waves they are reached.
import type { Platform } from '../../../../worker/modules/assets/values.ts';
import type { ScriptType } from '../../../../worker/modules/scripts/values.ts';

/** Systems each language runs on; the server refuses the others. */
export const platformsOf: Record<ScriptType, readonly Platform[]> = {
  powershell: ['windows', 'linux', 'macos'],
  batch: ['windows'],
  bash: ['linux', 'macos'],
  python: ['windows', 'linux', 'macos'],
};

interface Machine {
  client_id: string;
  /** Null: not known yet, so it is let try. */
  platform: Platform | null;
}

export const fits = (machine: Machine, script: { script_type: ScriptType; client_id: string | null }): boolean =>
  (script.client_id === null || script.client_id === machine.client_id) && (machine.platform === null || platformsOf[script.script_type].includes(machine.platform));

/** From this many machines on an order goes in waves unless told otherwise. */
export const wavesFrom = 6;

/** Machines of each wave as the server cuts them: 1, then 5, then a quarter of all, then the rest. */
export function waveSizes(machines: number): number[] {
  if (machines < wavesFrom) return [machines];
  const sizes: number[] = [];
  let left = machines;
  for (const most of [1, 5, Math.max(1, Math.floor(machines / 4))]) {
    const size = Math.min(most, left);
    if (size === 0) break;
    sizes.push(size);
    left -= size;
  }
  return left > 0 ? [...sizes, left] : sizes;
}
