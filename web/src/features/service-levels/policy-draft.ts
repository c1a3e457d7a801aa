// A policy as its form holds it and as the API takes it.
import type { NewPolicy, PolicyRow } from '@/api/service-levels.ts';

export type SlaTarget = PolicyRow['escalations'][number]['target'];
export const targets = ['first_response', 'next_reply', 'resolution'] as const satisfies readonly SlaTarget[];
/** Roles a level can call; people of the client are told by its own switch. */
export const calledRoles = ['technician', 'admin', 'superadmin'] as const;

export interface LevelDraft {
  /** Tells rows apart while they are edited. */
  key: number;
  target: SlaTarget;
  when: 'before' | 'after';
  minutes: number | null;
  roles: string[];
  emails: string;
  notify_client: boolean;
}

export interface PolicyDraft {
  name: string;
  client_id: string | null;
  category_id: string | null;
  priority: PolicyRow['priority'];
  calendar_id: string | null;
  is_always_open: boolean;
  first_response_minutes: number | null;
  next_reply_minutes: number | null;
  resolution_minutes: number | null;
  /** Percents with commas. */
  warn: string;
  escalations: LevelDraft[];
  is_active: boolean;
}

let keys = 0;
/** A level that calls the managers an hour after the time ran out. */
export const newLevel = (): LevelDraft => ({ key: ++keys, target: 'resolution', when: 'after', minutes: 60, roles: ['admin'], emails: '', notify_client: false });

export function policyDraft(row: PolicyRow | null): PolicyDraft {
  if (!row) {
    return {
      name: '', client_id: null, category_id: null, priority: null, calendar_id: null, is_always_open: false,
      first_response_minutes: 60, next_reply_minutes: null, resolution_minutes: 480, warn: '75', escalations: [], is_active: true,
    };
  }
  const { name, client_id, category_id, priority, calendar_id, is_always_open, first_response_minutes, next_reply_minutes, resolution_minutes, is_active } = row;
  return {
    name, client_id, category_id, priority, calendar_id, is_always_open, first_response_minutes, next_reply_minutes, resolution_minutes, is_active,
    warn: row.warn_percents.join(', '),
    escalations: row.escalations.map((level) => ({
      key: ++keys, target: level.target, when: level.after_minutes < 0 ? 'before' : 'after', minutes: Math.abs(level.after_minutes), roles: level.roles, emails: level.emails.join(', '), notify_client: level.notify_client,
    })),
  };
}

const words = (text: string): string[] => text.split(/[\s,;%]+/).filter(Boolean);

/** Null when something of it is no percent from 1 to 99, or there are more than five. */
export function percentsOf(text: string): number[] | null {
  const percents = [...new Set(words(text).map(Number))].toSorted((a, b) => a - b);
  return percents.length <= 5 && percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 99) ? percents : null;
}

/** What can be sent; null while the form says something that is no policy. */
export function policyBody(draft: PolicyDraft): NewPolicy | null {
  const warn_percents = percentsOf(draft.warn);
  const { warn: _warn, escalations, ...rest } = draft;
  if (warn_percents === null || draft.name.trim() === '' || escalations.some((level) => level.minutes === null)) return null;
  return {
    ...rest,
    name: draft.name.trim(),
    calendar_id: draft.is_always_open ? null : draft.calendar_id,
    warn_percents,
    escalations: escalations.map(({ target, when, minutes, roles, emails, notify_client }) => ({
      target, after_minutes: (when === 'before' ? -1 : 1) * (minutes ?? 0) + 0, roles: roles as NewPolicy['escalations'][number]['roles'], emails: words(emails), notify_client,
    })),
  };
}
