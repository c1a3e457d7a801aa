// Short messages that go away by themselves, with an action when something can be taken back; loaded with the first one.
import { lazy, Suspense, useSyncExternalStore } from 'react';

export interface ToastAction {
  label: string;
  onClick: () => void;
}

const board = () => import('./toast-board.tsx');
const Board = lazy(() => board().then((module) => ({ default: module.ToastBoard })));
let wanted = false;
const listeners = new Set<() => void>();

function show(kind: 'success' | 'error', message: string, action: ToastAction | undefined, durationMs: number): void {
  wanted = true;
  for (const listener of listeners) listener();
  void board().then(({ sonner }) => sonner[kind](message, { duration: durationMs, ...(action ? { action } : {}) }));
}

export const toast = {
  done: (message: string, action?: ToastAction, durationMs = action ? 8000 : 4000) =>
    show('success', message, action, durationMs),
  problem: (message: string, action?: ToastAction) => show('error', message, action, 8000),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => wanted);
  // The region stands before the first message comes: one that arrives together with its words is often not spoken.
  return (
    <div aria-live="polite">
      <Suspense fallback={null}>{shown && <Board />}</Suspense>
    </div>
  );
}
