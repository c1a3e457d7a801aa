// What staff must have done before a ticket is resolved or closed. Mail, alerts and client users are not held up by it. Pure.
import { isStaffRole, type UserRole } from '../users/values.ts';
import type { TicketStatus } from './values.ts';

/** The statuses a gate can stand before. */
export type GateStatus = 'resuelto' | 'cerrado';
const GATE_STATUSES: readonly string[] = ['resuelto', 'cerrado'];

/** `at`: before which statuses the gate stands; empty: nowhere. */
export interface CloseGates {
  resolution_text: { at: GateStatus[]; min_length: number };
  /** A category of its own: the protected one stands for "not sorted yet". */
  category_required: { at: GateStatus[] };
  time_logged: { at: GateStatus[]; minutes: number };
  /** Every step that is marked as required. */
  checklist_done: { at: GateStatus[] };
}
export type GateName = keyof CloseGates | 'custom_fields';

/** What the gates of one ticket look at. */
export interface GateFacts {
  gates: CloseGates;
  has_category: boolean;
  minutes: number;
  /** Required steps that are not ticked. */
  open_steps: number;
  /** Labels of fields that the category needs and the ticket does not say; they stand before both ends. */
  missing_fields?: readonly string[];
}

export interface GateFault {
  gate: GateName;
  field: 'resolution_notes' | 'category_id' | 'time' | 'checklist' | 'custom_fields';
  code: string;
  message: string;
}

const DEFAULT_LENGTH = 20;
const DEFAULT_MINUTES = 1;
export const noGates = (): CloseGates => ({
  resolution_text: { at: [], min_length: DEFAULT_LENGTH }, category_required: { at: [] }, time_logged: { at: [], minutes: DEFAULT_MINUTES }, checklist_done: { at: [] },
});

const part = (value: unknown, name: string): Record<string, unknown> => {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
};
const places = (value: unknown): GateStatus[] => (Array.isArray(value) ? value.filter((one): one is GateStatus => GATE_STATUSES.includes(one)) : []);
const amount = (value: unknown, otherwise: number): number => (typeof value === 'number' && value >= 1 ? value : otherwise);

/** A stored setting as the gates read it; anything missing or odd stands nowhere. */
export function closeGatesOf(value: unknown): CloseGates {
  const [text, time] = [part(value, 'resolution_text'), part(value, 'time_logged')];
  return {
    resolution_text: { at: places(text.at), min_length: amount(text.min_length, DEFAULT_LENGTH) },
    category_required: { at: places(part(value, 'category_required').at) },
    time_logged: { at: places(time.at), minutes: amount(time.minutes, DEFAULT_MINUTES) },
    checklist_done: { at: places(part(value, 'checklist_done').at) },
  };
}

/** The row of `gateFacts` (store) as the rules read it. */
export const gateFactsOf = (row: { gates: unknown; has_category: boolean; minutes: number | null; open_steps: number; missing_fields?: readonly string[] }): GateFacts => ({
  gates: closeGatesOf(row.gates), has_category: row.has_category, minutes: row.minutes ?? 0, open_steps: row.open_steps, missing_fields: row.missing_fields ?? [],
});

/** Which gates a change of status passes: one that closes at once passes both. */
const passed = (to: TicketStatus, closesAtOnce: boolean): GateStatus[] => (to === 'resuelto' ? (closesAtOnce ? ['resuelto', 'cerrado'] : ['resuelto']) : to === 'cerrado' ? ['cerrado'] : []);

/**
 * Every gate that is shut, one entry each.
 * @param notes the resolution as it would stand on the ticket.
 */
export function closeGateFaults(to: TicketStatus, role: UserRole, facts: GateFacts, notes: string | null | undefined, closesAtOnce: boolean): GateFault[] {
  if (!isStaffRole(role)) return [];
  const before = passed(to, closesAtOnce);
  const stands = (gate: keyof CloseGates): boolean => facts.gates[gate].at.some((one) => before.includes(one));
  const { resolution_text, time_logged } = facts.gates;
  const length = [...(notes ?? '').trim()].length;
  const faults: GateFault[] = [];
  if (stands('resolution_text') && length < resolution_text.min_length) {
    faults.push({ gate: 'resolution_text', field: 'resolution_notes', code: 'gate_resolution_text', message: `the resolution needs at least ${resolution_text.min_length} characters and has ${length}` });
  }
  if (stands('category_required') && !facts.has_category) {
    faults.push({ gate: 'category_required', field: 'category_id', code: 'gate_category', message: 'the ticket needs a category of its own' });
  }
  if (stands('time_logged') && facts.minutes < time_logged.minutes) {
    faults.push({ gate: 'time_logged', field: 'time', code: 'gate_time', message: `the ticket needs ${time_logged.minutes} minutes of work and has ${facts.minutes}` });
  }
  if (stands('checklist_done') && facts.open_steps > 0) {
    faults.push({ gate: 'checklist_done', field: 'checklist', code: 'gate_checklist', message: `${facts.open_steps} required steps of the checklist are open` });
  }
  const { missing_fields = [] } = facts;
  if (before.length > 0 && missing_fields.length > 0) {
    faults.push({ gate: 'custom_fields', field: 'custom_fields', code: 'gate_fields', message: `still to be filled in: ${missing_fields.join(', ')}` });
  }
  return faults;
}
