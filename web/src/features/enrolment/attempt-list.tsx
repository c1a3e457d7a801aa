// Every attempt to enrol, good or bad: what a machine called itself is shown as text.
import { Link } from '@tanstack/react-router';
import { DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { ENROLMENT_OUTCOMES } from '../../../../worker/modules/agents/values.ts';
import type { EnrolmentOutcome } from '../../../../worker/modules/agents/values.ts';
import { useAttempts } from '@/api/enrolment.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';

const toneOf = (outcome: EnrolmentOutcome): Tone => (outcome === 'enrolled' || outcome === 'again' ? 'ok' : outcome === 'held' ? 'plum' : outcome === 'bad_proof' || outcome === 'unknown_token' || outcome === 'wrong_client' ? 'danger' : 'warn');

export function AttemptList() {
  const { t } = useText();
  const [outcome, setOutcome] = useState('');
  const attempts = useAttempts({ outcome });
  return (
    <>
      <div className="px-4 py-2.5 sm:px-6">
        <Select
          aria-label={t('enrolment.outcome')}
          className="w-60 max-sm:w-full"
          value={outcome}
          placeholder={`${t('enrolment.outcome')}: ${t('form.any')}`}
          onChange={(event) => setOutcome(event.target.value)}
          options={ENROLMENT_OUTCOMES.map((value) => ({ value, label: t(`enrolment.outcome_${value}`) }))}
        />
      </div>
      <ListBody
        list={attempts}
        empty={
          <EmptyState icon={<DoorOpen aria-hidden />} title={t(outcome ? 'form.none_found' : 'enrolment.attempts_empty')}>
            {t(outcome ? 'form.none_found_hint' : 'enrolment.attempts_empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table aria-label={t('enrolment.tab_attempts')}>
            <thead>
              <tr>
                <Th className="pl-4 sm:pl-6">{t('enrolment.hostname')}</Th>
                <Th>{t('enrolment.outcome')}</Th>
                <Th className="max-md:hidden">{t('enrolment.token')}</Th>
                <Th className="max-lg:hidden">{t('enrolment.address')}</Th>
                <Th className="pr-4 text-right sm:pr-6">{t('enrolment.at')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((attempt) => (
                <tr key={attempt.attempt_id} className="hover:bg-hover/60">
                  <Td className="w-1/2 max-w-0 min-w-32 truncate pl-4 sm:pl-6">
                    {attempt.asset_id ? (
                      <Link to="/machines/$assetId" params={{ assetId: attempt.asset_id }} className={rowLink}>
                        {attempt.hostname ?? '–'}
                      </Link>
                    ) : (
                      (attempt.hostname ?? '–')
                    )}
                  </Td>
                  <Td>
                    <Badge tone={toneOf(attempt.outcome)}>{t(`enrolment.outcome_${attempt.outcome}`)}</Badge>
                  </Td>
                  <Td className="max-w-56 max-md:hidden">
                    <span className="block truncate">{attempt.token_name ?? '–'}</span>
                    <span className="block truncate text-xs text-muted">{attempt.client_name}</span>
                  </Td>
                  <Td className="font-mono text-xs text-muted max-lg:hidden">{attempt.address ?? '–'}</Td>
                  <Td className="pr-4 text-right text-muted sm:pr-6">
                    <Ago iso={attempt.created_at} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </ListBody>
    </>
  );
}
