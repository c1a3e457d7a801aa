// The door to "run a script" for other pages: the window itself and its words come with the first click.
import { lazy, Suspense } from 'react';
import { withTexts } from '@/text/parts.ts';
import type { RunScriptProps } from './run-script-dialog.tsx';

export type { RunScriptProps, RunTarget } from './run-script-dialog.tsx';

const Window = lazy(() => withTexts(['fleet', 'scripts'], import('./run-script-dialog.tsx')).then((module) => ({ default: module.RunScriptWindow })));

/** Chooses an approved script for these machines and runs it. Mount it to open it; `onClose` unmounts it. */
export function RunScriptDialog(props: RunScriptProps) {
  return (
    <Suspense fallback={null}>
      <Window {...props} />
    </Suspense>
  );
}
