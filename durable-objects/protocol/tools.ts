// The tools of a machine: what a person may ask of it besides scripts. Every parameter is closed or patterned, and none reaches a shell.
import * as z from 'zod';
import { OUTPUT_BYTES_MAX } from './limits.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** One line without control, direction or half characters. */
const line = (max: number) => z.string().min(1).max(max).refine((text) => !/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u.test(text), 'holds control characters');

/**
 * An absolute path of one of both kinds, without steps upwards. Never a network path (it would sign in there), a device,
 * or a stream beside a file.
 */
export const isFilePath = (path: string): boolean =>
  (/^\/(?!\/)/.test(path) || /^[A-Za-z]:[\\/][^:]*$/.test(path)) && !path.split(/[\\/]/).some((step) => step === '..' || step === '.');
const filePath = line(4096).refine(isFilePath, 'is not an absolute path');
const serviceName = line(300);

/** Managers of programs an agent may drive, and the names each takes: nothing that is an option, a pattern or an address. */
export const SOFTWARE_MANAGERS = ['apt', 'winget', 'choco'] as const;
export type SoftwareManager = (typeof SOFTWARE_MANAGERS)[number];
/** apt reads a last `-` as "remove this instead". */
export const isPackageName = (manager: SoftwareManager, name: string): boolean =>
  manager === 'apt' ? /^[a-z0-9][a-z0-9.+-]{0,98}[a-z0-9+]$/.test(name) : /^[A-Za-z0-9][A-Za-z0-9._+-]{0,126}[A-Za-z0-9+]$/.test(name);
const software = { manager: z.enum(SOFTWARE_MANAGERS), name: line(128) };

/** What may be lent to the machine for one upload. */
export const UPLOAD_BYTES_MAX = 25 * 1024 * 1024;
/** The largest file that comes down. */
export const DOWNLOAD_BYTES_MAX = OUTPUT_BYTES_MAX;
export const LOG_LEVELS = ['critical', 'error', 'warning', 'info'] as const;
export const LOG_ENTRIES_MAX = 1000;
export const macAddress = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);

export const ToolCall = z.discriminatedUnion('tool', [
  z.object({ tool: z.literal('process.list') }),
  /** `name` is what the person saw: a number is given again when its process has ended. */
  z.object({ tool: z.literal('process.end'), pid: z.number().int().min(2).max(2 ** 31), name: line(300), is_forced: z.boolean() }),
  z.object({ tool: z.literal('service.list') }),
  z.object({ tool: z.literal('service.control'), name: serviceName, action: z.enum(['start', 'stop', 'restart']) }),
  /** `source`: a unit or program; on Windows a log (System, Application …). Null: all of it. `level` and what is graver. */
  z.object({ tool: z.literal('log.read'), source: line(200).nullable(), level: z.enum(LOG_LEVELS), since_s: z.number().int().min(60).max(31 * 86_400), entries: z.number().int().min(1).max(LOG_ENTRIES_MAX) }),
  /** A restart that was announced and has not begun. */
  z.object({ tool: z.literal('restart.cancel') }),
  /** Null: the roots (drives on Windows). */
  z.object({ tool: z.literal('file.list'), path: filePath.nullable() }),
  z.object({ tool: z.literal('file.read'), path: filePath }),
  /** The bytes are fetched with the machine's own bearer and have to be these. */
  z.object({ tool: z.literal('file.write'), path: filePath, upload_id: z.uuid(), size: z.number().int().min(0).max(UPLOAD_BYTES_MAX), sha256, replaces: z.boolean() }),
  z.object({ tool: z.literal('update.list') }),
  z.object({ tool: z.literal('software.install'), ...software }),
  z.object({ tool: z.literal('software.remove'), ...software }),
  /** For a machine that sleeps, said by one that is awake beside it. */
  z.object({ tool: z.literal('wake'), mac_addresses: z.array(macAddress).min(1).max(16) }),
]).refine((call) => !('manager' in call) || isPackageName(call.manager, call.name), 'is not a name of a package');
export type ToolCall = z.infer<typeof ToolCall>;
export type ToolName = ToolCall['tool'];

/** Answers of listings are one JSON document on stdout; a file and what an installer says come as they are. Fields of the machine are hostile text. */
export interface ProcessRow {
  pid: number;
  parent: number | null;
  name: string;
  user: string | null;
  /** Percent of one processor, over the last moment. */
  cpu: number | null;
  memory_bytes: number | null;
  started_at: string | null;
  /** At most 300 characters; values that look like secrets are hidden. */
  command: string | null;
}
export interface LogEntryRow {
  at: string;
  level: (typeof LOG_LEVELS)[number];
  source: string;
  message: string;
}
export interface FileRow {
  name: string;
  kind: 'folder' | 'file' | 'link' | 'other';
  size: number | null;
  modified_at: string | null;
}
export interface UpdateRow {
  name: string;
  version: string | null;
  installed: string | null;
  is_security: boolean | null;
}
/** `is_cut`: there is more than an answer holds. */
export interface ToolAnswers {
  'process.list': { processes: ProcessRow[]; cores: number; is_cut: boolean };
  'service.list': { services: unknown[] };
  'log.read': { entries: LogEntryRow[]; is_cut: boolean };
  /** `parent`: null at the top. */
  'file.list': { path: string | null; parent: string | null; entries: FileRow[]; is_cut: boolean };
  'update.list': { updates: UpdateRow[]; installed: { name: string; installed_at: string | null }[]; managers: SoftwareManager[]; is_cut: boolean };
}
