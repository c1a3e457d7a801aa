// One policy: its form, and beside it what it would mean for a ticket opened now.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { usePolicies, useSavePolicy } from '@/api/service-levels.ts';
import type { PolicyRow } from '@/api/service-levels.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { secondaryLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { levelProblem } from './level-problem.ts';
import { percentsOf, policyBody, policyDraft } from './policy-draft.ts';
import type { PolicyDraft } from './policy-draft.ts';
import { PolicyFields } from './policy-fields.tsx';
import { PolicyPreview } from './policy-preview.tsx';

const shown = ['name', 'client_id', 'category_id', 'priority', 'calendar_id', 'first_response_minutes', 'next_reply_minutes', 'resolution_minutes', 'warn_percents', 'escalations'];

function PolicyForm({ policy, mayWrite }: { policy: PolicyRow | null; mayWrite: boolean }) {
  const { t } = useText();
  const formId = useId();
  const navigate = useNavigate();
  const save = useSavePolicy(policy?.sla_id ?? null);
  const [draft, setDraft] = useState(() => policyDraft(policy));
  const [version] = useState(policy?.version ?? 0);
  const edit = (change: Partial<PolicyDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const { fields, banner } = levelProblem(save.error, shown, t);
  const errors = { ...fields, ...(percentsOf(draft.warn) === null ? { warn_percents: t('levels.fault_percents') } : {}) };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = policyBody(draft);
    if (!body) return;
    save.mutate(policy ? { ...body, version } : body, {
      onSuccess: () => {
        toast.done(t('levels.saved'));
        void navigate({ to: '/service-levels/policies' });
      },
    });
  };
  return (
    <div className="grid items-start gap-6 px-4 pb-8 sm:px-6 xl:grid-cols-[minmax(0,42rem)_minmax(22rem,30rem)]">
      <form id={formId} onSubmit={submit} className="grid gap-6" aria-label={draft.name || t('levels.policy_new')}>
        {!mayWrite && <Banner tone="info">{t('levels.read_only')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <fieldset disabled={!mayWrite} className="contents">
          <PolicyFields draft={draft} edit={edit} errors={errors} />
        </fieldset>
      </form>
      <aside className="grid gap-4 xl:sticky xl:top-4">
        <PolicyPreview draft={draft} slaId={policy?.sla_id ?? null} />
        {mayWrite && (
          // Above the preview where they stand beside the form: its answers move what is below.
          <div className="flex flex-wrap justify-end gap-2 xl:order-first">
            <Link to="/service-levels/policies" className={secondaryLink}>
              {t('common.cancel')}
            </Link>
            <Button type="submit" form={formId} tone="primary" busy={save.isPending} disabled={policyBody(draft) === null}>
              {t(policy ? 'levels.save' : 'levels.create')}
            </Button>
          </div>
        )}
      </aside>
    </div>
  );
}

export function PolicyPage() {
  const { t } = useText();
  const { role } = useMe();
  const mayWrite = role === 'admin' || role === 'superadmin';
  const { id } = useParams({ from: '/app/staff/service-levels/policies/$id' });
  const policies = usePolicies();
  const policy = id === 'new' ? null : (policies.data?.find((one) => one.sla_id === id) ?? null);
  return (
    <>
      <Link to="/service-levels/policies" className="mt-3 ml-4 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:ml-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('levels.tab_policies')}
      </Link>
      <PageHeader title={id === 'new' ? t('levels.policy_new') : (policy?.name ?? '…')} />
      {policies.isPending ? (
        <SkeletonList rows={8} />
      ) : !policies.data ? (
        <ErrorPanel error={policies.error} onRetry={() => void policies.refetch()} />
      ) : id !== 'new' && policy === null ? (
        <EmptyState title={t('problem.not_found')} />
      ) : (
        <PolicyForm key={id} policy={policy} mayWrite={mayWrite} />
      )}
    </>
  );
}
