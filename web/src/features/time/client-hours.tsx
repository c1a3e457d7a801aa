// Hours of a client for the desk: the month with its closing, and the contracts behind it.
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '@/api/session.ts';
import { useContracts, useDeleteContract } from '@/api/time.ts';
import type { Contract } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { ContractDialog } from './contract-dialog.tsx';
import { minutesText } from './duration.ts';
import { MonthOfClient } from './month-of-client.tsx';
import { dayText } from './period.ts';
import { timeFault } from './time-fault.ts';

export function ClientHours({ clientId, timezone }: { clientId: string; timezone: string }) {
  const { t, locale } = useText();
  const isManager = useMe().role !== 'technician';
  const { data: contracts, error, refetch } = useContracts(clientId);
  const remove = useDeleteContract();
  const [editing, setEditing] = useState<Contract | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Contract | null>(null);
  const [today] = useState(() => dayText(timezone, Date.now()));
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const text = (day: string): string => date.format(new Date(`${day}T12:00:00Z`));
  return (
    <div className="grid gap-4 px-4 py-4 sm:px-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] xl:items-start">
      <MonthOfClient clientId={clientId} to="/tickets/$number" mayClose={isManager} />
      <section className="rounded-lg border border-line p-4">
        <div className="mb-2 flex items-center justify-between gap-2">
          <h2 className="font-semibold">{t('time.contracts')}</h2>
          {isManager && (
            <Button small icon={<Plus className="size-3.5" aria-hidden />} onClick={() => setEditing('new')}>
              {t('time.contract_new')}
            </Button>
          )}
        </div>
        {!contracts ? (
          error ? (
            <ErrorPanel error={error} onRetry={() => void refetch()} />
          ) : (
            <SkeletonList rows={2} />
          )
        ) : contracts.length === 0 ? (
          <p className="text-sm text-muted">{t('time.no_contracts')}</p>
        ) : (
          <ul>
            {contracts.map((contract) => (
              <li key={contract.contract_id} className="flex items-start gap-2 border-b border-line py-2 last:border-b-0">
                <div className="min-w-0 flex-1">
                  <p className="font-medium wrap-anywhere">{contract.name}</p>
                  <p className="text-sm text-muted">
                    {t('time.contract_per_month', { time: minutesText(contract.minutes_per_month) })} ·{' '}
                    {contract.ends_on ? t('time.contract_between', { from: text(contract.starts_on), to: text(contract.ends_on) }) : t('time.contract_since', { from: text(contract.starts_on) })}
                  </p>
                  {contract.rolls_over && <Badge>{t('time.contract_rolls_short')}</Badge>}
                  {contract.notes && <p className="mt-1 text-xs wrap-anywhere text-muted">{contract.notes}</p>}
                </div>
                {isManager && (
                  <>
                    <IconButton label={`${t('time.contract_edit')}: ${contract.name}`} onClick={() => setEditing(contract)}>
                      <Pencil className="size-4" aria-hidden />
                    </IconButton>
                    <IconButton label={`${t('time.delete')}: ${contract.name}`} onClick={() => setDeleting(contract)}>
                      <Trash2 className="size-4" aria-hidden />
                    </IconButton>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      {editing && <ContractDialog clientId={clientId} contract={editing === 'new' ? null : editing} today={today} onClose={() => setEditing(null)} />}
      {deleting && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('time.contract_delete_question', { name: deleting.name })}
          description={t('time.contract_delete_about')}
          action={t('time.delete')}
          busy={remove.isPending}
          onAction={() =>
            remove.mutate(deleting.contract_id, {
              onError: (fault) => toast.problem(timeFault(fault, t)),
              onSuccess: () => toast.done(t('time.contract_deleted')),
              onSettled: () => setDeleting(null),
            })
          }
        />
      )}
    </div>
  );
}
