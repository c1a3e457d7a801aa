// Writing: a new script, a draft of one's own, or the next version of a script.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { SCRIPT_TYPES } from '../../../../worker/modules/scripts/values.ts';
import type { ScriptType } from '../../../../worker/modules/scripts/values.ts';
import { useClientOptions } from '@/api/places.ts';
import { useAddVersion, useCreateScript, useEditDraft, useScript } from '@/api/scripts.ts';
import type { ScriptWithVersions } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { linesOf } from '@/ui/lines.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { scriptProblem } from './script-problem.ts';
import { versionBody, versionDraft } from './version-draft.ts';
import { VersionFields } from './version-fields.tsx';

const versionPaths = ['content', 'change_note', 'limits.', 'parameters.'];

function EditFrame({ title, back, children, onSubmit, busy, banner }: { title: string; back: ReactNode; children: ReactNode; onSubmit: () => void; busy: boolean; banner: string | null }) {
  const { t } = useText();
  return (
    <>
      <div className="mx-4 mt-3 -mb-2 sm:mx-6">{back}</div>
      <PageHeader title={title} />
      <form
        className="grid max-w-5xl gap-5 px-4 pb-4 sm:px-6"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-surface px-4 py-3 sm:-mx-6 sm:px-6">
          {banner && (
            <Banner tone="danger" className="flex-1">
              {banner}
            </Banner>
          )}
          <Button type="submit" tone="primary" busy={busy}>
            {t('scripts.save_draft')}
          </Button>
        </div>
      </form>
    </>
  );
}

const backLook = 'flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink';

export function NewScriptPage() {
  const { t } = useText();
  const navigate = useNavigate();
  const clients = useClientOptions().data ?? [];
  const create = useCreateScript();
  const [facts, setFacts] = useState({ name: '', description: '', tags: '', script_type: 'powershell' as ScriptType, client_id: null as string | null });
  const [draft, setDraft] = useState(() => versionDraft(null, 'powershell'));
  const { fields, banner } = scriptProblem(create.error, ['name', 'description', 'tags', 'client_id', ...versionPaths.map((path) => `version.${path}`)], t);
  const chooseType = (script_type: ScriptType): void => {
    // An opening that nobody has touched gives way to the one of the new language.
    if (draft.content === versionDraft(null, facts.script_type).content) setDraft({ ...draft, content: versionDraft(null, script_type).content });
    setFacts({ ...facts, script_type });
  };
  const submit = (): void =>
    create.mutate(
      { name: facts.name.trim(), description: facts.description, script_type: facts.script_type, client_id: facts.client_id, tags: linesOf(facts.tags), version: versionBody(draft) },
      {
        onSuccess: ({ script }) => {
          toast.done(t('scripts.draft_saved'));
          void navigate({ to: '/scripts/$scriptId', params: { scriptId: script.script_id }, replace: true });
        },
      },
    );
  return (
    <EditFrame
      title={t('scripts.new')}
      onSubmit={submit}
      busy={create.isPending}
      banner={banner}
      back={
        <Link to="/scripts" className={backLook}>
          <ArrowLeft className="size-4" aria-hidden />
          {t('nav.scripts')}
        </Link>
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('scripts.name')} error={fields.name}>
          <TextInput required maxLength={200} value={facts.name} onChange={(event) => setFacts({ ...facts, name: event.target.value })} />
        </Field>
        <Field label={t('scripts.type')}>
          <Select value={facts.script_type} onChange={(event) => chooseType(event.target.value as ScriptType)} options={SCRIPT_TYPES.map((value) => ({ value, label: t(`scripts.type_${value}`) }))} />
        </Field>
        <Field label={t('scripts.scope')} error={fields.client_id}>
          <Combobox
            label={t('scripts.scope')}
            placeholder={t('scripts.scope_all')}
            noneLabel={t('scripts.scope_all')}
            value={facts.client_id}
            onChange={(client_id) => setFacts({ ...facts, client_id })}
            options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
          />
        </Field>
        <Field label={t('scripts.tags')} optional={t('common.optional')} hint={t('scripts.tags_hint')} error={fields.tags}>
          <TextInput maxLength={1000} value={facts.tags} onChange={(event) => setFacts({ ...facts, tags: event.target.value })} />
        </Field>
        <Field label={t('scripts.description')} optional={t('common.optional')} error={fields.description} className="sm:col-span-2">
          <TextArea rows={2} maxLength={5000} value={facts.description} onChange={(event) => setFacts({ ...facts, description: event.target.value })} />
        </Field>
      </div>
      <VersionFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} errorOf={(path) => fields[`version.${path}`]} />
    </EditFrame>
  );
}

function EditVersion({ script, versions }: ScriptWithVersions) {
  const { t } = useText();
  const navigate = useNavigate();
  const [newest] = versions;
  // Fixed when the page opens: somebody else's newer version then answers as a conflict, and is not overwritten.
  const [base] = useState(newest);
  const isDraft = base?.may.edit === true;
  const add = useAddVersion(script.script_id);
  const edit = useEditDraft(script.script_id);
  const [draft, setDraft] = useState(() => ({ ...versionDraft(base ?? null, script.script_type), change_note: isDraft ? (base.change_note ?? '') : '' }));
  const { fields, banner } = scriptProblem(add.error ?? edit.error, versionPaths, t);
  const onSuccess = (): void => {
    toast.done(t('scripts.draft_saved'));
    void navigate({ to: '/scripts/$scriptId', params: { scriptId: script.script_id }, replace: true });
  };
  const submit = (): void => {
    if (isDraft) edit.mutate({ version_id: base.version_id, ...versionBody(draft) }, { onSuccess });
    else add.mutate({ base_version: base?.version ?? 1, ...versionBody(draft) }, { onSuccess });
  };
  return (
    <EditFrame
      title={isDraft ? t('scripts.draft_of', { version: base.version, name: script.name }) : t('scripts.new_version_of', { name: script.name })}
      onSubmit={submit}
      busy={add.isPending || edit.isPending}
      banner={banner}
      back={
        <Link to="/scripts/$scriptId" params={{ scriptId: script.script_id }} className={backLook}>
          <ArrowLeft className="size-4" aria-hidden />
          {script.name}
        </Link>
      }
    >
      <VersionFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} errorOf={(path) => fields[path]} />
    </EditFrame>
  );
}

export function EditScriptPage() {
  const { t } = useText();
  const { scriptId } = useParams({ from: '/app/staff/scripts/$scriptId/edit' });
  const { data, error, refetch } = useScript(scriptId);
  if (!data) return error ? <ErrorPanel back={{ to: '/scripts', label: t('nav.scripts') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  return <EditVersion key={scriptId} {...data} />;
}
