// Checklist templates: read by the staff, made, changed and ended by administrators. What is on tickets stays as it is.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { ChecklistTemplateChange, ChecklistTemplateRow, NewChecklistTemplate } from './contract.ts';
import { deleteTemplate, insertTemplate, templateById, templateRows, updateTemplate } from './store.ts';

const NEEDS = { roles: MANAGER_ROLES, taken: { checklist_templates_name_key: { field: 'name', message: 'is the name of another checklist' } } };

export async function listTemplates(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ checklist_templates: ChecklistTemplateRow[] }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [templateRows(tx)]);
  return read.ok ? done({ checklist_templates: read.value.rows[0] }) : read;
}

export async function createTemplate(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewChecklistTemplate): Promise<Result<{ checklist_template: ChecklistTemplateRow }>> {
  const templateId = deps.ids.next();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [insertTemplate(tx, templateId, actor.userId, input), templateById(tx, templateId)]);
  return written.ok ? done({ checklist_template: written.value.rows[1][0]! }) : written;
}

export async function changeTemplate(
  deps: Pick<Deps, 'database'>, actor: UserActor, templateId: string, { version, ...input }: ChecklistTemplateChange,
): Promise<Result<{ checklist_template: ChecklistTemplateRow }>> {
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [updateTemplate(tx, templateId, version, input), templateById(tx, templateId)]);
  if (!written.ok) return written;
  const [[changed], [checklist_template]] = written.value.rows;
  if (!checklist_template) return notFound('checklist template');
  return changed ? done({ checklist_template }) : conflict('version_conflict', 'the checklist changed meanwhile', { checklist_template }, 'version');
}

export async function removeTemplate(deps: Pick<Deps, 'database'>, actor: UserActor, templateId: string): Promise<Result<null>> {
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [deleteTemplate(tx, templateId)]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : notFound('checklist template');
}
