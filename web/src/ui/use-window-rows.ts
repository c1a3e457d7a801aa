// Which rows of a long table are near the window: the others are one empty row of their height.
import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

export interface RowWindow {
  start: number;
  end: number;
  /** Pixels in place of the rows before and after. */
  before: number;
  after: number;
}

/** Shorter tables are drawn whole: they can be searched with the browser and printed. */
const wholeMax = 300;
const marginRows = 30;
/** Rows are drawn in steps, so that scrolling does not draw with every pixel. */
const stepRows = 15;

/** `body` holds the rows; each is `rowHeight` pixels high. */
export function useWindowRows(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [first, setFirst] = useState(0);
  const [seen, setSeen] = useState(60);
  useLayoutEffect(() => {
    if (count <= wholeMax) return undefined;
    const look = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const row = Math.max(0, Math.floor(-top / rowHeight) - marginRows);
      setFirst(Math.floor(row / stepRows) * stepRows);
      setSeen(Math.ceil(innerHeight / rowHeight) + marginRows * 2 + stepRows);
    };
    look();
    // Any ancestor may be the one that scrolls.
    addEventListener('scroll', look, { capture: true, passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look, { capture: true });
      removeEventListener('resize', look);
    };
  }, [body, count, rowHeight]);
  if (count <= wholeMax) return { start: 0, end: count, before: 0, after: 0 };
  const start = Math.min(first, Math.max(0, count - seen));
  const end = Math.min(count, start + seen);
  return { start, end, before: start * rowHeight, after: (count - end) * rowHeight };
}
