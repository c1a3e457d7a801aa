// Who, where and what of a ticket, and the acts on it that are one choice.
import type { ReactNode } from 'react';
import { useCategoryOptions, useSiteOptions } from '@/api/places.ts';
import { useStaff } from '@/api/people.ts';
import { useMe } from '@/api/session.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketPriority } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { PriorityIcon } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { ticketPriorities } from './queue-search.ts';
import { TicketTags } from './ticket-tags.tsx';
import type { TicketActs } from './use-ticket-act.ts';

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="min-w-0 text-sm wrap-anywhere">{children}</dd>
    </div>
  );
}

function Choices({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { t } = useText();
  const me = useMe();
  const staff = useStaff().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const sites = useSiteOptions(ticket.client_id).data ?? [];
  const withCurrent = <Row extends { value: string }>(options: Row[], value: string | null, current: Row): Row[] =>
    value && !options.some((option) => option.value === value) ? [current, ...options] : options;
  const people = staff.map((person) => ({
    value: person.user_id,
    label: person.user_id === me.user_id ? t('tickets.assign_me_name', { name: person.name }) : person.name,
    icon: <Avatar name={person.name} small />,
  }));
  const assign = (value: string | null): void =>
    void acts.run({
      kind: 'assign',
      assigned_to: value,
      assigned_to_name: staff.find((person) => person.user_id === value)?.name ?? null,
    });
  return (
    <>
      <Fact label={t('tickets.assignee')}>
        <Combobox
          small
          label={t('tickets.assignee')}
          placeholder={t('tickets.nobody')}
          noneLabel={t('tickets.nobody')}
          value={ticket.assigned_to}
          onChange={assign}
          options={withCurrent(people, ticket.assigned_to, {
            value: ticket.assigned_to ?? '',
            label: ticket.assigned_to_name ?? '',
            icon: <Avatar name={ticket.assigned_to_name ?? '?'} small />,
          })}
        />
        {ticket.assigned_to !== me.user_id && (
          <Button small tone="ghost" className="mt-1 -ml-2" onClick={() => assign(me.user_id)}>
            {t('tickets.assign_me')}
          </Button>
        )}
      </Fact>
      <Fact label={t('tickets.priority')}>
        <Combobox
          small
          label={t('tickets.priority')}
          placeholder=""
          value={ticket.priority}
          onChange={(value) => value && void acts.run({ kind: 'change', change: { priority: value as TicketPriority } })}
          options={ticketPriorities.map((priority) => ({
            value: priority,
            label: t(`priority.${priority}`),
            icon: <PriorityIcon priority={priority} />,
          }))}
        />
      </Fact>
      <Fact label={t('tickets.category')}>
        <Combobox
          small
          label={t('tickets.category')}
          placeholder={ticket.category_name ?? t('common.none')}
          value={ticket.category_id}
          onChange={(value) => value && void acts.run({ kind: 'change', change: { category_id: value } })}
          options={withCurrent(categories, ticket.category_id, {
            value: ticket.category_id ?? '',
            label: ticket.category_name ?? '',
            hint: undefined,
          })}
        />
      </Fact>
      <Fact label={t('tickets.site')}>
        <Combobox
          small
          label={t('tickets.site')}
          placeholder={ticket.site_name}
          value={ticket.site_id}
          onChange={(value) => value && void acts.run({ kind: 'change', change: { site_id: value } })}
          options={withCurrent(
            sites.map((site) => ({ value: site.site_id, label: site.name })),
            ticket.site_id,
            { value: ticket.site_id, label: ticket.site_name },
          )}
        />
      </Fact>
    </>
  );
}

export function TicketFacts({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { t, dateTime } = useText();
  const moments: [string, string | null][] = [
    [t('ticket.opened_at'), ticket.created_at],
    [t('ticket.first_response_at'), ticket.first_response_at],
    [t('ticket.resolved_at'), ticket.resolved_at],
    [t('ticket.closed_at'), ticket.closed_at],
  ];
  const mails = [ticket.notification_email, ...ticket.additional_emails].filter((mail): mail is string => Boolean(mail));
  return (
    <dl className="grid gap-3.5 max-md:grid-cols-2 max-[26rem]:grid-cols-1">
      <Choices ticket={ticket} acts={acts} />
      <Fact label={t('tickets.client')}>{ticket.client_name}</Fact>
      <Fact label={t('tickets.requester')}>
        {ticket.created_by_name ?? ticket.from_name ?? ticket.from_email ?? (ticket.channel === 'agente' ? t('channel.agente') : '–')}
        {ticket.from_email && <span className="block text-xs text-muted">{ticket.from_email}</span>}
      </Fact>
      {ticket.affected_person && (
        <Fact label={t('ticket.affected_person')}>
          {ticket.affected_person}
          {[ticket.affected_person_contact, ticket.affected_person_phone].filter(Boolean).map((contact) => (
            <span key={contact} className="block text-xs text-muted">
              {contact}
            </span>
          ))}
        </Fact>
      )}
      {mails.length > 0 && <Fact label={t('ticket.also_told')}>{mails.join(', ')}</Fact>}
      <Fact label={t('ticket.channel')}>{t(`channel.${ticket.channel}`)}</Fact>
      <Fact label={t('ticket.tags')}>
        <TicketTags ticket={ticket} acts={acts} />
      </Fact>
      {moments.map(
        ([label, at]) =>
          at && (
            <Fact key={label} label={label}>
              {dateTime(at)}
            </Fact>
          ),
      )}
    </dl>
  );
}
