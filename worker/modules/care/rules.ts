// Which assets can be one, what the desk's own fields may hold, and when something is due. Pure.
import type { FieldError } from '../contract.ts';
import { valueFault } from '../fields/rules.ts';
import type { AssetFieldRow, LikelyTwin } from './contract.ts';
import type { ReminderKind } from './values.ts';

interface Mergeable {
  asset_id: string;
  client_id: string;
  lifecycle: string;
  enrolment: string;
  agent_status: string | null;
  is_merged: boolean;
}

/** Why the source cannot become part of the target, or null. */
export function mergeRefusal(target: Mergeable, source: Mergeable): { code: string; message: string } | null {
  if (source.asset_id === target.asset_id) return { code: 'same', message: 'is this asset itself' };
  if (source.client_id !== target.client_id) return { code: 'other_client', message: 'is of another client' };
  if (source.is_merged) return { code: 'merged', message: 'was merged already' };
  if (target.lifecycle === 'retired') return { code: 'target_retired', message: 'the asset that stays is retired' };
  if (source.agent_status === 'online' && source.enrolment !== 'revoked') return { code: 'source_online', message: 'reports at this moment: it is a machine of its own, or the one that should stay' };
  if (target.enrolment === 'none' && (source.enrolment === 'active' || source.enrolment === 'held')) return { code: 'keep_the_agent', message: 'has the agent: it is the one that should stay' };
  return null;
}

/** Numbers that makers print where a number belongs, and that say nothing. */
const EMPTY_NUMBERS = /^(?:0+|f+|none|null|n\/?a|unknown|default string|to be filled.*|system serial number|not specified|123456789|[0-]+)$/i;
export const isTelling = (text: string | null): boolean => text !== null && text.trim().length >= 4 && !EMPTY_NUMBERS.test(text.trim());

interface Identity {
  serial: string | null;
  hardware_uuid: string | null;
  hostname: string | null;
  mac_addresses: string[];
}

/** By what two assets look like one machine; empty: by nothing. */
export function sameness(one: Identity, other: Identity): LikelyTwin['same'] {
  const alike = (a: string | null, b: string | null): boolean => isTelling(a) && a!.trim().toLowerCase() === b?.trim().toLowerCase();
  const macs = new Set(one.mac_addresses.map((mac) => mac.toLowerCase()));
  return [
    ...(alike(one.serial, other.serial) ? ['serial' as const] : []), ...(alike(one.hardware_uuid, other.hardware_uuid) ? ['hardware_uuid' as const] : []),
    ...(other.mac_addresses.some((mac) => macs.has(mac.toLowerCase())) ? ['mac' as const] : []), ...(alike(one.hostname, other.hostname) ? ['hostname' as const] : []),
  ];
}

/** The values as they shall be, or what is wrong with those given. */
export function takeFields(fields: readonly AssetFieldRow[], stored: Record<string, string | number | boolean>, given: Record<string, string | number | boolean | null>): { values: Record<string, string | number | boolean>; faults: FieldError[] } {
  const values = { ...stored };
  const faults: FieldError[] = [];
  for (const [fieldId, value] of Object.entries(given)) {
    const field = fields.find((one) => one.field_id === fieldId);
    const fault = field === undefined ? { code: 'unknown', message: 'is no field of this kind of asset' } : value === null ? null : valueFault(field, value);
    if (fault) faults.push({ field: `fields.${fieldId}`, ...fault });
    else if (value === null) delete values[fieldId];
    else values[fieldId] = value;
  }
  return { values, faults };
}

const DAY = 86_400_000;

/** The first day of a plan after `today`, counted in months from the day that was due; a day that a month lacks is its last. */
export function nextMaintenance(dueOn: string, everyMonths: number, today: string): string {
  const [year, month, day] = dueOn.split('-').map(Number) as [number, number, number];
  for (let step = 1; ; step++) {
    const first = new Date(Date.UTC(year, month - 1 + step * everyMonths, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1) - DAY).getUTCDate();
    const next = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, last))).toISOString().slice(0, 10);
    if (next > today) return next;
  }
}

/** What a technician reads first. */
export function reminderTicket(facts: { kind: ReminderKind; name: string; due_on: string; serial: string | null; every_months: number | null }): { subject: string; description: string } {
  const name = facts.name.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
  const serial = facts.serial ? [`Número de serie: ${facts.serial.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim()}`] : [];
  return facts.kind === 'warranty'
    ? { subject: `La garantía termina: ${name}`.slice(0, 255), description: [`La garantía del equipo «${name}» termina el ${facts.due_on}.`, ...serial, '', 'Renovarla, o decidir qué se hace con el equipo.'].join('\n') }
    : { subject: `Mantenimiento: ${name}`.slice(0, 255), description: [`Al equipo «${name}» le toca mantenimiento el ${facts.due_on}.`, ...serial, ...(facts.every_months ? [`Se repite cada ${facts.every_months} ${facts.every_months === 1 ? 'mes' : 'meses'}.`] : [])].join('\n') };
}
