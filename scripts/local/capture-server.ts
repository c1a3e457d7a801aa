// Receives what the Worker would have sent as mail, so that development and tests can read it as files and over HTTP.
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** One entry of GET /messages. */
export interface CapturedMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  /** ISO 8601, when it was captured. */
  date: string;
  message_id: string;
}

export interface CaptureServer {
  port: number;
  /** Base URL; `<url>/<box>` is a mailbox of its own with the same routes. */
  url: string;
  stop(): Promise<void>;
}

interface Box {
  mails: (CapturedMail & { raw: Buffer })[];
  /** Answers for the next captures, instead of taking them. */
  refusals: number[];
}

const bodyBytesMax = 40 * 1024 * 1024;
const fileName = /^(\d{8}T\d{6}\d{3}Z-\d+)\.eml$/;

/**
 * POST /messages {from, to[], raw | raw_base64, message_id} → {message_id}; GET /messages newest first; GET /messages/:id raw.
 * With `dir` each mail is a file `<time>-<n>.eml` there, and files of earlier runs are listed too. With `allowsFaults`
 * POST /refusals {status, times} makes the next captures fail with that status; DELETE /messages empties the box.
 */
export async function startCaptureServer(options: { port: number; dir?: string; allowsFaults?: boolean }): Promise<CaptureServer> {
  const boxes = new Map<string, Box>();
  const boxOf = (name: string): Box => {
    let box = boxes.get(name);
    if (box === undefined) boxes.set(name, (box = { mails: [], refusals: [] }));
    return box;
  };
  if (options.dir !== undefined) boxOf('').mails.push(...readFolder(options.dir));
  let counter = 0;

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = /^(?:\/([\w-]+))??\/(messages|refusals)(?:\/([\w-]+))?$/.exec(new URL(request.url ?? '/', 'http://local').pathname);
    if (found === null) return sendJson(response, 404, { message: 'not found' });
    const [, name = '', room, id] = found;
    const box = boxOf(name);
    const at = `${request.method} ${room}`;
    if (at === 'GET messages' && id === undefined) {
      return sendJson(response, 200, { messages: box.mails.map(({ raw: _raw, ...mail }) => mail).reverse() });
    }
    if (at === 'GET messages') {
      const mail = box.mails.find((candidate) => candidate.id === id);
      if (mail === undefined) return sendJson(response, 404, { message: 'no such mail' });
      response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': mail.raw.length });
      return void response.end(mail.raw);
    }
    if (at === 'POST messages') {
      const sent = parseCapture(await readBody(request));
      if (sent === undefined) return sendJson(response, 400, { message: 'expected {from, to[], raw | raw_base64, message_id}' });
      const refusal = box.refusals.shift();
      if (refusal !== undefined) return sendJson(response, refusal, { message: `refused with ${refusal}, as ordered` });
      counter += 1;
      const date = new Date();
      const key = `${date.toISOString().replace(/[-:.]/g, '')}-${counter}`;
      const mail = {
        id: key,
        from: sent.from,
        to: sent.to,
        subject: headerOf(sent.raw, 'subject'),
        date: date.toISOString(),
        message_id: sent.messageId,
        raw: sent.raw,
      };
      if (options.dir !== undefined) writeMail(options.dir, mail);
      box.mails.push(mail);
      return sendJson(response, 200, { message_id: sent.messageId, id: key });
    }
    if (options.allowsFaults === true && at === 'DELETE messages') {
      box.mails.length = 0;
      return sendJson(response, 200, {});
    }
    if (options.allowsFaults === true && at === 'POST refusals') {
      const order = JSON.parse(await readBody(request)) as { status: number; times: number };
      for (let n = 0; n < order.times; n += 1) box.refusals.push(order.status);
      return sendJson(response, 200, {});
    }
    sendJson(response, 404, { message: 'not found' });
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => sendJson(response, 500, { message: error instanceof Error ? error.message : String(error) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Capture {
  from: string;
  to: string[];
  raw: Buffer;
  messageId: string;
}

function parseCapture(body: string): Capture | undefined {
  const { from, to, raw, raw_base64, message_id } = JSON.parse(body) as Record<string, unknown>;
  if (typeof from !== 'string' || !Array.isArray(to) || !to.every((one) => typeof one === 'string') || typeof message_id !== 'string') return undefined;
  if (typeof raw_base64 === 'string') return { from, to, raw: Buffer.from(raw_base64, 'base64'), messageId: message_id };
  return typeof raw === 'string' ? { from, to, raw: Buffer.from(raw, 'utf8'), messageId: message_id } : undefined;
}

/** Envelope beside the mail: a blind recipient stands in no header. */
function writeMail(dir: string, mail: CapturedMail & { raw: Buffer }): void {
  mkdirSync(dir, { recursive: true });
  const { raw, ...envelope } = mail;
  writeFileSync(join(dir, `${mail.id}.json`), JSON.stringify(envelope));
  writeFileSync(join(dir, `${mail.id}.part`), raw);
  renameSync(join(dir, `${mail.id}.part`), join(dir, `${mail.id}.eml`));
}

function readFolder(dir: string): (CapturedMail & { raw: Buffer })[] {
  mkdirSync(dir, { recursive: true });
  const ids = readdirSync(dir)
    .sort()
    .flatMap((name) => fileName.exec(name)?.[1] ?? []);
  // Older mails stay on disk; the list in memory is for reading what just happened.
  return ids.slice(-500).flatMap((id) => {
    try {
      return [{ ...(JSON.parse(readFileSync(join(dir, `${id}.json`), 'utf8')) as CapturedMail), raw: readFileSync(join(dir, `${id}.eml`)) }];
    } catch {
      return [];
    }
  });
}

/** Unfolded and decoded enough for a list: encoded words of UTF-8. */
function headerOf(raw: Buffer, name: string): string {
  const head = raw.toString('utf8', 0, Math.min(raw.length, 64 * 1024)).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const line = head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  const words =
    line
      ?.slice(name.length + 1)
      .trim()
      .replace(/\?=\s+=\?/g, '?==?') ?? '';
  return words.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) => {
    if (kind.toLowerCase() === 'b') return Buffer.from(text, 'base64').toString('utf8');
    const bytes = text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_hex, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error('mail is larger than 40 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
