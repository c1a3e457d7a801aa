// Tags of a ticket: the desk's own words, taken off with a click, added by typing one that was used before or a new one.
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Ticket } from '@/api/ticket.ts';
import { useTagNames } from '@/api/ticket-fields.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { TextInput } from '@/ui/field.tsx';
import { Popover } from '@/ui/popover.tsx';
import type { TicketActs } from './use-ticket-act.ts';

const tagsMax = 20;
const listId = 'tag-names';

export function TicketTags({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(0);
  const typed = words.trim();
  const found = (useTagNames(typed, isOpen).data ?? []).filter((name) => !ticket.tags.includes(name)).slice(0, 8);
  const isNew = typed !== '' && ![...found, ...ticket.tags].some((name) => name.toLowerCase() === typed.toLowerCase());
  const offers = [...found, ...(isNew ? [typed] : [])];
  const set = (tags: string[]): void => void acts.run({ kind: 'change', change: { tags } });
  const add = (name: string | undefined): void => {
    if (!name || ticket.tags.length >= tagsMax) return;
    set([...ticket.tags, name]);
    setWords('');
    setChosen(0);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offers.length > 0) setChosen((at) => (at + step + offers.length) % offers.length);
    else if (event.key === 'Enter') add(offers[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      {ticket.tags.map((tag) => (
        <span key={tag} className="inline-flex max-w-full items-center gap-0.5 rounded-md border border-line bg-sunken pl-1.5 text-xs leading-5">
          <span className="truncate">{tag}</span>
          <button type="button" aria-label={t('tags.remove', { name: tag })} onClick={() => set(ticket.tags.filter((other) => other !== tag))} className="rounded-md p-0.5 text-muted hover:bg-hover hover:text-ink print:hidden">
            <X className="size-3.5" aria-hidden />
          </button>
        </span>
      ))}
      {ticket.tags.length < tagsMax && (
        <Popover
          open={isOpen}
          onOpenChange={setOpen}
          className="w-60 p-2"
          trigger={
            <Button small tone="ghost" icon={<Plus className="size-3.5" aria-hidden />} className="print:hidden">
              {t('tags.add')}
            </Button>
          }
        >
          <TextInput
            autoFocus
            value={words}
            maxLength={50}
            role="combobox"
            aria-label={t('tags.add')}
            aria-expanded={offers.length > 0}
            aria-controls={listId}
            aria-activedescendant={offers.length > 0 ? `${listId}-${chosen}` : undefined}
            autoComplete="off"
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setWords(event.target.value);
              setChosen(0);
            }}
          />
          <ul id={listId} role="listbox" aria-label={t('tags.known')} className="mt-1 grid">
            {offers.map((name, n) => (
              <li key={name} id={`${listId}-${n}`} role="option" aria-selected={n === chosen} onClick={() => add(name)} className={classNames('cursor-pointer truncate rounded-sm px-2 py-1 text-sm hover:bg-hover', n === chosen && 'bg-hover')}>
                {isNew && n === offers.length - 1 ? t('tags.new', { name }) : name}
              </li>
            ))}
          </ul>
          {offers.length === 0 && <p className="mt-1 px-2 text-xs text-muted">{t('tags.hint')}</p>}
        </Popover>
      )}
    </div>
  );
}
