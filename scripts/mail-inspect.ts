// Prints what the receiving path concludes about mails on disk: one JSON line per mail on stdout, complaints on stderr.
import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { concludeMessage } from '../worker/modules/email/message/conclude.ts';
import type { Conclusion } from '../worker/modules/email/message/conclude.ts';

// The platform refuses larger mails at SMTP (25 MiB); a larger file is cut and says so.
const fileBytesMax = 26_214_400;

/** The given paths and every `*.eml` below given folders, in a stable order. */
async function* mailFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const info = await stat(path).catch(() => null);
    if (!info?.isDirectory()) {
      yield path;
      continue;
    }
    const files: string[] = [];
    const folders: string[] = [];
    try {
      for await (const entry of await opendir(path)) {
        if (entry.isDirectory()) folders.push(join(path, entry.name));
        else if (/\.eml$/i.test(entry.name)) files.push(join(path, entry.name));
      }
    } catch (error) {
      complain(path, error);
    }
    yield* files.sort();
    yield* mailFiles(folders.sort());
  }
}

let failures = 0;

function complain(file: string, error: unknown): void {
  failures++;
  process.stderr.write(JSON.stringify({ file, error: error instanceof Error ? error.message : String(error) }) + '\n');
}

async function readBounded(file: string): Promise<{ raw: Uint8Array; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > fileBytesMax) break;
  }
  const raw = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  return size > fileBytesMax ? { raw: raw.subarray(0, fileBytesMax), cut: true } : { raw, cut: false };
}

function lineOf(file: string, conclusion: Conclusion, cut: boolean): Record<string, unknown> {
  const { message, classification, reply } = conclusion;
  return {
    file,
    from_email: message.from?.email ?? null,
    from_name: message.from?.name ?? null,
    to: message.to.map((to) => to.email),
    subject: message.subject,
    message_id: message.message_id,
    in_reply_to: message.in_reply_to[0] ?? null,
    body_text: message.body_text,
    reply_text: reply.visible,
    attachments: message.attachments.map(({ filename, mime, size }) => ({ filename, mime, size })),
    class: classification.class,
    auto_generated: classification.auto_generated,
    bounce: classification.bounce,
    warnings: cut ? [...conclusion.warnings, 'mail_cut'] : conclusion.warnings,
  };
}

async function write(line: string): Promise<void> {
  if (process.stdout.write(line + '\n')) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
}

process.stdout.on('error', () => process.exit(0));

const paths = process.argv.slice(2).filter((argument) => argument !== '--');
if (paths.length === 0) {
  process.stderr.write('usage: npm run mail:inspect -- FILE.eml … (or a folder)\n');
  process.exitCode = 2;
}
for await (const file of mailFiles(paths)) {
  try {
    const { raw, cut } = await readBounded(file);
    const started = performance.now();
    const conclusion = await concludeMessage(raw, { own: { addresses: [], instance_id: null }, parse: { elapsed: () => performance.now() - started } });
    await write(JSON.stringify(lineOf(file, conclusion, cut)));
  } catch (error) {
    complain(file, error);
  }
}
if (failures > 0) process.exitCode = 1;
