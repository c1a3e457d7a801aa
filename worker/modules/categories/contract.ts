// The wire of the category tree.
import * as z from 'zod';
import { line, optionalLine, uuid } from '../contract.ts';
import { CloseGatesBody } from '../settings/contract.ts';
import type { CloseGates } from '../tickets/gate-rules.ts';

const hours = z.number().int().min(1).max(8760).nullable().optional();
const sortOrder = z.number().int().min(0).max(100_000).optional();

const categoryFields = {
  description: optionalLine(500),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'is not a colour like #0369a1').transform((text) => text.toLowerCase()).nullable().optional(),
  icon: z.string().regex(/^[a-z0-9-]{1,60}$/, 'is not an icon name').nullable().optional(),
  sort_order: sortOrder,
  default_assignee_id: uuid.nullable().optional(),
  response_hours: hours,
  resolution_hours: hours,
  /** Its steps come with every ticket that is opened in the category. */
  checklist_template_id: uuid.nullable().optional(),
  /** What must be done before closing, instead of the deployment's; null: as everywhere. */
  close_gates: CloseGatesBody.nullable().optional(),
};

export const CreateCategory = z.strictObject({ name: line(120), parent_id: uuid.nullable().optional(), ...categoryFields });
export type CreateCategory = z.infer<typeof CreateCategory>;

/** Only what is to change; the place in the tree is changed by `move`. */
export const UpdateCategory = z.strictObject({ name: line(120).optional(), ...categoryFields, is_active: z.boolean().optional() });
export type UpdateCategory = z.infer<typeof UpdateCategory>;

/** `parent_id: null` makes it a root. */
export const MoveCategory = z.strictObject({ parent_id: uuid.nullable(), sort_order: sortOrder });
export type MoveCategory = z.infer<typeof MoveCategory>;

/** The tree has no filters: unknown parameters are refused. */
export const CategoryTreeQuery = z.strictObject({});

export interface CategoryRow {
  category_id: string;
  parent_id: string | null;
  name: string;
  description: string | null;
  color: string | null;
  icon: string | null;
  sort_order: number;
  /** Null for client users. */
  default_assignee_id: string | null;
  default_assignee_name: string | null;
  response_hours: number | null;
  resolution_hours: number | null;
  /** Null for client users, like the gates. */
  checklist_template_id: string | null;
  close_gates: CloseGates | null;
  is_protected: boolean;
  is_active: boolean;
}

/** Counts are of the tickets that the caller may see; `…_below` include the node and every descendant. Client users see active nodes only. */
export interface CategoryNode extends CategoryRow {
  open_tickets: number;
  total_tickets: number;
  open_tickets_below: number;
  total_tickets_below: number;
  children: CategoryNode[];
}
