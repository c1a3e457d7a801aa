// Addresses that get no mail because they bounced for good; an administrator may try one again.
import { MailX } from 'lucide-react';
import { useLiftSuppression, useSuppressions } from '@/api/mail-queue.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { toast } from '@/ui/toast.tsx';

export function SuppressionList({ words }: { words: string }) {
  const { t } = useText();
  const { role } = useMe();
  const list = useSuppressions({ q: words });
  const lift = useLiftSuppression();
  return (
    <ListBody
      list={list}
      empty={
        <EmptyState icon={<MailX aria-hidden />} title={t(words ? 'form.none_found' : 'queue.suppressed_empty')}>
          {t(words ? 'form.none_found_hint' : 'queue.suppressed_empty_hint')}
        </EmptyState>
      }
    >
      {(rows) => (
        <>
          <p className="border-b border-line px-4 py-2.5 text-sm text-muted sm:px-6">{t('queue.suppressed_about')}</p>
          <ul>
            {rows.map((row) => (
              <li key={row.email} className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5 sm:px-6">
                <div className="min-w-0 flex-1">
                  <p className="font-medium wrap-anywhere">{row.email}</p>
                  <p className="text-sm text-muted wrap-anywhere">
                    {row.reason} · <Ago iso={row.created_at} />
                  </p>
                </div>
                {role !== 'technician' && (
                  <Button
                    small
                    busy={lift.isPending && lift.variables === row.email}
                    onClick={() =>
                      lift.mutate(row.email, {
                        onSuccess: () => {
                          toast.done(t('queue.lift_done'));
                        },
                        onError: (error) => {
                          toast.problem(refusalSentence(error, t));
                        },
                      })
                    }
                  >
                    {t('queue.lift')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </ListBody>
  );
}
