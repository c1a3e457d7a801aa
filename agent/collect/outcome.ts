// What a tool said about an action, as an answer to a person.
import type { Outcome, ToolResult } from './collector.ts';
import { clipLines } from './hostile-value.ts';

/** At most 1000 characters of what was printed, else how it ended. */
export function outcomeOf(result: ToolResult): Outcome {
  const said = clipLines(result.stderr.trim() === '' ? result.stdout : result.stderr, 1000);
  if (result.state === 'ok') return { ok: true, message: said ?? 'done' };
  return { ok: false, message: said ?? (result.state === 'missing' ? 'the system has no tool for this' : result.state === 'timeout' ? 'no answer in time' : `failed with code ${result.exit_code ?? '?'}`) };
}
