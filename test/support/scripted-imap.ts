// An IMAP server that says whatever a test wants, without a network: for the ways of servers that no real one shows on demand.
import type { Dial, Duplex } from '../../worker/platform/sockets/duplex.ts';

/** What the server does about one command; `hang`: it says nothing any more, `drop`: it hangs up. */
export type ImapAnswer = string | Uint8Array | 'hang' | 'drop';

export interface ImapScript {
  greeting?: ImapAnswer;
  capability?: string;
  /** By the command in capitals, without its tag: `UID FETCH 7 (UID BODY.PEEK[]<0.1048576>)`. Null: what an obliging server with an empty folder says. */
  on?: (command: string, tag: string) => ImapAnswer | null;
}

const GREETING = '* OK listo\r\n';
const bytesOf = (said: string | Uint8Array): Uint8Array => (typeof said === 'string' ? Uint8Array.from(said, (letter) => letter.charCodeAt(0)) : said);

/** @returns what to dial, and the commands that came in. */
export function scriptedImap(script: ImapScript = {}): { dial: Dial; commands: string[] } {
  const commands: string[] = [];
  const capability = script.capability ?? 'IMAP4rev1 UIDPLUS MOVE AUTH=PLAIN';
  const obliging = (command: string, tag: string): ImapAnswer => {
    const verb = /^(?:UID )?[A-Z]+/.exec(command)?.[0];
    if (verb === 'CAPABILITY') return `* CAPABILITY ${capability}\r\n${tag} OK\r\n`;
    if (verb === 'AUTHENTICATE') return '+ \r\n';
    if (verb === 'SELECT') return `* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n${tag} OK [READ-WRITE] x\r\n`;
    if (verb === 'UID SEARCH') return `* SEARCH\r\n${tag} OK\r\n`;
    if (verb === 'LIST') return `* LIST () "/" ""\r\n${tag} OK\r\n`;
    return `${tag} OK\r\n`;
  };
  const dial: Dial = async () => {
    let out!: ReadableStreamDefaultController<Uint8Array>;
    let isOver = false;
    const say = (answer: ImapAnswer): void => {
      if (isOver || answer === 'hang') return;
      if (answer === 'drop') {
        isOver = true;
        out.close();
      } else out.enqueue(bytesOf(answer));
    };
    let text = '';
    let pending: string | null = null;
    const duplex: Duplex = {
      readable: new ReadableStream({ start: (controller) => {
        out = controller;
        say(script.greeting ?? GREETING);
      } }),
      writable: new WritableStream({ write: (data) => {
        text += new TextDecoder('latin1').decode(data);
        for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          if (pending !== null) {
            // What follows a continuation request belongs to the command before.
            say(`${pending} OK\r\n`);
            pending = null;
            continue;
          }
          const [tag = '', ...rest] = line.split(' ');
          const command = rest.join(' ');
          commands.push(command);
          const answer = script.on?.(command, tag) ?? obliging(command, tag);
          if (answer === '+ \r\n') pending = tag;
          say(answer);
        }
      } }),
      startTls: () => Promise.reject(new Error('not here')),
      close: async () => {
        if (isOver) return;
        isOver = true;
        out.close();
      },
    };
    return duplex;
  };
  return { dial, commands };
}
