// The main story of a machine without a browser: it enrols, falls ill, gets its ticket, is repaired by a script from there, and recovers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Loose } from '../support/api-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { approvedScript, auditOf, discard, enrolMachine, executionIs, openStage, order, presenceIs, watch, type Machine, type Stage } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

let stage: Stage;
let yard: Yard;
const own: Machine[] = [];

beforeAll(async () => {
  yard = makeYard();
  stage = await openStage();
});
afterAll(async () => {
  for (const machine of own) await discard(machine);
  await stage?.close();
  yard?.remove();
});

test('a machine enrols, reports, breaches a limit, gets one ticket, is repaired from it under eyes that blink, and recovers', async () => {
  const { technician, admin, owner, worker, box } = stage;
  // A token of the wizard, used once.
  const made = await technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.a1, name: 'Instalador de la historia', max_uses: 1 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const machine = await enrolMachine(box.url, made.body.data.enrollment_token);
  own.push(machine);
  await expect(enrolMachine(box.url, made.body.data.enrollment_token)).rejects.toThrow(/used_up/);
  await machine.start();
  await presenceIs(owner, machine, 'online');
  const asset = async (): Promise<Loose> => (await technician.get(`/api/assets/${machine.id}`)).body.data.asset;
  expect(await asset()).toMatchObject({ client_id: world.client.a, site_id: world.site.a1, enrolment: 'active', platform: 'linux' });

  // Its readings are there, and what it is made of.
  await waitFor('two readings', async () => (await technician.get(`/api/assets/${machine.id}/metrics?range=1h`)).body.data.points.length >= 2);
  await waitFor('the system in the inventory', async () => (await technician.get(`/api/assets/${machine.id}/inventory?class=os`)).body.data.inventory?.length === 1);
  expect(await machine.command('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/online {5}yes/) });

  // Whoever sits at it asks for help from there.
  const asked = await machine.command('ticket', '--subject', 'No abre el correo', '--description', 'Desde hoy.');
  const { tickets } = (await technician.get(`/api/assets/${machine.id}/tickets`)).body.data;
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining(tickets[0].ticket_number)]);
  const help = (await technician.get(`/api/tickets/${tickets[0].ticket_id}`)).body.data.ticket;
  expect(help).toMatchObject({ subject: 'No abre el correo', asset_id: machine.id, channel: 'agente' });
  expect(help.description).toMatch(/^Desde hoy\.\n\n--- Diagnóstico del equipo ---\n/);

  // A limit that every machine breaches: one ticket, however many readings breach it.
  const rule = await admin.send('POST', '/api/alerts/rules', { client_id: world.client.a, asset_id: machine.id, name: 'Memoria de la historia', metric: 'memory', threshold: 1, need: 1, of: 1, priority: 'alta' });
  expect(rule.status, JSON.stringify(rule.body)).toBe(201);
  const alerts = async (): Promise<Loose[]> => (await technician.get(`/api/alerts?asset_id=${machine.id}&kind=metric`)).body.data.alerts.filter((alert: Loose) => alert.rule_id === rule.body.data.rule.rule_id);
  const opened = await waitFor('the ticket of the alert', async () => (await alerts()).find((alert) => alert.ticket_id !== null));
  expect(opened).toMatchObject({ status: 'open', metric: 'memory', priority: 'alta', asset_id: machine.id });
  const ticketId = opened.ticket_id as string;
  const ticket = async (): Promise<Loose> => (await technician.get(`/api/tickets/${ticketId}`)).body.data.ticket;
  expect(await ticket()).toMatchObject({ asset_id: machine.id, channel: 'agente', priority: 'alta', client_id: world.client.a, site_id: world.site.a1 });

  // From the ticket a script; who watches sees its first line, loses the connection, and comes back to all of it.
  const script = await approvedScript(stage, `echo "primera línea"; ${yard.gate('blink')}; echo "segunda línea"; ${yard.gate('end')}; echo "tercera línea" >&2; exit 4`);
  const viewer = await watch(worker, technician, machine);
  const execution = await order(technician, script, machine, { ticket_id: ticketId });
  await viewer.hear('execution', (word) => word.execution_id === execution && word.state === 'running');
  viewer.say({ type: 'follow', execution_id: execution, offset: 0 });
  await waitFor('the first line', async () => viewer.text(execution) === 'primera línea\n');
  viewer.leave();
  yard.open('blink');
  const again = await watch(worker, technician, machine);
  again.say({ type: 'follow', execution_id: execution, offset: 0 });
  await waitFor('both lines', async () => again.text(execution) === 'primera línea\nsegunda línea\n');
  yard.open('end');
  await again.hear('output.end', (word) => word.execution_id === execution);
  expect(again.text(execution)).toBe('primera línea\nsegunda línea\ntercera línea\n');
  again.leave();
  const done = await executionIs(technician, execution, 'failed');
  expect(done).toMatchObject({ exit_code: 4, ticket_id: ticketId, requested_by_name: world.who.technician.name, approved_by_name: world.who.admin.name });

  // The ticket holds one internal note about it, and the audit trail its beginning and end.
  const notes = async (): Promise<Loose[]> => (await technician.get(`/api/tickets/${ticketId}/comments`)).body.data.comments;
  const note = await waitFor('the note', async () => (await notes()).find((comment) => comment.body_text.includes('Código de salida: 4')));
  expect(note).toMatchObject({ visibility: 'internal', channel: 'agente' });
  expect(note.body_text).toContain('tercera línea');
  expect(note.body_text).toMatch(/Duración: [\d.,]+ (ms|s|min)/);
  expect((await auditOf(owner, execution, 'execute')).length).toBe(1);
  expect((await auditOf(owner, execution, 'finish')).length).toBe(1);

  // No further reading opened anything; a limit that no machine reaches ends the condition, and the ticket says so.
  const samples = (await technician.get(`/api/assets/${machine.id}/metrics?range=1h`)).body.data.points.length;
  await waitFor('another reading', async () => (await technician.get(`/api/assets/${machine.id}/metrics?range=1h`)).body.data.points.length > samples);
  expect(await alerts()).toHaveLength(1);
  expect(await owner.query(`select 1 from tickets where asset_id = $1 and subject <> 'No abre el correo'`, [machine.id])).toHaveLength(1);
  expect((await admin.send('PUT', `/api/alerts/rules/${rule.body.data.rule.rule_id}`, { threshold: 100 })).status).toBe(200);
  await waitFor('the recovery', async () => (await alerts())[0]!.status === 'recovered');
  const texts = await waitFor('the word of it', async () => {
    const found = (await notes()).map((comment) => comment.body_text as string);
    return found.length === 2 && found;
  });
  expect(texts.filter((text) => text.includes('Código de salida'))).toHaveLength(1);
  expect((await ticket()).status).toBe('nuevo');
}, 120_000);
