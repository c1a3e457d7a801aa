// A ticket from the machine itself: its place, its name, what it says about its state.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { AgentActor } from '../../platform/database.ts';
import { conflict, done, refused, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { insertActivities, insertTicket } from '../tickets/store.ts';
import type { MachineTicket, MachineTicketBody } from './contract.ts';
import { ticketText } from './rules.ts';
import { generalCategory, machineTicket, peopleOfMachine, ticketTurn } from './store.ts';

const PER_HOUR_MAX = 10;

type StoredMachineTicket = { ticket_id: string; ticket_number: string; client_id: string; site_id: string; subject: string; status: string; version: number; created_at: Date };
const shown = ({ ticket_id, ticket_number, subject, status, created_at }: StoredMachineTicket): MachineTicket => ({ ticket_id, ticket_number, subject, status, created_at });

/** `idempotencyKey`: a repeat with the same words answers the first ticket, with others 409. The key gives the ticket its id. */
export async function openMachineTicket(
  deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: AgentActor, input: MachineTicketBody, idempotencyKey?: string,
): Promise<Result<{ ticket: MachineTicket }>> {
  const ticketId = idempotencyKey ? uuidOf(await sha256Hex(`${actor.assetId}\n${idempotencyKey}`)) : deps.ids.next();
  const description = ticketText(input.description, input.diagnostics);
  const read = await deps.database.asActor(actor, {}, (tx) => [machineTicket(tx, ticketId), ticketTurn(tx, ticketId, input.subject, description), generalCategory(tx), peopleOfMachine(tx)] as const);
  if (!read.ok) return read;
  const { me, rows: [[known], counted, category, people] } = read.value;
  const { turn } = counted.rows[0] as { turn: number };
  if (turn < 0) return conflict('idempotency_key_reused', 'this Idempotency-Key was used for another request');
  if (known) return done({ ticket: shown(known) });
  if (turn > PER_HOUR_MAX) return refused({ kind: 'too_many', message: `a machine opens at most ${PER_HOUR_MAX} tickets an hour`, retryAfterSeconds: 3600 });
  const now = deps.clock.now();
  const activity = { activity_id: deps.ids.next(), ticket_id: ticketId, client_id: me.client_id, actor_id: null, actor_name: me.name, action: 'created', created_at: now };
  const written = await deps.database.asActor(actor, { taken: { tickets_pkey: { field: 'Idempotency-Key', code: 'idempotency_race', message: 'the same request is being answered' } } }, (tx) => [
    insertTicket(tx, {
      ticket_id: ticketId, client_id: me.client_id, site_id: me.site_ids[0], asset_id: me.asset_id, category_id: (category.rows[0] as { category_id: string } | undefined)?.category_id ?? null,
      subject: input.subject, description, channel: 'agente', status: 'nuevo', created_at: now, updated_at: now,
    }),
    insertActivities(tx, [activity]),
    ...noticeStatements(tx, {
      event: 'ticket_created', ticket: { ticket_id: ticketId, client_id: me.client_id, notification_email: null, additional_emails: [] }, people, actor: { user_id: null }, cause_id: activity.activity_id,
      vars: { actor_name: me.name },
    }),
    machineTicket(tx, ticketId),
  ] as unknown as readonly [ReturnType<typeof machineTicket>]);
  if (!written.ok) {
    const race = written.problem.kind === 'conflict' && written.problem.code === 'idempotency_race';
    return race ? openMachineTicket(deps, actor, input, idempotencyKey) : written;
  }
  const row = (written.value.rows as unknown as StoredMachineTicket[][]).at(-1)![0]!;
  return done({ ticket: shown(row) }, [ticketEffect({ ...row, created_by: null }, 'created'), { type: 'mail' }]);
}

/** A version 8 UUID: 122 bits of the hash. */
const uuidOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
