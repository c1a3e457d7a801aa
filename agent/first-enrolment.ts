// The first start after an installation: enrols with what the installer left, tries until the server answers, and takes the token off the disk.
import { rmSync } from 'node:fs';
import { backoff } from './backoff.ts';
import { enroll } from './enroll.ts';
import { serverOf } from './http.ts';
import { readIdentity } from './identity.ts';
import { platformOf } from './platform/platform.ts';
import { readText } from './state-dir.ts';

/** What an installer leaves: lines `NAME=value`; others are passed over. Null unless both the server and the token stand there. */
export function readEnrolmentFile(text: string | null): { server: string; token: string } | null {
  const valueOf = (name: string): string => new RegExp(`^${name}=["']?([^"'\\r\\n]*)["']?\\s*$`, 'm').exec(text ?? '')?.[1]?.trim() ?? '';
  const found = { server: valueOf('SERVER_URL'), token: valueOf('ENROLLMENT_TOKEN') };
  return found.server !== '' && found.token !== '' ? found : null;
}

/** A sentence when the server refuses; null when this machine is enrolled, or when the installer left nothing. An identity that is there already wins. @throws when the disk refuses. */
export async function firstEnrolment(stateDir: string, file: string, say: (text: string) => void): Promise<string | null> {
  const left = readEnrolmentFile(readText(file));
  if (!left || readIdentity(stateDir)) {
    if (left) rmSync(file, { force: true });
    return null;
  }
  const server = serverOf(left.server, null);
  if (typeof server === 'string') return server;
  const facts = await (await platformOf()).enrolmentFacts();
  for (const waits = backoff(); ;) {
    const enrolled = await enroll(server, left.token, facts, stateDir);
    if (enrolled.ok) {
      rmSync(file, { force: true });
      say(`enrolled as ${enrolled.identity.agent_id} at ${server.host}`);
      return null;
    }
    if (!enrolled.mayPass) return enrolled.message;
    say(`${enrolled.message}; trying again`);
    await new Promise((resolve) => setTimeout(resolve, waits.next()));
  }
}
