// What a script may ask for, what it is given, and who may do what with a version. Pure.
import type { ExecuteScript, ScriptParameter, VersionRow } from './contract.ts';
import type { VersionState } from './values.ts';
import { isManagerRole, type UserRole } from '../users/values.ts';

interface Fault {
  field: string;
  code: string;
  message: string;
}

type Value = ExecuteScript['arguments'][string];

const FORMATS: Record<ScriptParameter['format'], { isOf: (text: string) => boolean; words: string }> = {
  any: { isOf: () => true, words: '' },
  name: { isOf: (text) => /^[\p{L}\p{N}._-]+$/u.test(text), words: 'letters, digits and . _ -' },
  path: { isOf: (text) => /^[\p{L}\p{N}._\-/\\:() ]+$/u.test(text), words: 'a path' },
  host: { isOf: (text) => /^[A-Za-z0-9.:_-]+$/.test(text), words: 'a host name or address' },
};

/** Why a value does not fit, in words, or null. */
function valueFault(parameter: ScriptParameter, value: Value): string | null {
  switch (parameter.type) {
    case 'boolean': return typeof value === 'boolean' ? null : 'is true or false';
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'is a number';
      if (parameter.min !== null && value < parameter.min) return `is at least ${parameter.min}`;
      return parameter.max !== null && value > parameter.max ? `is at most ${parameter.max}` : null;
    case 'choice': return typeof value === 'string' && parameter.choices.includes(value) ? null : `is one of ${parameter.choices.join(', ')}`.slice(0, 500);
    case 'text': case 'secret':
      if (typeof value !== 'string') return 'is a text';
      if (value.length > parameter.max_length) return `has at most ${parameter.max_length} characters`;
      // NUL ends an environment variable; half a surrogate pair is no character.
      if (/[\u0000\p{Cs}]/u.test(value)) return 'holds a character that cannot be passed on';
      return parameter.type === 'text' && value !== '' && !FORMATS[parameter.format].isOf(value) ? `holds ${FORMATS[parameter.format].words} only` : null;
  }
}

/** What is wrong with the questions a script asks. */
export function parameterFaults(parameters: ScriptParameter[], path = 'parameters'): Fault[] {
  const names = parameters.map((parameter) => parameter.name);
  return parameters.flatMap((parameter, n): Fault[] => {
    const at = (field: string, code: string, message: string): Fault => ({ field: `${path}.${n}.${field}`, code, message });
    return [
      ...(names.indexOf(parameter.name) < n ? [at('name', 'duplicate', 'is used twice')] : []),
      ...(parameter.type === 'choice' && parameter.choices.length === 0 ? [at('choices', 'required', 'name at least one choice')] : []),
      ...(parameter.type !== 'choice' && parameter.choices.length > 0 ? [at('choices', 'unexpected', 'only a choice has choices')] : []),
      ...(parameter.min !== null && parameter.max !== null && parameter.min > parameter.max ? [at('max', 'range', 'is below the minimum')] : []),
      ...(parameter.type === 'secret' && parameter.default !== null ? [at('default', 'secret', 'a secret has no default')] : []),
      ...(parameter.type !== 'secret' && parameter.default !== null && valueFault(parameter, parameter.default) ? [at('default', 'invalid', valueFault(parameter, parameter.default)!)] : []),
    ];
  });
}

/** Stands where a secret is not shown. */
export const HIDDEN = '•••';

export interface Bound {
  /** Every variable of the script; secrets hidden. */
  env: Record<string, string>;
  /** The secrets themselves. */
  secrets: Record<string, string>;
}

/** The environment of one run, or what is wrong with the values given. */
export function bindArguments(parameters: ScriptParameter[], given: Record<string, Value>): { bound: Bound; faults: Fault[] } {
  const bound: Bound = { env: {}, secrets: {} };
  const known = new Set(parameters.map((parameter) => parameter.name));
  const faults = Object.keys(given).filter((name) => !known.has(name)).map((name): Fault => ({ field: `arguments.${name}`, code: 'unknown_field', message: 'the script does not ask for this' }));
  for (const parameter of parameters) {
    const { name, required } = parameter;
    const value = Object.hasOwn(given, name) ? given[name]! : parameter.default;
    if (value === null || (value === '' && required)) {
      if (required) faults.push({ field: `arguments.${name}`, code: 'required', message: `${parameter.label} is required` });
      continue;
    }
    const wrong = valueFault(parameter, value);
    if (wrong) faults.push({ field: `arguments.${name}`, code: 'invalid', message: `${parameter.label} ${wrong}` });
    else if (parameter.type === 'secret') {
      bound.env[name] = HIDDEN;
      bound.secrets[name] = String(value);
    } else bound.env[name] = String(value);
  }
  return { bound, faults };
}

interface VersionFacts {
  state: VersionState;
  created_by: string;
}

/** What a person may do with a version now; SQL refuses the same. */
export function mayDo(version: VersionFacts, me: { user_id: string; role: UserRole }, fourEyes: boolean): VersionRow['may'] {
  const isAuthor = version.created_by === me.user_id;
  const decides = isManagerRole(me.role);
  const waits = version.state === 'submitted' && decides;
  return {
    edit: version.state === 'draft' && isAuthor, submit: version.state === 'draft' && isAuthor, approve: waits && !(fourEyes && isAuthor),
    reject: decides && (version.state === 'submitted' || version.state === 'approved'), approve_refusal: waits && fourEyes && isAuthor ? 'own_version' : null,
  };
}

/** Commands an hour where the settings name none. */
export const BUDGETS = { per_person_hour: 500, per_client_hour: 2000 } as const;

/** Settings rows as this module reads them; anything missing or odd means the default. */
export function scriptSettingsOf(rows: { name: string; value: unknown }[]) {
  const value = (name: string): unknown => rows.find((row) => row.name === name)?.value;
  const number = (of: unknown, key: string, otherwise: number): number => {
    const found = of !== null && typeof of === 'object' ? (of as Record<string, unknown>)[key] : undefined;
    return typeof found === 'number' && found >= 0 ? found : otherwise;
  };
  const frozen = value('remote_freeze');
  return {
    fourEyes: value('script_four_eyes') !== false,
    perPersonHour: number(value('script_budget'), 'per_person_hour', BUDGETS.per_person_hour),
    perClientHour: number(value('script_budget'), 'per_client_hour', BUDGETS.per_client_hour),
    isFrozen: frozen !== null && frozen !== undefined && frozen !== false,
  };
}
