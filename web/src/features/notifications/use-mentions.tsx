// "@" in the composer: a list of the staff that follows the typing, worked with the keyboard or the mouse.
import { useState } from 'react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useStaff } from '@/api/people.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { classNames } from '@/ui/class-names.ts';
import { namedIn, suggestions, typedName, withName } from './mentions.ts';

const listId = 'composer-names';

export function useMentions(area: RefObject<HTMLTextAreaElement | null>, text: string, setText: (text: string) => void) {
  const { t } = useText();
  const me = useMe();
  const people = (useStaff().data ?? []).filter((person) => person.user_id !== me.user_id);
  const [typed, setTyped] = useState<{ start: number; words: string } | null>(null);
  const [chosen, setChosen] = useState(0);
  const found = typed ? suggestions(people, typed.words) : [];
  const at = Math.min(chosen, found.length - 1);
  const take = (n: number): void => {
    const person = found[n];
    const element = area.current;
    if (!person || !typed || !element) return;
    const next = withName(text, typed.start, element.selectionStart, person.name);
    setText(next.text);
    setTyped(null);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(next.caret, next.caret);
    });
  };
  const follow = (): void => {
    const element = area.current;
    setTyped(element ? typedName(element.value, element.selectionStart) : null);
    setChosen(0);
  };
  /** @returns true when the key was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setChosen((at + step + found.length) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(at);
    else if (event.key === 'Escape') setTyped(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const list: ReactNode = found.length > 0 && (
    <ul id={listId} role="listbox" aria-label={t('ticket.name_somebody')} className="mx-2 mb-2 grid rounded-md border border-line bg-raised p-1 shadow-pop">
      {found.map((person, n) => (
        <li
          key={person.user_id}
          role="option"
          id={`${listId}-${n}`}
          aria-selected={n === at}
          // The text keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(n)}
          className={classNames('flex h-8 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm hover:bg-hover', n === at && 'bg-hover')}
        >
          <Avatar name={person.name} small />
          {person.name}
        </li>
      ))}
    </ul>
  );
  return {
    list,
    follow,
    onKey,
    /** For the text box, so that the list is read out. */
    aria: { 'aria-expanded': found.length > 0, 'aria-controls': found.length > 0 ? listId : undefined, 'aria-activedescendant': found.length > 0 ? `${listId}-${at}` : undefined, 'aria-autocomplete': 'list', role: 'combobox' } as const,
    named: (): string[] => namedIn(text, people),
  };
}
