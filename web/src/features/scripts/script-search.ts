// The lists' state lives in their addresses.
import { COMMAND_KINDS, EXECUTION_STATES, RUN_STATES, SCRIPT_TYPES, VERSION_STATES } from '../../../../worker/modules/scripts/values.ts';
import type { CommandKind, ExecutionState, RunState, ScriptType, VersionState } from '../../../../worker/modules/scripts/values.ts';

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((item) => item === value);
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined);
const known = <T extends object>(found: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };

export interface ScriptSearch {
  q?: string;
  script_type?: ScriptType;
  state?: VersionState | 'runnable';
  client_id?: string;
}

/** Keeps what the list understands of an address. */
export const readScriptSearch = (search: Record<string, unknown>): ScriptSearch =>
  known({
    q: (typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q).slice(0, 200) : '') || undefined,
    script_type: oneOf(SCRIPT_TYPES, search.script_type),
    state: oneOf([...VERSION_STATES, 'runnable'] as const, search.state),
    client_id: idOf(search.client_id),
  });

export interface ExecutionSearch {
  status?: ExecutionState;
  kind?: CommandKind;
  client_id?: string;
  open?: true;
}

export const readExecutionSearch = (search: Record<string, unknown>): ExecutionSearch =>
  known({ status: oneOf(EXECUTION_STATES, search.status), kind: oneOf(COMMAND_KINDS, search.kind), client_id: idOf(search.client_id), open: search.open === true ? true : undefined });

export interface RunSearch {
  state?: RunState;
}

export const readRunSearch = (search: Record<string, unknown>): RunSearch => known({ state: oneOf(RUN_STATES, search.state) });
