// The wire of live tools.
import * as z from 'zod';
import { line, uuid } from '../contract.ts';
import { LOG_LEVELS, SOFTWARE_MANAGERS, TOOL_ROLES, isFilePath, isPackageName } from './values.ts';

/** As the agent takes it: no control, direction or half characters. */
const plain = (max: number) => line(max).refine((text) => !/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text), 'holds characters that are not shown');
const path = plain(4096).refine(isFilePath, 'is not an absolute path');
const software = { manager: z.enum(SOFTWARE_MANAGERS), name: plain(128) };

export const ToolCall = z.discriminatedUnion('tool', [
  z.strictObject({ tool: z.literal('process.list') }),
  /** `name` as it was listed: a number is given again when its process has ended. */
  z.strictObject({ tool: z.literal('process.end'), pid: z.number().int().min(2).max(2 ** 31), name: plain(300), is_forced: z.boolean().default(false) }),
  z.strictObject({ tool: z.literal('service.list') }),
  z.strictObject({ tool: z.literal('service.control'), name: plain(300), action: z.enum(['start', 'stop', 'restart']) }),
  /** `source`: a unit or program, on Windows the name of a log. `level` and what is graver. */
  z.strictObject({
    tool: z.literal('log.read'), source: plain(200).nullable().default(null), level: z.enum(LOG_LEVELS).default('error'), since_s: z.number().int().min(60).max(31 * 86_400).default(3600),
    entries: z.number().int().min(1).max(1000).default(300),
  }),
  z.strictObject({ tool: z.literal('restart'), delay_s: z.number().int().min(0).max(86_400).default(300), message: z.string().trim().max(200).default('') }),
  z.strictObject({ tool: z.literal('restart.cancel') }),
  /** Null: the roots. */
  z.strictObject({ tool: z.literal('file.list'), path: path.nullable().default(null) }),
  z.strictObject({ tool: z.literal('file.read'), path }),
  z.strictObject({ tool: z.literal('update.list') }),
  z.strictObject({ tool: z.literal('software.install'), ...software }),
  z.strictObject({ tool: z.literal('software.remove'), ...software }),
  /** A machine that sleeps, by one of its site that is awake. */
  z.strictObject({ tool: z.literal('wake') }),
]).refine((call) => !('manager' in call) || isPackageName(call.manager, call.name), { path: ['name'], message: 'is not a name of a package' });
export type ToolCall = z.infer<typeof ToolCall>;

const orderFields = {
  /** The machine's name, typed, where the setting asks for it. */
  confirm: line(200).nullable().default(null),
  ticket_id: uuid.nullable().default(null),
};
export const ToolOrder = z.strictObject({ call: ToolCall, ...orderFields });
export type ToolOrder = z.infer<typeof ToolOrder>;
/** What a program may send: the server fills the rest. */
export type ToolAsked = z.input<typeof ToolOrder>['call'];

/** Beside one file. */
export const UploadOrder = z.strictObject({ path, replaces: z.enum(['true', 'false']).default('false').transform((text) => text === 'true'), ...orderFields });
export type UploadOrder = z.infer<typeof UploadOrder>;

/** From which role on, and whether the machine's name has to be typed before anything is changed. */
const right = z.strictObject({ from: z.enum(TOOL_ROLES), confirm: z.boolean() });
const sessionRight = z.strictObject({ from: z.enum(TOOL_ROLES), confirm: z.literal(false) });
export const ToolRightsBody = z.strictObject({ processes: right, services: right, logs: right, files: right, upload: right, restart: right, software: right, wake: right, terminal: sessionRight, desktop: sessionRight, tunnel: sessionRight });
export type ToolRights = z.infer<typeof ToolRightsBody>;
