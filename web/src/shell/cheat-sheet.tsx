// "?": the keys that work on this page.
import { useState } from 'react';
import { useText } from '@/text/translate.ts';
import { Dialog } from '@/ui/dialog.tsx';
import { Kbd } from '@/ui/kbd.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { currentCommands } from './commands.ts';
import { sheetGroups } from './sheet-groups.ts';
import { useShortcuts } from './use-shortcuts.ts';

export function CheatSheet({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const [shortcuts, choose] = useShortcuts();
  const [groups] = useState(() => sheetGroups(currentCommands()));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('shell.keys')} wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map(({ group, commands: own }) => (
          <section key={group}>
            <h3 className="mb-1.5 text-xs font-medium text-faint">{t(`shell.group_${group}`)}</h3>
            <ul className="grid gap-1">
              {own.map((command) => (
                <li key={command.id} className="flex items-center justify-between gap-3 text-sm">
                  {command.label}
                  <Kbd keys={(command.keys ?? '').replace(' ', '+')} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="mt-5 border-t border-line pt-4">
        <Switch
          label={t('profile.shortcuts')}
          hint={t('profile.shortcuts_hint')}
          checked={shortcuts}
          onCheckedChange={choose}
        />
      </div>
    </Dialog>
  );
}
