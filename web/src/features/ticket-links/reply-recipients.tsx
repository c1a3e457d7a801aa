// Exactly who gets the mail of what is being written, by the rules that will send it.
import { useParticipants } from '@/api/ticket-links.ts';
import { useText } from '@/text/translate.ts';
import { Marks } from './participants.tsx';

export function ReplyRecipients({ number, internal }: { number: string; internal: boolean }) {
  const { t } = useText();
  const { data } = useParticipants(number);
  if (!data) return null;
  const reached = internal ? data.recipients.internal : data.recipients.public;
  if (reached.length === 0) return t(internal ? 'links.note_receives_nobody' : 'links.receives_nobody');
  return (
    <>
      {t(internal ? 'links.note_receives' : 'links.receives')}
      {reached.map((one, index) => (
        <span key={one.email}>
          {index > 0 && ', '}
          {one.name ? `${one.name} <${one.email}>` : one.email}
          {(one.is_external || one.is_suppressed) && ' '}
          <Marks person={one} />
        </span>
      ))}
    </>
  );
}
