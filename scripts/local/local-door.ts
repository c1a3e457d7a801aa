// The Worker as development and tests run it: the product, plus a way into email() without the emulator's refusals.
// The emulator's own handler turns away null senders, mails without Message-ID and mails without From; production delivers all three.
import type { Env, QueueMessage } from '../../worker/env.ts';
import worker from '../../worker/index.ts';

export * from '../../worker/index.ts';

/**
 * POST /api/__local/email?from=&to= with the raw mail answers `{outcome, reject_reason}`; `from` is empty for the null sender.
 * PUT /api/__local/object?key= stores the body in R2, for the demo's mails.
 */
const prefix = '/api/__local/';

const product: ExportedHandler<Env, QueueMessage> = worker;

export default {
  ...product,
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    // The header keeps pages of other sites out: a browser asks for permission before sending it, and gets none.
    if (!url.pathname.startsWith(prefix) || request.headers.get('x-local-door') === null) return worker.fetch(request, env, ctx);
    const at = `${request.method} ${url.pathname.slice(prefix.length)}`;
    const raw = new Uint8Array(await request.arrayBuffer());
    if (at === 'PUT object') {
      await env.ATTACHMENTS.put(url.searchParams.get('key') ?? '', raw);
      return Response.json({});
    }
    if (at !== 'POST email') return Response.json({ message: 'not found' }, { status: 404 });
    let rejectReason: string | undefined;
    const message = {
      from: url.searchParams.get('from') ?? '',
      to: url.searchParams.get('to') ?? '',
      raw: new Response(raw).body as ReadableStream<Uint8Array>,
      rawSize: raw.byteLength,
      headers: readHeaders(raw),
      canBeForwarded: false,
      setReject: (reason: string) => {
        rejectReason = reason;
      },
      forward: () => Promise.reject(new Error('mail is not forwarded locally')),
      reply: () => Promise.reject(new Error('mail is not answered in the session locally')),
    } as unknown as ForwardableEmailMessage;
    try {
      await product.email?.(message, env, ctx);
    } catch (error) {
      return Response.json({ outcome: 'exception', reject_reason: null, message: String(error) }, { status: 500 });
    }
    return Response.json({ outcome: 'ok', reject_reason: rejectReason ?? null });
  },
} satisfies ExportedHandler<Env, QueueMessage>;

/** Unfolded, first to last; names or values that HTTP cannot carry are left out, as the platform does. */
function readHeaders(raw: Uint8Array): Headers {
  const headers = new Headers();
  const head = new TextDecoder('latin1').decode(raw.subarray(0, 256 * 1024)).split(/\r?\n\r?\n/, 1)[0] ?? '';
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    try {
      headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    } catch {
      continue;
    }
  }
  return headers;
}
