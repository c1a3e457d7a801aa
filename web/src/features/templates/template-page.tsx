// One text of one language: subject, text, HTML, with its preview beside it; administrators change it.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, RotateCcw } from 'lucide-react';
import { useRef, useState } from 'react';
import { useMe } from '@/api/session.ts';
import { useTemplateAct, useTemplates } from '@/api/templates.ts';
import type { TemplateDraft, TemplateRow } from '@/api/templates.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { TemplatePreview } from './template-preview.tsx';
import { variablesOf } from './variables.ts';

type TextName = 'subject' | 'body_text' | 'body_html';

function TemplateForm({ row, other, readOnly }: { row: TemplateRow; other: TemplateRow | undefined; readOnly: boolean }) {
  const { t } = useText();
  const act = useTemplateAct();
  const [draft, setDraft] = useState({ subject: row.subject, body_text: row.body_text, body_html: row.body_html ?? '' });
  const [isActive, setIsActive] = useState(row.is_active);
  const [asking, setAsking] = useState(false);
  const lastField = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const { fields, banner } = formProblem(act.error, ['subject', 'body_text', 'body_html'], t);
  const wire: TemplateDraft = { event: row.event, locale: row.locale, ...draft, body_html: draft.body_html.trim() ? draft.body_html : null };

  const insert = (variable: string): void => {
    const field = lastField.current;
    const name = (field?.name ?? 'body_text') as TextName;
    const text = draft[name];
    const start = field?.selectionStart ?? text.length;
    const end = field?.selectionEnd ?? text.length;
    const added = `{{${variable}}}`;
    setDraft((before) => ({ ...before, [name]: before[name].slice(0, start) + added + before[name].slice(end) }));
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(start + added.length, start + added.length);
    });
  };
  const bind = (name: TextName) => ({
    name,
    value: draft[name],
    readOnly,
    onChange: (event: { target: { value: string } }) => setDraft((before) => ({ ...before, [name]: event.target.value })),
    onFocus: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      lastField.current = event.currentTarget;
    },
  });

  return (
    <div className="grid gap-6 px-4 pb-10 sm:px-6 xl:grid-cols-2">
      <form
        className="grid content-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { kind: 'save', template_id: row.template_id, draft: wire, is_active: isActive },
            {
              onSuccess: () => {
                toast.done(t('form.saved'));
              },
            },
          );
        }}
      >
        {readOnly && <Banner tone="info">{t('templates.read_only')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('templates.subject')} hint={t('templates.characters', { count: draft.subject.length })} error={fields.subject}>
          <TextInput {...bind('subject')} required maxLength={255} />
        </Field>
        <Field label={t('templates.body_text')} error={fields.body_text}>
          <TextArea {...bind('body_text')} required rows={14} maxLength={20_000} className="font-mono" />
        </Field>
        <Field label={t('templates.body_html')} optional={t('common.optional')} hint={t('templates.body_html_hint')} error={fields.body_html}>
          <TextArea {...bind('body_html')} rows={6} maxLength={100_000} className="font-mono" spellCheck={false} />
        </Field>
        {!readOnly && (
          <>
            <fieldset>
              <legend className="text-sm font-medium">{t('templates.variables')}</legend>
              <p className="mb-1.5 text-xs text-muted">{t('templates.variables_hint')}</p>
              <div className="flex flex-wrap gap-1.5">
                {variablesOf(row.event).map((variable) => (
                  <button
                    key={variable}
                    type="button"
                    onClick={() => insert(variable)}
                    className="min-h-6 rounded-md border border-line bg-sunken px-1.5 font-mono text-xs hover:bg-hover"
                  >
                    {variable}
                  </button>
                ))}
              </div>
            </fieldset>
            <Switch label={t('templates.is_active')} hint={t('templates.is_active_hint')} checked={isActive} onCheckedChange={setIsActive} />
            <div className="flex flex-wrap justify-between gap-2 border-t border-line pt-4">
              <Button type="submit" tone="primary" busy={act.isPending}>
                {t(row.template_id ? 'form.save' : 'templates.customize')}
              </Button>
              {row.template_id && (
                <Button icon={<RotateCcw className="size-4" aria-hidden />} onClick={() => setAsking(true)}>
                  {t('templates.use_default')}
                </Button>
              )}
            </div>
          </>
        )}
      </form>
      <TemplatePreview draft={wire} isOwn={row.template_id !== null} other={other} />
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('templates.use_default_title')}
        description={t('templates.use_default_about')}
        action={t('templates.use_default')}
        busy={act.isPending}
        onAction={() =>
          row.template_id &&
          act.mutate(
            { kind: 'restore', template_id: row.template_id },
            {
              onSuccess: () => {
                toast.done(t('templates.restored'));
              },
              onError: (error) => {
                toast.problem(refusalSentence(error, t));
              },
              onSettled: () => setAsking(false),
            },
          )
        }
      />
    </div>
  );
}

export function TemplatePage() {
  const { t } = useText();
  const { role } = useMe();
  const { event, locale } = useParams({ from: '/app/staff/templates/$event/$locale' });
  const templates = useTemplates();
  const row = templates.data?.find((one) => one.event === event && one.locale === locale);
  if (templates.isPending) return <SkeletonList />;
  if (!row) return <ErrorPanel back={{ to: '/templates', label: t('nav.templates') }} error={templates.error} onRetry={() => void templates.refetch()} />;
  return (
    <>
      <Link to="/templates" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.templates')}
      </Link>
      <PageHeader title={t(`event.${row.event}`)} about={t(row.locale === 'en' ? 'templates.english' : 'templates.spanish')} />
      <TemplateForm
        key={`${row.event} ${row.locale} ${row.template_id} ${row.updated_at}`}
        row={row}
        other={templates.data?.find((one) => one.event === event && one.locale !== locale)}
        readOnly={role === 'technician'}
      />
    </>
  );
}
