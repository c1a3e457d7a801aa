// Which lines differ between two texts (Myers); small, so that a page of versions needs no library.

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers from 1; null where the text has no such line. */
  before: number | null;
  after: number | null;
}

/** More differences than this and the middle is shown as replaced whole: the search takes their square. */
const editsMax = 1200;

/** The shortest way from one middle to the other: true for each step that keeps a line, in pairs of positions. Null when it is too long. */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] | null {
  const most = Math.min(a.length + b.length, editsMax);
  const offset = most + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const isDown = diagonal === -edits || (diagonal !== edits && furthest[offset + diagonal - 1]! < furthest[offset + diagonal + 1]!);
      let x = isDown ? furthest[offset + diagonal + 1]! : furthest[offset + diagonal - 1]! + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      furthest[offset + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return null;
}

function walkBack(trace: readonly Int32Array[], aLength: number, bLength: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [aLength, bLength];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const row = trace[edits]!;
    const at = (diagonal: number): number => row[diagonal + edits + 1]!;
    const diagonal = x - y;
    const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const from = edits === 0 ? 0 : isDown ? at(diagonal + 1) : at(diagonal - 1);
    const previous = isDown ? diagonal + 1 : diagonal - 1;
    const begin = edits === 0 ? 0 : isDown ? from : from + 1;
    while (x > begin) pairs.push([--x, --y]);
    if (edits > 0) [x, y] = [from, from - previous];
  }
  return pairs.reverse();
}

/** Every line of both texts, in order. */
export function diffLines(beforeText: string, afterText: string): DiffLine[] {
  const [a, b] = [beforeText.split('\n'), afterText.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (x: number, y: number): DiffLine => ({ kind: 'same', text: a[x]!, before: x + 1, after: y + 1 });
  const lines: DiffLine[] = Array.from({ length: head }, (_, n) => same(n, n));
  const pairs = commonPairs(a.slice(head, a.length - tail), b.slice(head, b.length - tail)) ?? [];
  let [x, y] = [head, head];
  const kept: [number, number][] = [...pairs.map(([left, right]): [number, number] => [left + head, right + head]), [a.length - tail, b.length - tail]];
  for (const [px, py] of kept) {
    for (; x < px; x++) lines.push({ kind: 'removed', text: a[x]!, before: x + 1, after: null });
    for (; y < py; y++) lines.push({ kind: 'added', text: b[y]!, before: null, after: y + 1 });
    if (px < a.length - tail) lines.push(same(x++, y++));
  }
  for (let n = tail; n > 0; n--) lines.push(same(a.length - n, b.length - n));
  return lines;
}

/** Runs of equal lines become one entry with their number; `context` lines stay around each difference. */
export function foldSame(lines: readonly DiffLine[], context = 3): (DiffLine | { kind: 'skipped'; count: number; key: number })[] {
  const near = new Uint8Array(lines.length);
  for (const [n, { kind }] of lines.entries()) if (kind !== 'same') near.fill(1, Math.max(0, n - context), n + context + 1);
  const shown: ReturnType<typeof foldSame> = [];
  for (let n = 0; n < lines.length; n++) {
    if (near[n]) {
      shown.push(lines[n]!);
      continue;
    }
    const start = n;
    while (n + 1 < lines.length && !near[n + 1]) n++;
    shown.push({ kind: 'skipped', count: n - start + 1, key: start });
  }
  return shown;
}
