// "Run" on the script's own page: first its machines, then the order as everywhere else.
import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Script } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { ChooseMachinesDialog } from './choose-machines-dialog.tsx';
import { RunScriptWindow } from './run-script-dialog.tsx';
import type { RunTarget } from './run-script-dialog.tsx';

export function RunFromScript({ script }: { script: Script }) {
  const { t } = useText();
  const [isChoosing, setIsChoosing] = useState(false);
  const [targets, setTargets] = useState<RunTarget[] | null>(null);
  return (
    <>
      <Button tone="primary" icon={<Play className="size-4" aria-hidden />} onClick={() => setIsChoosing(true)}>
        {t('scripts.run_this')}
      </Button>
      {isChoosing && (
        <ChooseMachinesDialog
          script={script}
          onClose={() => setIsChoosing(false)}
          onChosen={(machines) => {
            setIsChoosing(false);
            setTargets(machines);
          }}
        />
      )}
      {targets && <RunScriptWindow assets={targets} scriptId={script.script_id} onClose={() => setTargets(null)} />}
    </>
  );
}
