// Values of a script's questions as a form holds them, and as an order sends them.
import type { ScriptParameter } from '../../../../worker/modules/scripts/contract.ts';

/** By the parameter's name; numbers as typed. */
export type ArgumentValues = Record<string, string | boolean>;

export const initialValues = (parameters: readonly ScriptParameter[]): ArgumentValues =>
  Object.fromEntries(parameters.map(({ name, type, default: initial }) => [name, type === 'boolean' ? initial === true : initial === null ? '' : String(initial)]));

/** Names of required questions without an answer. */
export const missingValues = (parameters: readonly ScriptParameter[], values: ArgumentValues): string[] =>
  parameters.filter(({ name, type, required }) => required && type !== 'boolean' && !values[name]).map(({ name }) => name);

/** Nothing typed where nothing was proposed is not sent: the script then finds no such variable. A proposal that was emptied is sent empty. */
export function argumentsOf(parameters: readonly ScriptParameter[], values: ArgumentValues): Record<string, string | number | boolean> {
  const found: Record<string, string | number | boolean> = {};
  for (const { name, type, default: initial } of parameters) {
    const value = values[name] ?? '';
    if (typeof value === 'boolean') found[name] = value;
    else if (type === 'number') {
      if (value.trim() !== '') found[name] = Number(value);
    } else if (value !== '' || (type === 'text' && initial !== null)) found[name] = value;
  }
  return found;
}
