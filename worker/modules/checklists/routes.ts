// Routes of checklists: templates, and the steps of a ticket beside its other routes.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { ChecklistItemChange, ChecklistItemParam, ChecklistOrder, ChecklistTemplateChange, NewChecklistItems, NewChecklistTemplate } from './contract.ts';
import { addItems, changeItem, readChecklist, removeItem, reorderItems } from './ticket-checklist.ts';
import { changeTemplate, createTemplate, listTemplates, removeTemplate } from './write-template.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['checklists'] });

export const checklistTemplateRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Checklist templates'), async (c) => ok(c, unwrap(c, await listTemplates(c.var.deps, c.var.actor)), 200))
  .post('/', about('Make a checklist template'), validate('json', NewChecklistTemplate), async (c) =>
    ok(c, unwrap(c, await createTemplate(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'checklist created'))
  .put('/:id', about('Change a checklist template; tickets keep their steps'), validate('param', idParam), validate('json', ChecklistTemplateChange), async (c) =>
    ok(c, unwrap(c, await changeTemplate(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'checklist updated'))
  .delete('/:id', about('Delete a checklist template; tickets keep their steps'), validate('param', idParam), async (c) => {
    unwrap(c, await removeTemplate(c.var.deps, c.var.actor, c.req.valid('param').id));
    return ok(c, null, 200, 'checklist deleted');
  });

/** Beside the routes of tickets. */
export const ticketChecklistRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/checklist', about('The steps of a ticket, and what still stands before its end'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readChecklist(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/checklist', about('Add steps, of a template or free ones'), validate('param', TicketParam), validate('json', NewChecklistItems), async (c) =>
    ok(c, unwrap(c, await addItems(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'steps added'))
  .put('/:id/checklist', about('Put the steps in order'), validate('param', TicketParam), validate('json', ChecklistOrder), async (c) =>
    ok(c, unwrap(c, await reorderItems(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200))
  .patch('/:id/checklist/:item_id', about('Tick or change a step'), validate('param', ChecklistItemParam), validate('json', ChecklistItemChange), async (c) => {
    const { id, item_id } = c.req.valid('param');
    return ok(c, unwrap(c, await changeItem(c.var.deps, c.var.actor, id, item_id, c.req.valid('json'))), 200);
  })
  .delete('/:id/checklist/:item_id', about('Take a step away'), validate('param', ChecklistItemParam), async (c) => {
    const { id, item_id } = c.req.valid('param');
    return ok(c, unwrap(c, await removeItem(c.var.deps, c.var.actor, id, item_id)), 200);
  });
