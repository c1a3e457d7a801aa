// Which machines a script is for, said before the order is given; the server refuses the others.
import type { Platform } from '../../../../worker/modules/assets/values.ts';
import { SCRIPT_PLATFORMS } from '../../../../worker/modules/scripts/values.ts';
import type { ScriptType } from '../../../../worker/modules/scripts/values.ts';

interface Machine {
  client_id: string;
  /** Null: not known yet, so it is let try. */
  platform: Platform | null;
}

export const fits = (machine: Machine, script: { script_type: ScriptType; client_id: string | null }): boolean =>
  (script.client_id === null || script.client_id === machine.client_id) && (machine.platform === null || SCRIPT_PLATFORMS[script.script_type].includes(machine.platform));
