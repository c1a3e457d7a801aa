// Checklist templates: lists of steps that a category or a macro puts on a ticket. Staff alone.
import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { forUsers, isManager, isStaff } from '../policies.ts';
import { createdAt, id } from './columns.ts';
import { users } from './users.ts';

/** What is on a ticket is a copy: changing a template changes no ticket. `items`: [{ text, is_required }]. */
export const checklistTemplates = pgTable('checklist_templates', {
  checklist_template_id: id(),
  name: text().notNull(),
  description: text(),
  items: jsonb().notNull().default(sql`'[]'::jsonb`).$type<{ text: string; is_required: boolean }[]>(),
  is_active: boolean().notNull().default(true),
  version: integer().notNull().default(1),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
}, () => [
  uniqueIndex('checklist_templates_name_key').on(sql`lower(name)`),
  forUsers('checklist_templates', 'select', isStaff),
  forUsers('checklist_templates', 'insert', isManager),
  forUsers('checklist_templates', 'update', isManager),
  forUsers('checklist_templates', 'delete', isManager),
]).enableRLS();
