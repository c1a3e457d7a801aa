// The long poll of machines whose network forbids WebSockets: the same frames, the same object.
import { POLL_SECONDS_MAX, PROTOCOL_VERSION } from '../../../durable-objects/protocol/limits.ts';
import type { Deps } from '../../deps.ts';
import type { Machine } from '../../platform/agent-credentials.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { MachineVisit } from './machine-proof.ts';
import { plainAddress } from './rules.ts';

export interface PollAnswer {
  frames: unknown[];
  close?: { code: number; reason: string };
}

export async function pollMachine(deps: Pick<Deps, 'agents'>, machine: Machine, visit: MachineVisit, frames: unknown[], waitSeconds: number): Promise<Result<PollAnswer>> {
  const identity = { ...machine, address: plainAddress(visit.address), protocol: PROTOCOL_VERSION };
  return done(await deps.agents.of(machine.client_id, machine.asset_id).poll(identity, frames, Math.min(waitSeconds, POLL_SECONDS_MAX) * 1000));
}
