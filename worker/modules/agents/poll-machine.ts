// The long poll of machines whose network forbids WebSockets: the same frames, the same object.
import { POLL_SECONDS_MAX, PROTOCOL_VERSION } from '../../../durable-objects/protocol/limits.ts';
import type { Deps } from '../../deps.ts';
import type { Machine } from '../../platform/agent-credentials.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import { configureMachines } from './configure-agents.ts';
import type { MachineVisit } from './machine-proof.ts';
import { plainAddress } from './rules.ts';

export interface PollAnswer {
  frames: unknown[];
  close?: { code: number; reason: string };
}

type PollDeps = Pick<Deps, 'database' | 'ids' | 'agents' | 'config'>;

/** No frame of the protocol comes near; what is nested deeper cannot be handed to the object at all. */
const DEPTH_MAX = 32;
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** An object that was never told anything is told and asked once more; Postgres is not looked at otherwise. */
export async function pollMachine(deps: PollDeps, machine: Machine, visit: MachineVisit, frames: unknown[], waitSeconds: number): Promise<Result<PollAnswer>> {
  const identity = { ...machine, address: plainAddress(visit.address), protocol: PROTOCOL_VERSION };
  // The object tells the machine that such a frame is none.
  const readable = frames.map((frame) => (isDeeper(frame, DEPTH_MAX) ? null : frame));
  const poll = () => deps.agents.of(machine.client_id, machine.asset_id).poll(identity, readable, Math.min(waitSeconds, POLL_SECONDS_MAX) * 1000);
  const answer = await poll();
  if (answer.close?.reason !== 'unconfigured') return done(answer);
  const configured = await configureMachines(deps, [machine.asset_id]);
  return !configured.some((row) => row.client_id === machine.client_id) ? refused({ kind: 'unauthenticated', code: 'unauthorised', message: 'this machine is not known' }) : done(await poll());
}
