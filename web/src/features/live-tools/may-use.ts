// Whether somebody's role reaches a tool or a session, as the server decides it.
import type { ToolRights } from '@/api/tools.ts';
import { TOOL_ROLES } from '../../../../worker/modules/tools/values.ts';
import type { ToolGroup } from '../../../../worker/modules/tools/values.ts';

export function mayUse(rights: ToolRights, group: ToolGroup, role: string): boolean {
  const rank = TOOL_ROLES.findIndex((name) => name === role);
  return rank >= 0 && role !== 'nobody' && rank >= TOOL_ROLES.indexOf(rights[group].from);
}
