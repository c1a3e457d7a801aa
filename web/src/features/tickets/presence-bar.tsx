// Colleagues at the same ticket: with their faces and in words, so that two never answer the same person.
import { Eye, Lock, PencilLine } from 'lucide-react';
import { useStaff } from '@/api/people.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { classNames } from '@/ui/class-names.ts';
import type { Companion } from './use-presence.ts';

const icons = { looking: Eye, replying: PencilLine, noting: Lock } as const;

export function PresenceBar({ people }: { people: Companion[] }) {
  const { t } = useText();
  const staff = useStaff().data ?? [];
  const named = people.flatMap((one) => {
    const name = staff.find((person) => person.user_id === one.user_id)?.name;
    return name ? [{ ...one, name }] : [];
  });
  return (
    <div aria-live="polite" className="empty:hidden flex flex-wrap gap-1.5 print:hidden">
      {named.map(({ user_id, name, doing }) => {
        const Icon = icons[doing];
        return (
          <span
            key={user_id}
            className={classNames(
              'inline-flex items-center gap-1.5 rounded-full border py-0.5 pr-2.5 pl-0.5 text-xs',
              doing === 'replying' ? 'border-warn-ink/40 bg-warn-soft text-warn-ink' : 'border-line bg-surface text-muted',
            )}
          >
            <Avatar name={name} small />
            <span>{t(`presence.${doing}`, { name })}</span>
            <Icon className="size-3.5" aria-hidden />
          </span>
        );
      })}
    </div>
  );
}
