// What came wrapped in a mail: its protection by name, and its events as cards. Everything here is somebody else's text and stays text.
import { CalendarDays, CalendarX2, FileLock2, FileSignature, MapPin, Repeat } from 'lucide-react';
import type { Comment } from '@/api/ticket.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { eventTimes } from './event-times.ts';

type Card = NonNullable<Comment['calendar']>['cards'][number];

const methods = new Set(['REQUEST', 'CANCEL', 'REPLY', 'COUNTER']);
const answers = new Set(['ACCEPTED', 'DECLINED', 'TENTATIVE']);
const attendeesShown = 6;

const nameOf = ({ name, email }: { name: string | null; email: string | null }): string => name ?? email ?? '–';
const attendeeText = (person: Card['attendees'][number], t: Text['t']): string =>
  person.answer && answers.has(person.answer) ? `${nameOf(person)} (${t(`card.answer_${person.answer}` as TextKey)})` : nameOf(person);

function EventCard({ card }: { card: Card }) {
  const { t, locale } = useText();
  const isCancelled = card.method === 'CANCEL' || card.status === 'CANCELLED';
  const Icon = isCancelled ? CalendarX2 : CalendarDays;
  const title = card.title || t('card.untitled');
  const { mine, theirs, isUnplaced } = eventTimes(card, locale, t('card.all_day'));
  const rest = card.attendees.length - attendeesShown;
  return (
    <section aria-label={t('card.event', { title })} className="flex gap-3 rounded-lg border border-line bg-raised px-3.5 py-3 text-sm">
      <Icon className="mt-0.5 size-5 shrink-0 text-muted" aria-hidden />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="flex flex-wrap items-center gap-1.5 text-xs text-muted">
          {t(`card.method_${card.method && methods.has(card.method) ? card.method : 'other'}` as TextKey)}
          {isCancelled && card.method !== 'CANCEL' && <Badge tone="danger">{t('card.cancelled')}</Badge>}
          {card.repeats && <Badge icon={<Repeat className="size-3" aria-hidden />}>{t('card.repeats')}</Badge>}
        </p>
        <p className={`font-semibold wrap-anywhere ${isCancelled ? 'line-through' : ''}`}>{title}</p>
        <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
          {mine && (
            <>
              <dt className="text-muted max-sm:sr-only">{t('card.when')}</dt>
              <dd className="wrap-anywhere">
                {mine}
                {theirs && <span className="block text-xs text-muted">{t('card.their_time', { time: theirs })}</span>}
                {isUnplaced && <span className="block text-xs text-muted">{t('card.unplaced_time')}</span>}
              </dd>
            </>
          )}
          {card.place && (
            <>
              <dt className="text-muted max-sm:sr-only">{t('card.place')}</dt>
              <dd className="flex items-start gap-1 wrap-anywhere">
                <MapPin className="mt-0.5 size-3.5 shrink-0 text-muted sm:hidden" aria-hidden />
                <span className="min-w-0">{card.place}</span>
              </dd>
            </>
          )}
          {card.organiser && (
            <>
              <dt className="text-muted max-sm:text-xs">{t('card.organiser')}</dt>
              <dd className="wrap-anywhere">{[...new Set([card.organiser.name, card.organiser.email])].filter(Boolean).join(' · ')}</dd>
            </>
          )}
          {card.attendees.length > 0 && (
            <>
              <dt className="text-muted max-sm:text-xs">{t('card.attendees')}</dt>
              <dd className="wrap-anywhere">
                {card.attendees.slice(0, attendeesShown).map((person) => attendeeText(person, t)).join(', ')}
                {rest > 0 && ` ${t('card.more', { count: rest })}`}
              </dd>
            </>
          )}
        </dl>
        {card.description && <p className="line-clamp-6 whitespace-pre-wrap wrap-anywhere" title={card.description}>{card.description}</p>}
      </div>
    </section>
  );
}

export function MailExtras({ calendar, protection }: Pick<Comment, 'calendar' | 'protection'>) {
  const { t } = useText();
  return (
    <div className="mt-2 grid gap-2">
      {protection && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          <Badge
            tone={protection === 'encrypted' ? 'warn' : 'info'}
            icon={protection === 'encrypted' ? <FileLock2 className="size-3" aria-hidden /> : <FileSignature className="size-3" aria-hidden />}
          >
            {t(`card.${protection}`)}
          </Badge>
          {t(`card.${protection}_about`)}
        </p>
      )}
      {calendar?.cards.map((card, index) => <EventCard key={index} card={card} />)}
    </div>
  );
}
