// Choosing a macro for a ticket: found by typing, looked at with the ticket's own values, edited, and applied as one act.
import { ArrowLeft, ArrowRight, Lock, TextCursorInput, UserRound, UsersRound, Zap } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useApplyMacro, useMacroPreview, useMacros } from '@/api/macros.ts';
import type { Macro, MacroPreview } from '@/api/macros.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { OptionList } from '@/ui/option-list.tsx';
import { toast } from '@/ui/toast.tsx';
import { effectLabels, effectValue } from './effect-text.ts';
import { macroFault, macroProblem } from './macro-fault.ts';

export interface MacroPickerProps {
  ticket: Ticket;
  onClose: () => void;
  /** Puts the text into the message that is being written, instead of applying the macro. */
  onInsert: (text: string, internal: boolean) => void;
}

const hintOf = (macro: Macro, locale: string): string => macro.description ?? ((locale === 'en' ? (macro.body_en ?? macro.body_es) : (macro.body_es ?? macro.body_en)) ?? '').slice(0, 120);

export function MacroPicker({ ticket, onClose, onInsert }: MacroPickerProps) {
  const { t, locale } = useText();
  const [chosen, setChosen] = useState<Macro | null>(null);
  const macros = useMacros({ client_id: ticket.client_id, active: true });
  if (chosen) return <Preview key={chosen.macro_id} macro={chosen} ticket={ticket} onBack={() => setChosen(null)} onClose={onClose} onInsert={onInsert} />;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('macros.pick')} description={t('macros.pick_about')}>
      {macros.isPending ? (
        <SkeletonList rows={4} />
      ) : !macros.data ? (
        <ErrorPanel error={macros.error} onRetry={() => void macros.refetch()} />
      ) : macros.data.length === 0 ? (
        <EmptyState icon={<Zap aria-hidden />} title={t('macros.none')}>
          {t('macros.none_hint')}
        </EmptyState>
      ) : (
        <OptionList
          label={t('macros.pick')}
          value={null}
          options={macros.data.map((macro) => ({
            value: macro.macro_id,
            label: macro.name,
            hint: hintOf(macro, locale),
            icon: macro.scope === 'personal' ? <UserRound className="size-4 text-muted" aria-label={t('macros.scope_personal')} /> : <UsersRound className="size-4 text-muted" aria-label={t('macros.scope_team')} />,
          }))}
          onChoose={(id) => setChosen(macros.data.find((macro) => macro.macro_id === id) ?? null)}
        />
      )}
    </Dialog>
  );
}

interface PreviewProps extends MacroPickerProps {
  macro: Macro;
  onBack: () => void;
}

function Preview(props: PreviewProps) {
  const { t } = useText();
  const { macro, ticket, onClose } = props;
  const preview = useMacroPreview(macro.macro_id, ticket);
  if (preview.data) return <PreviewForm {...props} preview={preview.data} />;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={macro.name} wide>
      {preview.isPending ? <SkeletonList rows={4} /> : <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />}
      <span className="sr-only">{t('common.loading')}</span>
    </Dialog>
  );
}

/** Control and Enter send, as in the composer. */
function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

const fieldsEdited = ['body_text', 'resolution_notes'];

function PreviewForm({ macro, ticket, preview, onBack, onClose, onInsert }: PreviewProps & { preview: MacroPreview }) {
  const { t } = useText();
  const apply = useApplyMacro(ticket);
  const key = useRef(crypto.randomUUID());
  const [body, setBody] = useState(preview.body_text ?? '');
  const [notes, setNotes] = useState(preview.resolution_notes ?? '');
  const hasBody = preview.body_text !== null;
  const hasNotes = preview.resolution_notes !== null;
  const isInternal = preview.visibility === 'internal';
  const left = preview.empty.filter((name) => `${body} ${notes}`.includes(`{{${name}}}`));
  // What was written over is judged by the server again; the rest is refused as it stands.
  const refused = preview.refused.filter((one) => !fieldsEdited.includes(one.field ?? ''));
  const sentence = apply.error instanceof ApiProblem && apply.error.code === 'version_conflict' ? t('macros.ticket_changed') : macroProblem(apply.error, t).sentence;
  const isBlocked = left.length > 0 || refused.length > 0;
  const run = (): void => {
    if (isBlocked || apply.isPending) return;
    apply.mutate(
      { key: key.current, body: { macro_id: macro.macro_id, version: preview.ticket_version, ...(hasBody ? { body_text: body } : {}), ...(hasNotes ? { resolution_notes: notes } : {}) } },
      {
        onSuccess: () => {
          toast.done(t('macros.applied', { name: macro.name }));
          onClose();
        },
        // Another body under the same key would be refused: what was corrected is a new act.
        onError: () => (key.current = crypto.randomUUID()),
      },
    );
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={macro.name}
      {...(macro.description ? { description: macro.description } : {})}
      footer={
        <>
          <Button tone="ghost" className="mr-auto" icon={<ArrowLeft className="size-4" aria-hidden />} onClick={onBack}>
            {t('macros.others')}
          </Button>
          {hasBody && (
            <Button icon={<TextCursorInput className="size-4" aria-hidden />} onClick={() => onInsert(body, isInternal)}>
              {t('macros.insert')}
            </Button>
          )}
          <Button form="macro-form" type="submit" autoFocus={!hasBody && !hasNotes} tone={isInternal && hasBody ? 'note' : 'primary'} busy={apply.isPending} disabled={isBlocked} icon={<Zap className="size-4" aria-hidden />}>
            {t(hasBody ? (isInternal ? 'macros.apply_note' : 'macros.apply_reply') : 'macros.apply')}
          </Button>
        </>
      }
    >
      <form
        id="macro-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {refused.length > 0 && (
          <Banner tone="danger">
            <p className="font-medium">{t('macros.refused')}</p>
            <ul className="mt-1 grid list-disc gap-0.5 pl-4">
              {refused.map((one) => (
                <li key={`${one.field} ${one.code}`}>{macroFault(one, t)}</li>
              ))}
            </ul>
          </Banner>
        )}
        {sentence && <Banner tone="danger">{sentence}</Banner>}
        {left.length > 0 && <Banner tone="warn">{t('macros.empty_values', { variables: left.map((name) => `{{${name}}}`).join(', '), count: left.length })}</Banner>}
        {preview.effects.length > 0 && (
          <section aria-label={t('macros.changes')} className="grid gap-1.5">
            <h3 className="text-sm font-medium">{t('macros.changes')}</h3>
            <dl className="grid gap-1 rounded-md border border-line p-2.5 text-sm">
              {preview.effects.map((effect) => (
                <div key={effect.field} className="flex flex-wrap items-center gap-x-2">
                  <dt className="w-28 text-muted">{t(effectLabels[effect.field])}</dt>
                  <dd className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
                    {effect.field !== 'checklist' && (
                      <>
                        <span className="text-muted">{effectValue(effect.field, effect.old_value, t)}</span>
                        <ArrowRight className="size-3.5 text-faint" aria-label="→" />
                      </>
                    )}
                    <span className="font-medium wrap-anywhere">{effectValue(effect.field, effect.new_value, t)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
        {hasBody && (
          <div className={isInternal ? 'rounded-md border border-dashed border-note-line bg-note-soft p-2.5' : ''}>
            <p className="mb-1.5 flex flex-wrap gap-1.5">
              <Badge tone={isInternal ? 'note' : 'accent'} icon={isInternal ? <Lock className="size-3.5" aria-hidden /> : undefined}>
                {t(isInternal ? 'ticket.internal_note' : 'ticket.public_reply')}
              </Badge>
              <Badge>{t(preview.locale === 'en' ? 'macros.in_english' : 'macros.in_spanish')}</Badge>
            </p>
            <Field label={t(isInternal ? 'ticket.note_text' : 'ticket.reply_text')} hideLabel>
              <TextArea rows={7} autoFocus onKeyDown={sendOnEnter} maxLength={50_000} value={body} onChange={(event) => setBody(event.target.value)} />
            </Field>
          </div>
        )}
        {hasNotes && (
          <Field label={t('tickets.resolution_notes')}>
            <TextArea rows={3} required autoFocus={!hasBody} onKeyDown={sendOnEnter} maxLength={20_000} value={notes} onChange={(event) => setNotes(event.target.value)} />
          </Field>
        )}
        {!hasBody && preview.effects.length === 0 && <p className="text-sm text-muted">{t('macros.nothing_to_do')}</p>}
      </form>
    </Dialog>
  );
}
