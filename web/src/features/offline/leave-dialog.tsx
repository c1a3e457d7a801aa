// The question before signing out would throw away replies that wait for the network.
import { signOut } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { AlertDialog } from '@/ui/dialog.tsx';
import { leaveStore } from './leave.ts';

export function LeaveDialog({ count }: { count: number }) {
  const { t } = useText();
  return (
    <AlertDialog
      open
      onOpenChange={(isOpen) => !isOpen && leaveStore.ask(0)}
      title={t('offline.leave_title')}
      description={t('offline.leave_about', { count })}
      action={t('offline.leave_anyway')}
      onAction={() => {
        leaveStore.ask(0);
        void signOut();
      }}
    />
  );
}
