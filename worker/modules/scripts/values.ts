// The public value lists of scripts and their executions, and the shape of an order over many machines that server and portal count alike. They are a contract.
import type { Platform } from '../assets/values.ts';

export const SCRIPT_TYPES = ['powershell', 'batch', 'bash', 'python'] as const;
export type ScriptType = (typeof SCRIPT_TYPES)[number];

/** Systems each language runs on. */
export const SCRIPT_PLATFORMS: Record<ScriptType, readonly Platform[]> = { powershell: ['windows', 'linux', 'macos'], batch: ['windows'], bash: ['linux', 'macos'], python: ['windows', 'linux', 'macos'] };

export const VERSION_STATES = ['draft', 'submitted', 'approved', 'rejected'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export const EXECUTION_STATES = ['queued', 'delivered', 'running', 'completed', 'failed', 'timeout', 'refused', 'cancelled', 'expired', 'interrupted'] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];
/** States in which the machine may still have something to do. */
export const OPEN_EXECUTION_STATES = ['queued', 'delivered', 'running'] as const satisfies readonly ExecutionState[];

export const COMMAND_KINDS = ['script', 'inventory', 'service', 'reboot', 'tool', 'remote', 'recovery_key', 'uninstall'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];
/** `script`, `tool` and `remote` run some at once on a machine, `control` one after the other. */
export const COMMAND_LANES = ['script', 'control', 'tool', 'remote'] as const;
export type CommandLane = (typeof COMMAND_LANES)[number];

/** A run over many machines. `stopped`: too many failures, for good; `paused`: the freeze switch or a person, until somebody lets it go on. */
export const RUN_STATES = ['running', 'paused', 'done', 'stopped', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const PARAMETER_TYPES = ['text', 'number', 'choice', 'boolean', 'secret'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];
/** Which characters a text may hold; a closed list, since patterns of people can take forever. `name`: letters, digits, `._-`; `path`: also `/\: ` and brackets; `host`: a name or address of a machine. */
export const PARAMETER_FORMATS = ['any', 'name', 'path', 'host'] as const;
export type ParameterFormat = (typeof PARAMETER_FORMATS)[number];

/** From this many machines on an order goes in waves unless told otherwise. */
export const WAVES_FROM = 6;

/** Machines of each wave: 1, then 5, then a quarter of all, then the rest. */
export function wavesOf(machines: number, rollout: 'waves' | 'at_once'): number[] {
  if (rollout === 'at_once' || machines < WAVES_FROM) return [machines];
  const waves: number[] = [];
  let left = machines;
  for (const size of [1, 5, Math.max(1, Math.floor(machines / 4))]) {
    if (left === 0) break;
    waves.push(Math.min(size, left));
    left -= waves.at(-1)!;
  }
  return left > 0 ? [...waves, left] : waves;
}
