// Closes a month of a client that is over, and opens it again.
import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useCloseMonth } from '@/api/time.ts';
import type { ContractUsage } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { toast } from '@/ui/toast.tsx';
import { dayText } from './period.ts';
import { timeFault } from './time-fault.ts';

export function CloseMonth({ usage }: { usage: ContractUsage }) {
  const { t, locale } = useText();
  const close = useCloseMonth(usage.client_id);
  const [asking, setAsking] = useState(false);
  const [running] = useState(() => dayText(usage.timezone, Date.now()).slice(0, 7));
  if (usage.month >= running) return null;
  const set = (closes: boolean): void =>
    close.mutate({ month: usage.month, closes }, {
      onError: (error) => toast.problem(timeFault(error, t)),
      onSuccess: () => toast.done(t(closes ? 'time.month_closed' : 'time.month_opened')),
      onSettled: () => setAsking(false),
    });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${usage.month}-15T12:00:00Z`));
  return (
    <>
      <Button small busy={close.isPending} icon={usage.is_closed ? <LockOpen className="size-3.5" aria-hidden /> : <Lock className="size-3.5" aria-hidden />} onClick={() => (usage.is_closed ? set(false) : setAsking(true))}>
        {t(usage.is_closed ? 'time.open_month' : 'time.close_month')}
      </Button>
      {asking && <AlertDialog open onOpenChange={setAsking} title={t('time.close_question', { month })} description={t('time.close_about')} action={t('time.close_month')} busy={close.isPending} onAction={() => set(true)} />}
    </>
  );
}
