// "Run a script" on one machine or many, wherever machines are shown.
import { SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { AssetListRow } from '@/api/assets.ts';
import { RunScriptDialog } from '@/features/scripts/run-script.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import type { ButtonProps } from '@/ui/button.tsx';

export interface RunScriptButtonProps extends Pick<ButtonProps, 'small' | 'tone' | 'className'> {
  /** Those without an agent are left out. */
  assets: readonly AssetListRow[];
  ticketId?: string;
  onStarted?: () => void;
}

export function RunScriptButton({ assets, ticketId, onStarted, ...look }: RunScriptButtonProps) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const targets = assets.flatMap(({ asset_id, name, client_id, agent_status, platform, enrolment }) => (enrolment === 'active' && client_id ? [{ asset_id, name, client_id, agent_status, platform }] : []));
  return (
    <>
      <Button {...look} disabled={targets.length === 0} icon={<SquareTerminal className="size-4" aria-hidden />} onClick={() => setIsOpen(true)}>
        {t('assets.act_script')}
      </Button>
      {isOpen && <RunScriptDialog assets={targets} ticketId={ticketId} onClose={() => setIsOpen(false)} {...(onStarted ? { onStarted } : {})} />}
    </>
  );
}
