// The corner in which toasts appear.
import { Toaster as Sonner, toast as sonner } from 'sonner';
import { usePreferences } from '@/text/preferences.ts';
import { useText } from '@/text/translate.ts';
import { useNarrow } from './use-narrow.ts';

export { sonner };

export function ToastBoard() {
  const { t } = useText();
  const { theme } = usePreferences();
  const narrow = useNarrow();
  return (
    <Sonner
      theme={theme}
      // On a phone what sends is at the bottom: words about it must not lie over it. Below the bar of the frame.
      position={narrow ? 'top-center' : 'bottom-right'}
      mobileOffset={{ top: '3.5rem' }}
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
