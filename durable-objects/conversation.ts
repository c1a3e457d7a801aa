// What an agent says, thing by thing, whichever way it came: a socket or a long poll.
import type { AgentLine } from './agent-line.ts';
import type { AgentParts } from './agent-parts.ts';
import type { Effects } from './command-ledger.ts';
import { spill, type PartBucket } from './output-pages.ts';
import { AGENT_FEATURES, type AgentFrame, type Hello } from './protocol/agent-frames.ts';
import type { ObjectConfig } from './protocol/fleet.ts';
import { RECOVERY_KEYS, type Escrow } from './protocol/recovery-keys.ts';
import { CLOSE, FRAMES_PER_MINUTE_MAX } from './protocol/limits.ts';
import type { Incoming } from './read-frame.ts';
import { isoOf } from './sql.ts';
import type { ViewerDesk } from './viewer-desk.ts';

/** Greetings of a machine in one minute: each may be told to everybody who looks at a list. */
const GREETINGS_PER_MINUTE_MAX = 60;

/** Why a connection has to end. */
export interface Closing {
  code: number;
  reason: string;
}

/** What the conversation asks of the object around it. */
export interface Surroundings {
  parts: AgentParts;
  viewers: ViewerDesk;
  bucket: PartBucket & { put(key: string, body: Uint8Array | string): Promise<unknown> };
  agentConfig(): ObjectConfig['agent'];
  /** The key to seal recovery keys to; null: none are kept. */
  escrow(): Promise<Escrow | null>;
  toAgent(frames: Effects['frames']): Promise<void>;
  apply(effects: Effects): Promise<void>;
  /** The greeting was heard on this line; it is the machine's only one from now on. */
  greeted(line: AgentLine): void;
  presenceChanged(now: number): void;
  watched(now: number): Promise<void>;
}

export class Conversation {
  readonly #around: Surroundings;
  #minute = { start: 0, frames: 0, greetings: 0 };
  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** `keep` remembers what the greeting said. The answer is why the connection ends; null: go on. */
  async take(incoming: Incoming, line: AgentLine, keep: (line: AgentLine) => void): Promise<Closing | null> {
    const now = Date.now();
    const { parts, apply, bucket } = this.#around;
    if (incoming.kind === 'bad') {
      parts.notices.tell('refused_frame', { reason: incoming.reason }, now);
      return { code: incoming.code, reason: incoming.reason };
    }
    if (incoming.kind !== 'output' && this.#isTooMany(now)) return this.#tooMany('too many frames', now);
    if (incoming.kind === 'frame' && incoming.frame.type === 'hello' && ++this.#minute.greetings > GREETINGS_PER_MINUTE_MAX) return this.#tooMany('too many greetings', now);
    if (incoming.kind === 'frame' && incoming.frame.type === 'hello') return this.#greet(incoming.frame, line, keep, now);
    if (line.spool_id === null) return { code: CLOSE.badFrame, reason: 'hello first' };
    if (incoming.kind === 'lost_record') {
      parts.notices.tell('refused_record', { reason: incoming.reason, path: incoming.path }, now);
      return this.#ackRecord(line.spool_id, incoming.n);
    }
    if (incoming.kind === 'frame') return this.#frame(incoming.frame, line.spool_id, line, now);
    const effects = parts.ledger.output(incoming.chunk, line.link, now);
    await apply(effects);
    if (effects.output.length > 0 && parts.config) {
      // A part that R2 does not take stays here; the next piece tries again.
      await spill(parts.output, bucket, incoming.chunk.execution_id, parts.config.client_id).catch(() => undefined);
    }
    // Pieces that bring nothing are frames like others.
    if (effects.output.length === 0 && this.#isTooMany(now)) return this.#tooMany('too many frames', now);
    return effects.isAbuse ? { code: CLOSE.tooMany, reason: 'output limit' } : null;
  }

  async #frame(frame: AgentFrame, spoolId: string, line: AgentLine, now: number): Promise<Closing | null> {
    const { parts, viewers, apply } = this.#around;
    switch (frame.type) {
      case 'data':
        if (frame.n > parts.reports.acked(spoolId) && !(await this.#report(frame.record, line.link.offsetMs, now))) return { code: CLOSE.badFrame, reason: 'try again' };
        return this.#ackRecord(spoolId, frame.n);
      case 'sample':
        viewers.tell({ type: 'sample', sample: { ...frame.sample, at: isoOf(now) } });
        return null;
      case 'command.received':
        await apply(parts.ledger.received(frame, line.link, now));
        return null;
      case 'command.started':
        await apply(parts.ledger.started(frame, line.link, now));
        return null;
      case 'command.finished':
        await apply(parts.ledger.finished(frame, line.link, now));
        return null;
      case 'goodbye':
        if (parts.presence.left(`goodbye_${frame.reason}`, now)) this.#around.presenceChanged(now);
        return { code: 1000, reason: 'goodbye' };
      default:
        return null;
    }
  }

  /** False: it is not safe, the agent has to send it again. */
  async #report(record: Extract<AgentFrame, { type: 'data' }>['record'], offsetMs: number, now: number): Promise<boolean> {
    const { parts, viewers, bucket } = this.#around;
    if (record.kind === 'events') parts.reports.events(record);
    if (record.kind === 'metrics') {
      const sample = parts.reports.metrics(record.samples, offsetMs, now);
      if (sample) viewers.tell({ type: 'sample', sample });
    }
    if (record.kind === 'recovery_keys') return parts.reports.recoveryKeys(record, offsetMs, now);
    const large = record.kind === 'inventory' ? parts.reports.inventory(record, offsetMs, now) : null;
    if (!large) return true;
    try {
      await bucket.put(large.key, large.body);
    } catch {
      return false;
    }
    large.stored();
    return true;
  }

  async #ackRecord(spoolId: string, n: number): Promise<null> {
    const { reports } = this.#around.parts;
    if (n > reports.acked(spoolId)) reports.ack(spoolId, n);
    await this.#around.toAgent([{ type: 'ack', n: reports.acked(spoolId) }]);
    return null;
  }

  async #greet(hello: Hello, line: AgentLine, keep: (line: AgentLine) => void, now: number): Promise<null> {
    const { parts, toAgent, apply, agentConfig } = this.#around;
    const { ledger, reports, presence } = parts;
    const next: AgentLine = { ...line, spool_id: hello.spool_id, link: { id: crypto.randomUUID(), offsetMs: now - Date.parse(hello.clock), features: AGENT_FEATURES.filter((name) => hello.features?.includes(name)) } };
    keep(next);
    this.#around.greeted(next);
    parts.noteBoot(hello.boot_id, { hostname: hello.hostname, address: line.identity.address }, now);
    const { commands, effects } = ledger.hello(hello, next.link, now);
    await toAgent([{
      type: 'welcome', protocol: line.identity.protocol, server_time: isoOf(now), config: agentConfig(), acked: reports.acked(hello.spool_id), want: reports.wanted(hello.inventory), commands,
    }]);
    const escrow = next.link.features?.includes(RECOVERY_KEYS) ? await this.#around.escrow() : null;
    if (escrow) await toAgent([escrow]);
    await apply(effects);
    if (presence.came({ agent_version: hello.agent_version, hostname: hello.hostname, address: line.identity.address }, now)) this.#around.presenceChanged(now);
    await apply(ledger.wake(next.link, now));
    await this.#around.watched(now);
    return null;
  }

  #tooMany(reason: string, now: number): Closing {
    this.#around.parts.notices.tell('refused_frame', { reason }, now);
    return { code: CLOSE.tooMany, reason };
  }

  #isTooMany(now: number): boolean {
    if (now - this.#minute.start >= 60_000) this.#minute = { start: now, frames: 0, greetings: 0 };
    this.#minute.frames += 1;
    return this.#minute.frames > FRAMES_PER_MINUTE_MAX;
  }
}
