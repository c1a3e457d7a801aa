// Output of a command from the machine's object: a page for the portal, or all of it as a download that never lies in memory whole.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { ExecutionRow, OutputAnswer } from './contract.ts';
import { executionRow } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { OPEN_EXECUTION_STATES } from './values.ts';

const PAGE_BYTES = 512 * 1024;
const isOpen = (row: ExecutionRow): boolean => (OPEN_EXECUTION_STATES as readonly string[]).includes(row.status);

async function known(deps: Pick<Deps, 'database'>, actor: UserActor, executionId: string): Promise<Result<ExecutionRow>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [executionRow(tx, executionId)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  return row ? done(row) : notFound('execution');
}

/** At most half a MiB from `offset` on. */
export async function readOutput(deps: Pick<Deps, 'database' | 'agents'>, actor: UserActor, executionId: string, offset: number): Promise<Result<OutputAnswer>> {
  const found = await known(deps, actor, executionId);
  if (!found.ok) return found;
  const row = found.value;
  const page = await deps.agents.of(row.client_id, row.asset_id).output(executionId, offset, PAGE_BYTES);
  if (!page) return done({ chunks: [], next_offset: offset, total: 0, status: row.status, is_final: !isOpen(row) });
  return done({ chunks: page.chunks.map((chunk) => ({ ...chunk, data: toBase64(chunk.data) })), next_offset: page.next_offset, total: page.total, status: page.state, is_final: page.is_final });
}

/** What there is now, streamed page by page as the reader takes it. */
export async function downloadOutput(deps: Pick<Deps, 'database' | 'agents'>, actor: UserActor, executionId: string): Promise<Result<{ name: string; mimeType: string; body: ReadableStream<Uint8Array> }>> {
  const found = await known(deps, actor, executionId);
  if (!found.ok) return found;
  const row = found.value;
  const agent = deps.agents.of(row.client_id, row.asset_id);
  let offset = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page = await agent.output(executionId, offset, PAGE_BYTES);
      const bytes = page?.chunks.reduce((sum, chunk) => sum + chunk.data.byteLength, 0) ?? 0;
      if (!page || bytes === 0) return controller.close();
      for (const chunk of page.chunks) controller.enqueue(chunk.data);
      offset = page.next_offset;
    },
  }, { highWaterMark: 1 });
  const { tool } = row.arguments;
  // A file of the machine goes by its own name, and is never taken for text.
  if (tool?.tool === 'file.read' && tool.path) return done({ name: tool.path.split(/[\\/]/).at(-1) || 'file', mimeType: 'application/octet-stream', body });
  return done({ name: `${row.asset_name} ${row.created_at.toISOString().slice(0, 16).replace(/[:T]/g, '-')}.txt`, mimeType: 'text/plain; charset=utf-8', body });
}

/** In parts: a call takes so many arguments and no more. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
