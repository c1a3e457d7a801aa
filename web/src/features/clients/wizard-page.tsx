// The assistant: a client with its sites, administrator and people, step by step, created together or not at all.
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Check, CircleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { useWizard } from '@/api/clients.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Facts } from '@/ui/facts.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { linesOf } from '@/ui/lines.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { ClientFields } from './client-fields.tsx';
import { errorsBelow, newWizard, stepOfField, wizardBody, wizardPrefixes, wizardSteps } from './wizard-draft.ts';
import type { WizardDraft, WizardStep } from './wizard-draft.ts';
import { PersonFields, WizardPeople } from './wizard-people.tsx';
import { WizardSites } from './wizard-sites.tsx';

function Steps({ step, reached, wrong, onStep }: { step: WizardStep; reached: number; wrong: ReadonlySet<WizardStep>; onStep: (step: WizardStep) => void }) {
  const { t } = useText();
  const current = wizardSteps.indexOf(step);
  return (
    <nav aria-label={t('wizard.steps')} className="px-4 pb-3 sm:px-6">
      <ol className="flex gap-1.5">
        {wizardSteps.map((name, index) => (
          <li key={name} className="min-w-0 flex-1">
            <button
              type="button"
              disabled={index > reached}
              aria-current={name === step ? 'step' : undefined}
              onClick={() => onStep(name)}
              className={classNames(
                'flex w-full items-center gap-1.5 border-t-3 pt-2 pb-1 text-left text-sm font-medium disabled:cursor-not-allowed',
                wrong.has(name) ? 'border-danger text-danger-ink' : index <= current ? 'border-accent text-ink' : 'border-line text-muted',
              )}
            >
              {wrong.has(name) ? (
                <CircleAlert className="size-4 shrink-0" aria-label={t('wizard.has_errors')} />
              ) : index < current ? (
                <Check className="size-4 shrink-0" aria-hidden />
              ) : (
                <span className="tabular-nums">{index + 1}</span>
              )}
              <span className="truncate max-sm:sr-only">{t(`wizard.step_${name}`)}</span>
            </button>
          </li>
        ))}
      </ol>
      <p className="mt-1 text-sm font-semibold sm:hidden">{t(`wizard.step_${step}`)}</p>
    </nav>
  );
}

function Summary({ draft }: { draft: WizardDraft }) {
  const { t } = useText();
  const { client, sites, admin, people } = draft;
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { name: t('clients.name'), value: client.name },
          { name: t('clients.rfc'), value: client.rfc },
          { name: t('clients.email'), value: client.email },
          { name: t('clients.phone'), value: client.phone },
          { name: t('clients.domains'), value: linesOf(client.domains).join(', ') },
          { name: t('wizard.step_admin'), value: `${admin.name} <${admin.email}>` },
        ]}
      />
      <section>
        <h3 className="mb-1.5 text-sm font-semibold">{t('wizard.step_sites')}</h3>
        <ul className="grid gap-1.5">
          {sites.map((site, index) => (
            <li key={site.key} className="flex flex-wrap items-center gap-2">
              {site.name || t('wizard.site_n', { count: index + 1 })}
              {site.is_primary && <Badge tone="accent">{t('sites.primary')}</Badge>}
              <span className="text-sm text-muted">{[site.city, ...linesOf(site.emails)].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="mb-1.5 text-sm font-semibold">{t('wizard.step_people')}</h3>
        {people.length === 0 && <p className="text-muted">{t('wizard.no_people')}</p>}
        <ul className="grid gap-1.5">
          {people.map((person) => (
            <li key={person.key} className="wrap-anywhere">
              {person.name} <span className="text-sm text-muted">{person.email}</span>
              <span className="block text-sm text-muted">
                {person.site_keys.map((key) => sites.find((site) => site.key === key)?.name ?? '').filter(Boolean).join(', ')}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

export function WizardPage() {
  const { t } = useText();
  const navigate = useNavigate();
  const create = useWizard();
  const [draft, setDraft] = useState(newWizard);
  const [step, setStep] = useState<WizardStep>('client');
  const [reached, setReached] = useState(0);
  const hasMoved = useRef(false);
  const { fields, banner } = formProblem(create.error, wizardPrefixes, t);
  const wrong = new Set(Object.keys(fields).map(stepOfField));
  const current = wizardSteps.indexOf(step);

  const goTo = (next: WizardStep): void => {
    hasMoved.current = true;
    setStep(next);
    setReached((before) => Math.max(before, wizardSteps.indexOf(next)));
  };

  const finish = (): void =>
    create.mutate(wizardBody(draft), {
      onSuccess: (answer) => {
        toast.done(t('wizard.created'));
        void navigate({ to: '/clients/$clientId', params: { clientId: answer.client_id } });
      },
      onError: (error) => {
        const firstWrong = Object.keys(formProblem(error, wizardPrefixes, t).fields)[0];
        if (firstWrong) goTo(stepOfField(firstWrong));
      },
    });

  return (
    <div className="mx-auto w-full max-w-3xl pb-10">
      <Link to="/clients" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.clients')}
      </Link>
      <PageHeader title={t('wizard.title')} about={t('wizard.about')} />
      <Steps step={step} reached={reached} wrong={wrong} onStep={goTo} />
      <form
        className="grid gap-4 px-4 sm:px-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (step === 'check') return finish();
          if (step === 'people' && draft.people.some(({ site_keys }) => site_keys.length === 0)) return;
          const next = wizardSteps[current + 1];
          if (next) goTo(next);
        }}
      >
        <h2
          key={step}
          // Who listens or uses the keyboard lands on the new step; the first one keeps the page's own focus.
          ref={(element) => {
            if (hasMoved.current) element?.focus();
          }}
          tabIndex={-1}
          className="text-muted outline-none"
        >
          <span className="sr-only">
            {t('wizard.step_of', { step: current + 1, total: wizardSteps.length })}, {t(`wizard.step_${step}`)}:{' '}
          </span>
          {t(`wizard.${step}_about`)}
        </h2>
        {banner && <Banner tone="danger">{banner}</Banner>}
        {wrong.has(step) && <Banner tone="danger">{t('wizard.has_errors')}</Banner>}
        {step === 'client' && (
          <ClientFields
            value={draft.client}
            onChange={(change) => setDraft((before) => ({ ...before, client: { ...before.client, ...change } }))}
            errors={errorsBelow(fields, 'client.')}
          />
        )}
        {step === 'sites' && <WizardSites sites={draft.sites} onChange={(sites) => setDraft((before) => ({ ...before, sites }))} fields={fields} />}
        {step === 'admin' && (
          <PersonFields
            value={draft.admin}
            onChange={(change) => setDraft((before) => ({ ...before, admin: { ...before.admin, ...change } }))}
            errors={errorsBelow(fields, 'admin_user.')}
          />
        )}
        {step === 'people' && <WizardPeople draft={draft} onChange={(people) => setDraft((before) => ({ ...before, people }))} fields={fields} />}
        {step === 'check' && <Summary draft={draft} />}
        <div className="flex flex-wrap justify-between gap-2 border-t border-line pt-4">
          <Button disabled={current === 0} onClick={() => goTo(wizardSteps[current - 1] ?? 'client')}>
            {t('form.back')}
          </Button>
          <Button type="submit" tone="primary" busy={create.isPending}>
            {t(step === 'check' ? 'wizard.create' : 'form.next')}
          </Button>
        </div>
      </form>
    </div>
  );
}
