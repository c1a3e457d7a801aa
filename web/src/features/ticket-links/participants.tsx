// Who takes part: chips that come and go, and those a mail brought with one click each.
import { Check, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useChangeParticipants, useParticipants } from '@/api/ticket-links.ts';
import type { Participant, Participants as Everybody } from '@/api/ticket-links.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Skeleton } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { linkFault } from './link-fault.ts';

const nameOf = ({ name, email }: Participant): string => name ?? email;

/** What to know of an address beside its name. */
export function Marks({ person }: { person: Participant }) {
  const { t } = useText();
  return (
    <>
      {person.is_external && (
        <span className="text-warn-ink" title={t('links.external_about')}>
          ({t('links.external')})
        </span>
      )}
      {person.is_suppressed && (
        <span className="text-danger-ink" title={t('links.bounces_about')}>
          ({t('links.bounces')})
        </span>
      )}
    </>
  );
}

function Chip({ person, children }: { person: Participant; children?: ReactNode }) {
  return (
    <li className={classNames('inline-flex min-h-6 max-w-full items-center gap-1 rounded-full bg-hover pl-2 text-xs', children ? 'pr-0.5' : 'pr-2')} title={person.email}>
      <span className="min-w-0 truncate">{nameOf(person)}</span>
      <Marks person={person} />
      {children}
    </li>
  );
}

const chipButton = 'grid size-5 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink disabled:opacity-50 pointer-coarse:size-7';

function Editor({ number, data }: { number: string; data: Everybody }) {
  const { t } = useText();
  const change = useChangeParticipants(number);
  const [adding, setAdding] = useState(false);
  const [email, setEmail] = useState('');
  const cc = data.cc.map((one) => one.email);
  const save = (next: string[], dismissed: string[] = []): void =>
    change.mutate({ version: data.version, cc: next, dismissed }, {
      onSuccess: () => setEmail(''),
      onError: (error) => (adding ? undefined : toast.problem(linkFault(error, t))),
    });
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (email.trim() !== '') save([...cc, email.trim()]);
  };
  return (
    <>
      {data.requester && (
        <p className="text-sm wrap-anywhere">
          <span className="text-muted">{t('links.requester')}: </span>
          {nameOf(data.requester)} <Marks person={data.requester} />
        </p>
      )}
      {data.to && (
        <p className="text-sm wrap-anywhere">
          <span className="text-muted">{t('links.ticket_address')}: </span>
          {data.to}
        </p>
      )}
      <div className="flex items-center gap-1">
        <p className="flex-1 text-sm text-muted">
          {t('links.copies')}
          {data.cc.length === 0 && `: ${t('links.nobody')}`}
        </p>
        <IconButton label={t('links.add_copy')} aria-expanded={adding} className="size-7" onClick={() => setAdding((was) => !was)}>
          <Plus className="size-4" aria-hidden />
        </IconButton>
      </div>
      {data.cc.length > 0 && (
        <ul className="flex flex-wrap gap-1" aria-label={t('links.copies')}>
          {data.cc.map((one) => (
            <Chip key={one.email} person={one}>
              <button type="button" className={chipButton} aria-label={t('links.remove_copy', { name: nameOf(one) })} disabled={change.isPending} onClick={() => save(cc.filter((other) => other !== one.email))}>
                <X className="size-3" aria-hidden />
              </button>
            </Chip>
          ))}
        </ul>
      )}
      {adding && (
        <form className="grid gap-1.5" onSubmit={add}>
          <Field label={t('links.add_copy')} hideLabel hint={t('links.add_copy_hint')} error={change.error ? linkFault(change.error, t) : undefined}>
            <TextInput type="email" autoFocus autoComplete="off" maxLength={254} placeholder="nombre@empresa.example" value={email} onChange={(event) => setEmail(event.target.value)} />
          </Field>
          <Button small type="submit" className="justify-self-start" busy={change.isPending} disabled={email.trim() === ''}>
            {t('links.add')}
          </Button>
        </form>
      )}
      {data.proposed.length > 0 && (
        <div className="grid grid-cols-1 gap-1.5 rounded-md border border-dashed border-line p-2">
          <p className="text-xs text-muted">{t('links.proposed')}</p>
          <ul className="flex flex-wrap gap-1" aria-label={t('links.proposed')}>
            {data.proposed.map((one) => (
              <Chip key={one.email} person={one}>
                <button type="button" className={chipButton} aria-label={t('links.accept_copy', { name: nameOf(one) })} disabled={change.isPending} onClick={() => save([...cc, one.email])}>
                  <Check className="size-3" aria-hidden />
                </button>
                <button type="button" className={chipButton} aria-label={t('links.dismiss_copy', { name: nameOf(one) })} disabled={change.isPending} onClick={() => save(cc, [one.email])}>
                  <X className="size-3" aria-hidden />
                </button>
              </Chip>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

export function Participants({ number }: { number: string }) {
  const { t } = useText();
  const { data } = useParticipants(number);
  return (
    <section aria-label={t('links.participants')} className="grid grid-cols-1 gap-2">
      <h2 className="text-sm font-semibold">{t('links.participants')}</h2>
      {data ? <Editor number={number} data={data} /> : <Skeleton className="h-14 w-full" />}
    </section>
  );
}
