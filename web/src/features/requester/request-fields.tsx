// What the request says in the fields of its category, as far as they are for people of the client.
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Facts } from '@/ui/facts.tsx';

export function RequestFields({ fields }: { fields: Ticket['custom_fields'] }) {
  const { t, date, number } = useText();
  const said = ({ field_type, value }: Ticket['custom_fields'][number]): string => {
    if (typeof value === 'boolean') return t(value ? 'fields.yes' : 'fields.no');
    if (typeof value === 'number') return number(value);
    return field_type === 'date' && value ? date(`${value}T12:00:00`) : (value ?? '');
  };
  return <Facts facts={fields.map((field) => ({ name: field.label, value: said(field) }))} />;
}
