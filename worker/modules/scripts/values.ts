// The public value lists of scripts and their executions. They are a contract and never change.

export const SCRIPT_TYPES = ['powershell', 'batch', 'bash', 'python'] as const;
export type ScriptType = (typeof SCRIPT_TYPES)[number];

export const VERSION_STATES = ['draft', 'submitted', 'approved', 'rejected'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export const EXECUTION_STATES = ['queued', 'delivered', 'running', 'completed', 'failed', 'timeout', 'refused', 'cancelled', 'expired', 'interrupted'] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];
/** States in which the machine may still have something to do. */
export const OPEN_EXECUTION_STATES = ['queued', 'delivered', 'running'] as const satisfies readonly ExecutionState[];

export const COMMAND_KINDS = ['script', 'inventory', 'service', 'reboot'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** A run over many machines. `stopped`: too many failures; `paused`: the freeze switch or a person. */
export const RUN_STATES = ['running', 'paused', 'done', 'stopped', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const PARAMETER_TYPES = ['text', 'number', 'choice', 'boolean', 'secret'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];
/** Which characters a text may hold; a closed list, since patterns of people can take forever. `name`: letters, digits, `._-`; `path`: also `/\: ` and brackets; `host`: a name or address of a machine. */
export const PARAMETER_FORMATS = ['any', 'name', 'path', 'host'] as const;
export type ParameterFormat = (typeof PARAMETER_FORMATS)[number];
