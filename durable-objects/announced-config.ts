// What a machine is told to obey.
import { logFault } from './log-fault.ts';
import type { ObjectConfig } from './protocol/fleet.ts';
import { announced, type CommandKeys } from './sign-order.ts';

/** Said by the object, whatever a config written before it knew of the class. */
const NEIGHBOURS_S = 86_400;

/** The keys of the deployment rather than those of a config written before they were changed. */
export function announcedConfig({ agent, status }: ObjectConfig, keys: () => CommandKeys): ObjectConfig['agent'] {
  const config = { ...agent, is_held: status === 'held', neighbours_s: NEIGHBOURS_S };
  try {
    return { ...config, command_keys: announced(keys()) };
  } catch (fault) {
    logFault('command_keys_missing', fault);
    return config;
  }
}
