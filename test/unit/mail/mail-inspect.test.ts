// The operator's command prints one JSON line per mail, and nothing else, whatever it is given.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-inspect-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'b.eml'), 'From: Ana <ana@acme.example>\r\nTo: soporte@desk.example.net\r\nSubject: Hola\r\nMessage-ID: <1@acme.example>\r\nIn-Reply-To: <0@desk.example.net>\r\n\r\nListo.\r\n\r\nOn Tue, Nov 17, 2026 at 9:00, S <s@desk.example.net> wrote:\r\n> x\r\n');
  writeFileSync(join(folder, 'sub', 'a.EML'), new Uint8Array([0, 255, 10, 13, 0]));
  writeFileSync(join(folder, 'sub', 'notes.txt'), 'not a mail');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inspect(...paths: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', join(root, 'scripts/mail-inspect.ts'), ...paths], (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }));
  });
}

describe('mail:inspect', () => {
  it('prints the conclusion of each mail below a folder', async () => {
    const { code, stdout } = await inspect(folder);
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({
      file: join(folder, 'b.eml'), from_email: 'ana@acme.example', from_name: 'Ana', to: ['soporte@desk.example.net'], subject: 'Hola', message_id: '1@acme.example', in_reply_to: '0@desk.example.net',
      body_text: 'Listo.\n\nOn Tue, Nov 17, 2026 at 9:00, S <s@desk.example.net> wrote:\n> x', reply_text: 'Listo.', attachments: [], class: 'human', auto_generated: false, bounce: null, warnings: ['date_missing'],
    });
    expect(Object.keys(lines[1] as object)).toEqual(Object.keys(lines[0] as object));
  });

  it('goes on after a file that cannot be read, says so on stderr and ends with 1', async () => {
    const { code, stdout, stderr } = await inspect(join(folder, 'missing.eml'), join(folder, 'b.eml'));
    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({ file: join(folder, 'missing.eml') });
  });
});
