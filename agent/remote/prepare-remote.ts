// A session of remote help on this machine: consent, banner, the second connection, then the far end, until either side is gone.
import type { Envelope } from '../../durable-objects/protocol/envelope.ts';
import { meetSecondsOf, REMOTE_LIMITS, type RemoteCall } from '../../durable-objects/protocol/remote.ts';
import type { Log } from '../log.ts';
import type { OutputWriter } from '../output-store.ts';
import { gatherOutput } from '../run/gather-output.ts';
import type { Ended, Prepared, Running } from '../run/run-script.ts';
import type { Self } from '../session.ts';
import type { FarEnd } from './far-end.ts';
import { openPort } from './open-port.ts';
import { openRemoteLine, type RemoteLine } from './remote-line.ts';
import { openTerminal } from './open-terminal.ts';
import { askPerson, desktopHere, showBanner, wordsFor } from './person-at-machine.ts';
import { connectTunnel, loopbackOf } from './tunnel-port.ts';
import { TunnelStreams } from './tunnel-streams.ts';

const ended = (status: Ended['status'], reason: string | null, message: string | null = null, exit_code: number | null = null): Ended => ({ status, exit_code, reason, message });
const REFUSED = { no: 'consent_refused', no_answer: 'consent_unanswered', nobody_to_ask: 'nobody_to_ask' } as const;

/** What a terminal shows is the command's output: kept, counted and told like that of a script. */
export function prepareRemote(parts: { self: Self; log: Log }, envelope: Envelope, call: RemoteCall): Prepared {
  return { ok: true, start: (output, onOutput) => startRemote(parts, envelope, call, output, onOutput), discard: () => undefined };
}

function startRemote({ self, log }: { self: Self; log: Log }, envelope: Envelope, call: RemoteCall, output: OutputWriter, onOutput: () => void): Running {
  const id = envelope.execution_id;
  const abort = new AbortController();
  const over = Promise.withResolvers<Ended>();
  const record = gatherOutput((pieces) => {
    for (const piece of pieces) output.append(piece.stream, piece.data);
    onOutput();
    // What is not kept is not done.
    if (output.isTruncated) finish(ended('completed', 'transcript_full'));
  });
  let line: RemoteLine | null = null;
  let end: FarEnd | null = null;
  let tunnel: TunnelStreams | null = null;
  let banner: { hide: () => void } | null = null;
  let isOver = false;
  const finish = (how: Ended): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    banner?.hide();
    // Its last word goes out behind what waits; only a line that never opened is cut.
    if (line) line.close(how.reason ?? 'over');
    else abort.abort();
    tunnel?.close();
    record.flush();
    log.info('remote_session_over', { execution_id: id, reason: how.reason, ...(tunnel ? { connections: tunnel.opened } : {}) });
    if (!end) return over.resolve(how);
    end.kill();
    void end.ended.then(() => over.resolve(how));
  };
  // The server's clock ends it earlier; this is for one that is not heard any more.
  const deadline = setTimeout(() => finish(ended('timeout', 'time_limit')), (call.minutes * 60 + meetSecondsOf(call.session) + REMOTE_LIMITS.consentSeconds) * 1000);

  const reach = async (size: { cols: number; rows: number }): Promise<void> => {
    const opened = call.session === 'terminal' ? openTerminal(id, size) : await openPort(call.port ?? 0);
    if (!opened.ok) return finish(ended('failed', opened.reason, opened.message));
    end = opened.end;
    if (isOver) return end.kill();
    const far = opened.end;
    far.output.on('data', (bytes: Buffer) => {
      if (isOver) return;
      if (call.session === 'terminal') record.add('stdout', bytes);
      if (line && !isOver && !line.send(bytes)) far.output.pause();
    });
    void far.ended.then(({ reason, exit_code }) => finish(ended(reason === 'cannot_start' ? 'failed' : 'completed', reason, null, exit_code)));
  };

  const run = async (): Promise<void> => {
    const desktop = call.consent === 'none' ? null : desktopHere();
    const words = wordsFor(call, envelope.requested_by.name);
    if (call.consent === 'ask') {
      const answer = await askPerson(words, REMOTE_LIMITS.consentSeconds, desktop, abort.signal);
      if (isOver) return;
      log.info('remote_session_asked', { execution_id: id, answer });
      if (answer !== 'yes') return finish(ended('refused', REFUSED[answer]));
    }
    if (call.session === 'tunnel') {
      const port = call.port ?? 0;
      const host = await loopbackOf(port);
      if (isOver) return;
      if (host === null) return finish(ended('failed', 'no_service', `nothing listens on port ${port} of this machine`));
      tunnel = new TunnelStreams({ send: (frame) => line?.send(frame) ?? false, connect: () => connectTunnel(host, port), onFault: () => finish(ended('failed', 'bad_frame')) });
    }
    const opened = await openRemoteLine(self, id, {
      onGo: (size) => {
        if (!tunnel) void reach(size);
      },
      onSize: (size) => end?.resize?.(size),
      onBytes: (bytes) => {
        if (isOver) return;
        // Each connection in it has a credit of its own: the line itself is free as soon as bytes are off it.
        if (tunnel) {
          line?.took(bytes.byteLength);
          tunnel.heard(bytes);
        } else if (end) end.input.write(bytes, () => line?.took(bytes.byteLength));
      },
      onRoom: () => {
        end?.output.resume();
        tunnel?.room();
      },
      onClosed: (reason) => finish(ended('completed', reason)),
    }, abort.signal);
    if (!opened.ok) return finish(ended('failed', 'cannot_connect', opened.message));
    line = opened.line;
    if (isOver) return line.close('over');
    if (call.consent !== 'none') banner = showBanner(words, desktop, () => finish(ended('completed', 'ended_at_machine')));
    line.hello(banner ? 'shown' : 'none');
    log.info('remote_session_ready', { execution_id: id, session: call.session, requested_by: envelope.requested_by.name, banner: banner !== null });
  };
  void run().catch((fault: unknown) => finish(ended('failed', 'agent_fault', fault instanceof Error ? fault.message.slice(0, 300) : String(fault))));
  return { ended: over.promise, stop: (as) => finish(ended(as, as === 'cancelled' ? 'cancelled' : 'agent_stopped')) };
}
