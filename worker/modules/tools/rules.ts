// Who may use which tools, what an order of one is called, and how long it may take. Pure.
import type { ScriptLimits } from '../scripts/contract.ts';
import type { UserRole } from '../users/values.ts';
import type { ToolCall, ToolRights } from './contract.ts';
import { GROUP_OF_TOOL, HARMLESS_TOOLS, SESSION_GROUPS, TOOL_GROUPS, TOOL_ROLES, type ToolGroup, type ToolName } from './values.ts';

export const TOOL_RIGHTS_SETTING = 'tool_rights';
const open = { from: 'technician', confirm: false } as const;
const asked = { from: 'technician', confirm: true } as const;
/** Where nobody decided otherwise: technicians use everything; what ends somebody's work or may run is confirmed. */
export const TOOL_RIGHTS: ToolRights = { processes: open, services: open, logs: open, files: open, upload: asked, restart: asked, software: asked, wake: open, terminal: open, desktop: open, tunnel: open };

/** The setting as it is stored; what is missing or odd is the default, and a tunnel, which is younger than the setting, is no easier to get than what it is most like. */
export function toolRightsOf(value: unknown): ToolRights {
  const told = value !== null && typeof value === 'object' ? { ...(value as Record<string, unknown>) } : {};
  told.tunnel ??= [told.terminal, told.desktop].toSorted((a, b) => strictness(b) - strictness(a))[0];
  return Object.fromEntries(TOOL_GROUPS.map((group) => {
    const { from, confirm } = (told[group] ?? {}) as { from?: unknown; confirm?: unknown };
    return [group, { from: TOOL_ROLES.find((role) => role === from) ?? TOOL_RIGHTS[group].from, confirm: typeof confirm === 'boolean' && !SESSION_GROUPS.includes(group) ? confirm : TOOL_RIGHTS[group].confirm }];
  })) as ToolRights;
}

const strictness = (told: unknown): number => TOOL_ROLES.indexOf((told as { from?: ToolRights['tunnel']['from'] } | undefined)?.from ?? 'technician');

const RANK: Partial<Record<UserRole, number>> = { technician: 0, admin: 1, superadmin: 2 };
export const mayUse = (rights: ToolRights, group: ToolGroup, role: UserRole): boolean => (RANK[role] ?? -1) >= TOOL_ROLES.indexOf(rights[group].from);

/** `role`: not allowed at all. `confirm`: the name that was typed is missing or another one. */
export function toolRefusal(rights: ToolRights, tool: ToolName, role: UserRole, typed: string | null, machineName: string): 'role' | 'confirm' | null {
  const group = GROUP_OF_TOOL[tool];
  if (!mayUse(rights, group, role)) return 'role';
  if (!rights[group].confirm || HARMLESS_TOOLS.includes(tool)) return null;
  return typed !== null && typed.trim().toLowerCase() === machineName.trim().toLowerCase() ? null : 'confirm';
}

const MIB = 1024 * 1024;
const within = (timeout_s: number, output_bytes: number): ScriptLimits => ({ timeout_s, output_bytes, memory_bytes: null, processes: null });
export function toolLimits(tool: ToolName): ScriptLimits {
  switch (tool) {
    case 'file.read': return within(900, 64 * MIB);
    case 'file.write': return within(900, MIB);
    case 'software.install': case 'software.remove': return within(1800, 10 * MIB);
    case 'update.list': return within(300, 4 * MIB);
    case 'log.read': case 'service.list': case 'service.control': return within(120, 4 * MIB);
    default: return within(60, 4 * MIB);
  }
}
/** A person waits for the answer: what a machine did not fetch soon is not wanted any more. */
export const toolExpiry = (tool: ToolName): number => (tool.startsWith('software.') || tool === 'restart' ? 3600 : tool === 'file.write' ? 600 : 120);

const TITLE_CHARS_MAX = 300;
type Titled = ToolCall | { tool: 'file.write'; path: string };
/** In the language of whoever asks; the client reads it in the log of remote actions. `name`: the machine that is woken. */
export function toolTitle(call: Titled, locale: 'es' | 'en', name = ''): string {
  const say = (es: string, en: string): string => (locale === 'en' ? en : es);
  const words = ((): string => {
    switch (call.tool) {
      case 'process.list': return say('Procesos: lista', 'Processes: list');
      case 'process.end': return say(`Procesos: terminar ${call.name} (${call.pid})`, `Processes: end ${call.name} (${call.pid})`);
      case 'service.list': return say('Servicios: lista', 'Services: list');
      case 'service.control': return say(`Servicio: ${{ start: 'iniciar', stop: 'detener', restart: 'reiniciar' }[call.action]} ${call.name}`, `Service: ${call.action} ${call.name}`);
      case 'log.read': return say(`Registro del sistema${call.source === null ? '' : `: ${call.source}`}`, `System log${call.source === null ? '' : `: ${call.source}`}`);
      case 'restart': return say('Reinicio del equipo', 'Restart of the machine');
      case 'restart.cancel': return say('Cancelar el reinicio', 'Cancel the restart');
      case 'file.list': return say(`Archivos: ver ${call.path ?? '/'}`, `Files: look at ${call.path ?? '/'}`);
      case 'file.read': return say(`Archivos: descargar ${call.path}`, `Files: download ${call.path}`);
      case 'file.write': return say(`Archivos: subir ${call.path}`, `Files: upload ${call.path}`);
      case 'update.list': return say('Actualizaciones: lista', 'Updates: list');
      case 'software.install': return say(`Software: instalar ${call.name} (${call.manager})`, `Software: install ${call.name} (${call.manager})`);
      case 'software.remove': return say(`Software: quitar ${call.name} (${call.manager})`, `Software: remove ${call.name} (${call.manager})`);
      case 'wake': return say(`Despertar a ${name}`, `Wake ${name}`);
    }
  })();
  return words.slice(0, TITLE_CHARS_MAX).replace(/[\uD800-\uDBFF]$/, '');
}

/** `aa:bb:cc:dd:ee:ff`, of what may be written in any way; null for what is no address of one machine. */
export function macOf(text: string): string | null {
  const digits = text.toLowerCase().replace(/[^0-9a-f]/g, '');
  // The lowest bit of the first byte says: to many.
  if (digits.length !== 12 || /^0+$|^f+$/.test(digits) || Number.parseInt(digits[1]!, 16) % 2 === 1) return null;
  return digits.match(/../g)!.join(':');
}
