// What a person or a script needs to use the running demo; written to .data/demo.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { LocalProblem } from './local-problem.ts';

export interface DemoAccount {
  role: string;
  /** Name of the client, null for staff. */
  client: string | null;
  email: string;
  password: string;
}

/** What the demo data tell about themselves to everybody. */
export interface DemoStory {
  accounts: DemoAccount[];
  mail: {
    /** Address that becomes tickets. */
    to: string;
    /** A sender whose mails become tickets, and one whose mails are set aside. */
    authorized_from: string;
    unauthorized_from: string;
  };
}

/** Exactly the shape of .data/demo.json. */
export interface DemoFacts extends DemoStory {
  url: string;
  mail: DemoStory['mail'] & { smtp: string };
}

export function writeDemoFacts(file: string, facts: DemoFacts): void {
  const { url, accounts, mail } = facts;
  const plain: DemoFacts = {
    url,
    accounts: accounts.map(({ role, client, email, password }) => ({ role, client, email, password })),
    mail: { smtp: mail.smtp, to: mail.to, authorized_from: mail.authorized_from, unauthorized_from: mail.unauthorized_from },
  };
  writeFileSync(file, `${JSON.stringify(plain, null, 2)}\n`);
}

export function readDemoFacts(file: string): DemoFacts {
  if (!existsSync(file)) throw new LocalProblem('There is no demo yet: run `npm start` in another terminal first.');
  return JSON.parse(readFileSync(file, 'utf8')) as DemoFacts;
}
