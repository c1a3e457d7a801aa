// The corner in which toasts appear.
import { Toaster as Sonner, toast as sonner } from 'sonner';
import { usePreferences } from '@/text/preferences.ts';
import { useText } from '@/text/translate.ts';

export { sonner };

export function ToastBoard() {
  const { t } = useText();
  const { theme } = usePreferences();
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      containerAriaLabel={t('common.notifications')}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-(--width) items-center gap-2.5 rounded-lg border border-line bg-raised px-3 py-2.5 font-sans text-sm text-ink shadow-pop',
          icon: 'shrink-0',
          content: 'min-w-0 flex-1',
          success: '[&_[data-icon]]:text-ok-ink',
          error: '[&_[data-icon]]:text-danger-ink',
          actionButton: 'rounded-md border border-line bg-sunken px-2 py-1 text-sm font-medium hover:bg-hover',
        },
      }}
    />
  );
}
