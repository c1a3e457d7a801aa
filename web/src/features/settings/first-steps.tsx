// What a new desk has still to do, each step with its way there; it goes when all is done or somebody puts it away.
import { Link } from '@tanstack/react-router';
import { Circle, CircleCheck } from 'lucide-react';
import { useDismissFirstSteps, useFirstSteps } from '@/api/operations.ts';
import type { FirstSteps } from '@/api/operations.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';

type Step = FirstSteps['steps'][number]['step'];
const ways: Record<Step, string> = { mail_address: '/mail-settings', mail_in: '/mail-domains', client: '/clients/new', agent: '/enrolment', technician: '/users' };

/** @param isGuest not on its own page: put away, it is gone */
export function FirstStepsCard({ isGuest = false }: { isGuest?: boolean }) {
  const { t } = useText();
  const me = useMe();
  const isManager = me.role === 'superadmin' || me.role === 'admin';
  const { data } = useFirstSteps(isManager);
  const dismiss = useDismissFirstSteps();
  if (!data) return null;
  const done = data.steps.filter((step) => step.is_done).length;
  if (data.is_dismissed)
    return done < data.steps.length && me.role === 'superadmin' && !isGuest ? (
      <Button small className="w-fit" onClick={() => dismiss.mutate(false)}>
        {t('steps.show')}
      </Button>
    ) : null;
  if (done === data.steps.length) return null;
  return (
    <section aria-labelledby="first-steps" className={`rounded-lg border border-line bg-raised p-4 text-left text-ink ${isGuest ? 'mt-6' : ''}`}>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 id="first-steps" className="font-semibold">
            {t('steps.title')}
          </h2>
          <p className="text-sm text-muted">{t('steps.about')}</p>
        </div>
        <span className="text-sm text-muted tabular-nums">{t('steps.progress', { done, count: data.steps.length })}</span>
      </div>
      <ol className="mt-3 grid gap-px">
        {data.steps.map(({ step, is_done }) => (
          <li key={step} className="flex items-start gap-3 rounded-md py-1.5">
            {is_done ? <CircleCheck className="mt-0.5 size-5 shrink-0 text-ok-ink" aria-hidden /> : <Circle className="mt-0.5 size-5 shrink-0 text-muted" aria-hidden />}
            <span className="min-w-0 flex-1">
              <span className="sr-only">{t(is_done ? 'steps.done' : 'steps.to_do')}: </span>
              {is_done ? (
                <span className="text-muted line-through">{t(`steps.${step}`)}</span>
              ) : (
                <>
                  <Link to={ways[step]} className="font-medium text-accent-ink underline-offset-2 hover:underline">
                    {t(`steps.${step}`)}
                  </Link>
                  <span className="block text-sm text-muted">{t(`steps.${step}_do`)}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {me.role === 'superadmin' && (
        <Button small className="mt-3" busy={dismiss.isPending} onClick={() => dismiss.mutate(true)}>
          {t('steps.dismiss')}
        </Button>
      )}
    </section>
  );
}
