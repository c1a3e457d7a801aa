// Takes the secrets a script was given out of what it prints: a careless `echo` must not carry a password into output, tickets and mails.
import type { Stream } from '../../durable-objects/protocol/agent-frames.ts';

const MASK = Buffer.from('•••').toString('latin1');
/** Shorter ones would be found everywhere and hide nothing. */
const LENGTH_MIN = 4;

export interface Hider {
  /** What may be passed on now; the beginning of a possible secret waits for what follows it. */
  pass(stream: Stream, data: Buffer): Buffer;
  /** What still waits, at the end. */
  rest(stream: Stream): Buffer;
}

/** Bytes are compared as they are printed, across pieces. No protection from a script that means to tell them. */
export function hideSecrets(secrets: readonly string[]): Hider {
  const wanted = [...new Set(secrets)].filter((secret) => secret.length >= LENGTH_MIN).map((secret) => Buffer.from(secret).toString('latin1')).sort((a, b) => b.length - a.length);
  const held: Record<Stream, string> = { stdout: '', stderr: '' };
  const longest = wanted[0]?.length ?? 0;
  return {
    pass(stream, data) {
      if (longest === 0) return data;
      let text = held[stream] + data.toString('latin1');
      let passed = '';
      for (;;) {
        const found = wanted.map((secret) => ({ secret, at: text.indexOf(secret) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
        if (!found) break;
        passed += text.slice(0, found.at) + MASK;
        text = text.slice(found.at + found.secret.length);
      }
      let waiting = Math.min(longest - 1, text.length);
      while (waiting > 0 && !wanted.some((secret) => secret.length > waiting && secret.startsWith(text.slice(text.length - waiting)))) waiting -= 1;
      held[stream] = text.slice(text.length - waiting);
      return Buffer.from(passed + text.slice(0, text.length - waiting), 'latin1');
    },
    rest(stream) {
      const last = Buffer.from(held[stream], 'latin1');
      held[stream] = '';
      return last;
    },
  };
}
