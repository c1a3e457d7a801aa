// The machine owner's own rules: what this agent refuses whatever a server signs. Absent file: nothing is refused.
import { join } from 'node:path';
import * as z from 'zod';
import { COMMAND_KINDS, RUN_AS } from '../durable-objects/protocol/envelope.ts';
import { readText } from './state-dir.ts';

const Policy = z.strictObject({
  refuse_kinds: z.array(z.enum(COMMAND_KINDS)).default([]),
  refuse_run_as: z.array(z.enum(RUN_AS)).default([]),
  /** The unprivileged account of scripts without administrator rights. */
  run_as_user: z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}\$?$/i).default('nobody'),
});
export type Policy = z.infer<typeof Policy>;

export const policyFile = (stateDir: string): string => join(stateDir, 'policy.json');
const NONE: Policy = { refuse_kinds: [], refuse_run_as: [], run_as_user: 'nobody' };
/** A policy nobody can read refuses everything: the owner wanted less than all, and it is not known what. */
const ALL: Policy = { refuse_kinds: [...COMMAND_KINDS], refuse_run_as: [...RUN_AS], run_as_user: 'nobody' };

/** Read again for each command, so that a change needs no restart. */
export function readPolicy(stateDir: string): { policy: Policy; isBroken: boolean } {
  const text = readText(policyFile(stateDir));
  if (text === null) return { policy: NONE, isBroken: false };
  try {
    const found = Policy.safeParse(JSON.parse(text));
    return found.success ? { policy: found.data, isBroken: false } : { policy: ALL, isBroken: true };
  } catch {
    return { policy: ALL, isBroken: true };
  }
}
