// What a ticket says in the fields of its category, changed where it stands.
import { Check, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import type { Ticket } from '@/api/ticket.ts';
import type { FieldValue, TicketField } from '@/api/ticket-fields.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { FieldInput } from './field-inputs.tsx';
import type { TicketActs } from './use-ticket-act.ts';

function useFieldText(): (field: TicketField) => string | null {
  const { t, date, number } = useText();
  return ({ field_type, value }) => {
    if (value === null) return null;
    if (typeof value === 'boolean') return t(value ? 'fields.yes' : 'fields.no');
    if (typeof value === 'number') return number(value);
    return field_type === 'date' ? date(`${value}T12:00:00`) : value;
  };
}

function OneField({ field, acts }: { field: TicketField; acts: TicketActs }) {
  const { t } = useText();
  const text = useFieldText()(field);
  const [isEditing, setEditing] = useState(false);
  const [value, setValue] = useState<FieldValue | null>(field.value);
  if (isEditing)
    return (
      <form
        className="flex items-end gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          setEditing(false);
          void acts.run({ kind: 'change', change: { custom_fields: { [field.field_id]: value } } });
        }}
      >
        <div className="min-w-0 flex-1">
          <FieldInput field={field} value={value} onChange={setValue} />
        </div>
        <IconButton type="submit" label={t('common.save')}>
          <Check className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('common.cancel')} onClick={() => setEditing(false)}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </form>
    );
  return (
    <div className="group flex items-start gap-1">
      <dl className="grid min-w-0 flex-1 gap-0.5">
        <dt className="text-xs text-muted">{field.label}</dt>
        <dd className="text-sm wrap-anywhere whitespace-pre-line">
          {text ?? (field.needed_at === 'never' ? <span className="text-faint">–</span> : <Badge tone="warn">{t('fields.missing')}</Badge>)}
        </dd>
      </dl>
      {field.is_active && (
        <IconButton
          label={t('fields.edit', { name: field.label })}
          className="print:hidden"
          onClick={() => {
            setValue(field.value);
            setEditing(true);
          }}
        >
          <Pencil className="size-3.5" aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

export function TicketCustomFields({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { t } = useText();
  if (ticket.custom_fields.length === 0) return null;
  return (
    <section aria-label={t('fields.title')} className="mt-4 grid gap-2 border-t border-line pt-3.5">
      {ticket.custom_fields.map((field) => (
        <OneField key={field.field_id} field={field} acts={acts} />
      ))}
    </section>
  );
}
