// What a client's machines obey, and its licences beside what is installed.
import { BadgeCheck, Pencil, Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useLicenceAct, useLicences } from '@/api/care.ts';
import type { LicenceRow } from '@/api/care.ts';
import { PolicyPanel } from '@/features/policies/policy-panel.tsx';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Banner, EmptyState } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { toast } from '@/ui/toast.tsx';

function LicenceDialog({ clientId, row, onClose }: { clientId: string; row: LicenceRow | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const act = useLicenceAct();
  const { fields, banner } = formProblem(act.error, ['name', 'pattern', 'seats', 'expires_on', 'notes'], t);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '').trim();
    const body = { name: value('name'), pattern: value('pattern'), seats: Number(value('seats')), expires_on: value('expires_on') || null, notes: value('notes') || null };
    act.mutate(row ? { kind: 'update', licence_id: row.licence_id, body: { ...body, version: row.version } } : { kind: 'create', body: { ...body, client_id: clientId } }, {
      onSuccess: () => {
        toast.done(t('form.saved'));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(row ? 'licences.edit' : 'licences.add')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={act.isPending}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('licences.name')} error={fields.name}>
          <TextInput name="name" required maxLength={200} defaultValue={row?.name ?? ''} />
        </Field>
        <Field label={t('licences.pattern')} hint={t('licences.pattern_hint')} error={fields.pattern}>
          <TextInput name="pattern" required minLength={2} maxLength={200} spellCheck={false} defaultValue={row?.pattern ?? ''} />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('licences.seats')} error={fields.seats}>
            <TextInput name="seats" type="number" required min={0} max={1_000_000} defaultValue={row?.seats ?? 1} />
          </Field>
          <Field label={t('licences.expires')} optional={t('common.optional')} error={fields.expires_on}>
            <TextInput name="expires_on" type="date" defaultValue={row?.expires_on ?? ''} />
          </Field>
        </div>
        <Field label={t('licences.notes')} optional={t('common.optional')} error={fields.notes}>
          <TextArea name="notes" rows={2} maxLength={2000} defaultValue={row?.notes ?? ''} />
        </Field>
      </form>
    </Dialog>
  );
}

function LicenceLine({ row, onEdit, onDelete }: { row: LicenceRow; onEdit: () => void; onDelete: () => void }) {
  const { t, number, date } = useText();
  const over = row.installed - row.seats;
  const day = row.expires_on && date(`${row.expires_on}T12:00:00`);
  const [now] = useState(() => Date.now());
  const isOver = row.expires_on !== null && Date.parse(`${row.expires_on}T23:59:59`) < now;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 py-2.5 text-sm">
      <span className="min-w-44 flex-1">
        <strong className="font-semibold wrap-anywhere">{row.name}</strong>
        <code className="block font-mono text-xs text-muted wrap-anywhere">{row.pattern}</code>
        {row.notes && <span className="block text-xs whitespace-pre-line text-muted wrap-anywhere">{row.notes}</span>}
      </span>
      <span className="flex flex-wrap items-center gap-2">
        <span className="tabular-nums">{t('licences.use', { installed: number(row.installed), seats: number(row.seats) })}</span>
        {over > 0 && <Badge tone="danger">{t('licences.over', { count: over })}</Badge>}
        {day && (isOver ? <Badge tone="warn">{t('licences.expired', { day })}</Badge> : <span className="text-xs text-muted">{t('licences.until', { day })}</span>)}
      </span>
      <span className="flex gap-1">
        <IconButton label={`${t('form.edit')}: ${row.name}`} onClick={onEdit}>
          <Pencil className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={`${t('form.delete')}: ${row.name}`} onClick={onDelete}>
          <Trash2 className="size-4" aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

function Licences({ clientId }: { clientId: string }) {
  const { t } = useText();
  const list = useLicences(clientId);
  const act = useLicenceAct();
  const [edited, setEdited] = useState<LicenceRow | 'new' | null>(null);
  const [doomed, setDoomed] = useState<LicenceRow | null>(null);
  return (
    <section className="grid max-w-4xl gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h2 className="text-sm font-semibold">{t('licences.title')}</h2>
          <p className="text-sm text-muted">{t('licences.about')}</p>
        </div>
        <Button icon={<Plus className="size-4" aria-hidden />} onClick={() => setEdited('new')}>
          {t('licences.add')}
        </Button>
      </div>
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<BadgeCheck aria-hidden />} title={t('licences.none')}>
            {t('licences.none_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="divide-y divide-line border-y border-line">
            {rows.map((row) => (
              <LicenceLine key={row.licence_id} row={row} onEdit={() => setEdited(row)} onDelete={() => setDoomed(row)} />
            ))}
          </ul>
        )}
      </ListBody>
      {edited && <LicenceDialog clientId={clientId} row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <AlertDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title={t('licences.delete_question', { name: doomed?.name ?? '' })}
        description={t('licences.delete_about')}
        action={t('form.delete')}
        busy={act.isPending}
        onAction={() => doomed && act.mutate({ kind: 'delete', licence_id: doomed.licence_id }, { onError: (error) => toast.problem(refusalSentence(error, t)), onSettled: () => setDoomed(null) })}
      />
    </section>
  );
}

export function ClientMachines({ clientId }: { clientId: string }) {
  return (
    <div className="grid gap-8 px-4 pt-4 pb-8 sm:px-6">
      <Licences clientId={clientId} />
      <PolicyPanel level={{ client_id: clientId }} />
    </div>
  );
}
