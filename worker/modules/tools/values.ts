// The public value lists of live tools. They are a contract.

export const TOOL_NAMES = ['process.list', 'process.end', 'service.list', 'service.control', 'log.read', 'restart', 'restart.cancel', 'file.list', 'file.read', 'file.write', 'update.list', 'software.install', 'software.remove', 'wake'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** What is allowed and asked for together. */
export const TOOL_GROUPS = ['processes', 'services', 'logs', 'files', 'upload', 'restart', 'software', 'wake', 'terminal', 'desktop', 'tunnel'] as const;
export type ToolGroup = (typeof TOOL_GROUPS)[number];
export const GROUP_OF_TOOL: Record<ToolName, ToolGroup> = {
  'process.list': 'processes', 'process.end': 'processes', 'service.list': 'services', 'service.control': 'services', 'log.read': 'logs', restart: 'restart', 'restart.cancel': 'restart',
  'file.list': 'files', 'file.read': 'files', 'file.write': 'upload', 'update.list': 'software', 'software.install': 'software', 'software.remove': 'software', wake: 'wake',
};
/** Sessions of remote help: whoever opens one gives a reason, so no name is typed. */
export const SESSION_GROUPS: readonly ToolGroup[] = ['terminal', 'desktop', 'tunnel'];
/** These only look, or take back: whoever may use the group types no name for them. */
export const HARMLESS_TOOLS: readonly ToolName[] = ['process.list', 'service.list', 'log.read', 'restart.cancel', 'file.list', 'update.list'];

/** From which role on a group may be used. */
export const TOOL_ROLES = ['technician', 'admin', 'superadmin', 'nobody'] as const;
export type ToolRole = (typeof TOOL_ROLES)[number];

export const LOG_LEVELS = ['critical', 'error', 'warning', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const SOFTWARE_MANAGERS = ['apt', 'winget', 'choco'] as const;
export type SoftwareManager = (typeof SOFTWARE_MANAGERS)[number];

/** The largest file that goes to a machine. */
export const UPLOAD_BYTES_MAX = 25 * 1024 * 1024;

/** An absolute path of one of both kinds, without steps upwards; no network path, no stream beside a file. */
export const isFilePath = (path: string): boolean =>
  (/^\/(?!\/)/.test(path) || /^[A-Za-z]:[\\/][^:]*$/.test(path)) && !path.split(/[\\/]/).some((step) => step === '..' || step === '.');
/** Nothing that is an option, a pattern or an address. apt reads a last `-` as "remove this instead". */
export const isPackageName = (manager: SoftwareManager, name: string): boolean =>
  manager === 'apt' ? /^[a-z0-9][a-z0-9.+-]{0,98}[a-z0-9+]$/.test(name) : /^[A-Za-z0-9][A-Za-z0-9._+-]{0,126}[A-Za-z0-9+]$/.test(name);
