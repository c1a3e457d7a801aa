// Which machines may get a command, in which waves, and when the next wave goes. Pure.
import type { SkippedMachine } from './contract.ts';
import { SCRIPT_PLATFORMS, type ExecutionState, type ScriptType } from './values.ts';

/** A machine as an order sees it. */
export interface Machine {
  asset_id: string;
  client_id: string;
  site_id: string;
  name: string;
  enrolment: string;
  lifecycle: string;
  platform: string | null;
  agent_status: string | null;
  client_is_active: boolean;
  client_is_frozen: boolean;
}

/** Why this machine gets nothing, or null. `script`: type and scope, when the command is one. */
export function machineRefusal(machine: Machine, script: { script_type: ScriptType; client_id: string | null } | null): Exclude<SkippedMachine['reason'], 'not_found'> | null {
  if (machine.lifecycle === 'retired') return 'retired';
  if (machine.enrolment === 'none') return 'no_agent';
  if (machine.enrolment === 'held') return 'held';
  if (machine.enrolment !== 'active') return 'revoked';
  if (!machine.client_is_active) return 'inactive_client';
  if (machine.client_is_frozen) return 'frozen';
  if (script?.client_id && script.client_id !== machine.client_id) return 'other_client';
  if (script && machine.platform !== null && !(SCRIPT_PLATFORMS[script.script_type] as readonly string[]).includes(machine.platform)) return 'wrong_platform';
  return null;
}

export const REFUSAL_WORDS: Record<SkippedMachine['reason'], string> = {
  not_found: 'there is no such machine', no_agent: 'the machine has no agent', held: 'the machine waits for approval', revoked: 'the machine was revoked', retired: 'the machine is retired',
  wrong_platform: 'the script is not for this system', other_client: "the script is not for this client's machines", frozen: "remote commands to this client's machines are frozen", inactive_client: 'the client is inactive',
};

/** From this many machines on, or all at once, a sign-in of the last minutes is asked for. */
export const RECENT_SIGN_IN = { machines: 100, minutes: 15 } as const;

/** The wave of each machine in order: those that are online go first, so that a wave tells something. */
export function inWaves<T extends { agent_status: string | null }>(machines: readonly T[], waves: readonly number[]): { machine: T; wave: number }[] {
  const ordered = machines.toSorted((a, b) => Number(b.agent_status === 'online') - Number(a.agent_status === 'online'));
  const bounds = waves.map((_, n) => waves.slice(0, n + 1).reduce((sum, size) => sum + size, 0));
  return ordered.map((machine, n) => ({ machine, wave: bounds.findIndex((bound) => n < bound) }));
}

/** Counts over the machines of a run's present wave, and over all of it. */
export interface WaveFacts {
  wave: number;
  waves: number[];
  failurePercentMax: number;
  /** Being handed over, delivered or running, or queued for a machine that is online. */
  open: number;
  /** Queued for a machine that is offline. */
  waiting: number;
  finals: number;
  failed: number;
  /** Of the whole run, machines whose command has not ended. */
  unfinished: number;
}

export type WaveVerdict = 'wait' | 'next' | 'stop' | 'done';

/** A machine that is offline holds up nobody once others of its wave have told how it goes. */
export function waveVerdict(facts: WaveFacts): WaveVerdict {
  const size = facts.waves[facts.wave] ?? 0;
  const isLast = facts.wave >= facts.waves.length - 1;
  if (facts.failed > 0 && facts.failed * 100 > facts.failurePercentMax * size && !isLast) return 'stop';
  if (facts.unfinished === 0) return 'done';
  if (isLast || facts.open > 0 || facts.finals === 0) return 'wait';
  return 'next';
}

export const FAILED_STATES = ['failed', 'timeout', 'refused', 'interrupted'] as const satisfies readonly ExecutionState[];

/** What is looked at again before a command leaves for its machine. */
export interface OrderCheck {
  kind: string;
  status: ExecutionState;
  approval_sha256: string | null;
  requester_is_staff: boolean;
  /** Of what is ordered, by the setting of tools; true for what it says nothing about. */
  requester_may: boolean;
  machine: Machine | null;
  all_frozen: boolean;
  run_state: string | null;
  version_state: string | null;
  version_approval: string | null;
  /** The approval as it is computed from what is stored now. */
  computed_approval: string | null;
  script_is_active: boolean | null;
}

/** Why a command may not be delivered any more, or null. */
export function orderRefusal(order: OrderCheck): string | null {
  if (!['queued', 'delivered', 'running'].includes(order.status)) return order.status;
  if (!order.requester_is_staff) return 'requester_not_staff';
  if (!order.requester_may) return 'tool_role';
  if (!order.machine) return 'machine_gone';
  if (order.all_frozen) return 'frozen';
  const machine = machineRefusal(order.machine, null);
  if (machine) return machine;
  if (order.run_state === 'cancelled' || order.run_state === 'stopped') return `run_${order.run_state}`;
  if (order.kind !== 'script') return null;
  if (order.script_is_active !== true) return 'script_inactive';
  const isApproved = order.version_state === 'approved' && order.approval_sha256 !== null && order.version_approval === order.approval_sha256 && order.computed_approval === order.approval_sha256;
  return isApproved ? null : 'not_approved';
}

/** The end of an output for people: no control characters but line ends and tabs, at most 4,000 characters. */
export const cleanTail = (text: string): string =>
  // Whole escape sequences first (colours, titles), then what is left of control characters and half characters.
  text.replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '').replace(/\r\n?/g, '\n').slice(-4000)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, '');
