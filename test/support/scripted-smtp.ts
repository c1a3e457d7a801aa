// A mail server in memory that does exactly what a test tells it, at every step of the conversation; real ones are never that rude.
import { SocketFault, type Dial, type Duplex } from '../../worker/platform/sockets/duplex.ts';
import { latin1 } from '../../worker/platform/sockets/wire.ts';

/** What is answered: a reply (lines joined by \n), silence, the end of the connection, or a reply and then the end. */
export type Answer = string | { stall: true } | { drop: true } | { last: string };

export interface SmtpScript {
  greeting?: Answer;
  /** Keywords of EHLO; null: the server does not know EHLO. */
  offers?: string[] | null;
  /** After STARTTLS. */
  offersEncrypted?: string[];
  /** By verb (`MAIL`, `RCPT`, `DATA`, `AUTH` …), `.` for the final dot, `+` for the next line of a dialogue. A list is used up one by one, its last stays. */
  answers?: Record<string, Answer | Answer[]>;
  /** The handshake of STARTTLS fails. */
  isUntrusted?: boolean;
  /** Bytes a stranger puts in before the handshake. */
  injected?: string;
  /** Connecting fails with this. */
  fault?: SocketFault;
  /** How many commands a connection takes before it is dropped without a word. */
  commandsMax?: number;
}

export interface ScriptedSmtp {
  dial: Dial;
  /** Every line received, in order; of mails one entry a mail. `(tls)` where the encryption began, `(connected)` at each connection. */
  heard: string[];
  /** Mails as received, with their doubled dots undone. */
  mails: string[];
  connections: number;
  /** How many commands arrived together with the one before. */
  pipelined: number;
}

export function scriptedSmtp(script: SmtpScript = {}): ScriptedSmtp {
  const used = new Map<string, number>();
  const server: ScriptedSmtp = {
    heard: [], mails: [], connections: 0, pipelined: 0,
    dial: (target) => {
      if (script.fault) return Promise.reject(script.fault);
      server.connections += 1;
      server.heard.push('(connected)');
      return Promise.resolve(connection(target.security === 'tls'));
    },
  };
  const answerOf = (key: string, usual: Answer): Answer => {
    const given = script.answers?.[key];
    if (given === undefined) return usual;
    if (!Array.isArray(given)) return given;
    const count = used.get(key) ?? 0;
    used.set(key, count + 1);
    return given[Math.min(count, given.length - 1)]!;
  };
  const connection = (encrypted: boolean): Duplex => {
    let isEncrypted = encrypted;
    let isSilent = false;
    let commands = 0;
    let buffer = '';
    let mode: 'command' | 'mail' | 'dialogue' = 'command';
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const end = (): void => {
      isSilent = true;
      try {
        controller.close();
      } catch {
        // Already over.
      }
    };
    const say = (answer: Answer): void => {
      if (isSilent) return;
      if (typeof answer === 'string' || 'last' in answer) {
        const text = typeof answer === 'string' ? answer : answer.last;
        controller.enqueue(new TextEncoder().encode(`${text.split('\n').join('\r\n')}\r\n`));
        if (typeof answer !== 'string') end();
      } else if ('drop' in answer) end();
      else isSilent = true;
    };
    const streams = (greets: boolean): Pick<Duplex, 'readable' | 'writable'> => ({
      readable: new ReadableStream<Uint8Array>({
        start(made) {
          controller = made;
          if (greets) say(script.greeting ?? '220 mx.example.com ready');
        },
      }),
      writable: new WritableStream<Uint8Array>({
        write(chunk) {
          buffer += latin1(chunk);
          for (let count = 0; ; count++) {
            const isMail = mode === 'mail';
            const at = isMail ? (buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n')) : buffer.indexOf('\r\n');
            if (at < 0) return;
            const text = buffer.slice(0, at);
            buffer = buffer.slice(at + (isMail ? (buffer.startsWith('.\r\n') ? 3 : 5) : 2));
            if (count > 0) server.pipelined += 1;
            hear(text);
          }
        },
      }),
    });
    const hear = (text: string): void => {
      if (mode === 'mail') {
        mode = 'command';
        const mail = `${text}\r\n`.replace(/^\.\./gm, '.');
        server.heard.push(`(mail of ${text.length})`);
        server.mails.push(mail);
        return say(answerOf('.', '250 2.0.0 queued'));
      }
      server.heard.push(text);
      commands += 1;
      if (script.commandsMax !== undefined && commands > script.commandsMax) return end();
      if (mode === 'dialogue') {
        const answer = answerOf('+', '235 2.7.0 welcome');
        mode = typeof answer === 'string' && answer.startsWith('334') ? 'dialogue' : 'command';
        return say(answer);
      }
      const verb = text.split(/[ :]/)[0]!.toUpperCase();
      if (verb === 'EHLO') {
        const offers = isEncrypted ? (script.offersEncrypted ?? script.offers) : script.offers;
        if (offers === null) return say(answerOf('EHLO', '502 5.5.1 what'));
        const lines = ['mx.example.com', ...(offers ?? ['PIPELINING', 'SIZE 10000000', '8BITMIME', 'AUTH PLAIN LOGIN'])];
        return say(answerOf('EHLO', lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}`).join('\n')));
      }
      const usual: Record<string, string> = { HELO: '250 hello', STARTTLS: '220 go ahead', AUTH: '235 2.7.0 welcome', MAIL: '250 2.1.0 ok', RCPT: '250 2.1.5 ok', DATA: '354 go on', RSET: '250 ok', QUIT: '221 bye' };
      const answer = answerOf(verb, usual[verb] ?? '500 5.5.2 what');
      if (verb === 'DATA' && typeof answer === 'string' && answer.startsWith('354')) mode = 'mail';
      if (verb === 'AUTH' && typeof answer === 'string' && answer.startsWith('334')) mode = 'dialogue';
      if (verb === 'STARTTLS' && typeof answer === 'string' && answer.startsWith('220')) return say(`${answer}${script.injected ? `\n${script.injected}` : ''}`);
      say(answer);
      if (verb === 'QUIT') end();
    };
    const duplexOf = (greets: boolean): Duplex => ({
      ...streams(greets),
      startTls() {
        if (script.isUntrusted) return Promise.reject(new SocketFault('certificate', 'the encryption could not be agreed on'));
        isEncrypted = true;
        server.heard.push('(tls)');
        return Promise.resolve(duplexOf(false));
      },
      close: () => {
        end();
        return Promise.resolve();
      },
    });
    return duplexOf(true);
  };
  return server;
}
