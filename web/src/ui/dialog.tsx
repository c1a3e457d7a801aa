// Modal window, side sheet and the question before something that cannot be undone.
import { AlertDialog as RadixAlert, Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

const veil = 'fade-in fixed inset-0 z-40 bg-veil';
const box =
  'pop-in fixed z-50 flex flex-col border-line bg-raised shadow-pop outline-none max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[94dvh] max-sm:rounded-t-lg max-sm:border-t sm:top-[8vh] sm:left-1/2 sm:max-h-[84vh] sm:-translate-x-1/2 sm:rounded-lg sm:border';

/** What had the focus; of a menu, what opened it: its entries go with it. */
function opener(): HTMLElement | null {
  const at = document.activeElement as HTMLElement | null;
  const menu = at?.closest('[role=menu]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : at;
}

/** Our windows are opened by state, so none knows its button: it remembers what had the focus, and gives it back unless something else took it. */
export function useFocusBack(open: boolean): { onCloseAutoFocus: (event: Event) => void } {
  const [known, setKnown] = useState<{ open: boolean; from: HTMLElement | null }>({ open: false, from: null });
  if (open !== known.open) setKnown({ open, from: open ? opener() : known.from });
  return {
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      if (document.activeElement && document.activeElement !== document.body) return;
      (known.from?.isConnected ? known.from : document.getElementById('main'))?.focus({ preventScroll: true });
    },
  };
}

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
  /** Buttons, right aligned, that stay visible while the content scrolls. */
  footer?: ReactNode;
  wide?: boolean;
}

export function Dialog({ open, onOpenChange, title, description, children, footer, wide = false }: DialogProps) {
  const { t } = useText();
  const back = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={veil} />
        <Radix.Content
          className={classNames(box, wide ? 'sm:w-[min(46rem,94vw)]' : 'sm:w-[min(30rem,94vw)]')}
          {...back}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-3 border-b border-line px-4 py-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close
              aria-label={t('common.close')}
              className="-mr-1 rounded-md p-1.5 text-muted hover:bg-hover hover:text-ink"
            >
              <X className="size-4" aria-hidden />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A sheet from the left edge: the menu on a phone. */
export function Sheet({ open, onOpenChange, title, children }: Omit<DialogProps, 'footer' | 'wide' | 'description'>) {
  const back = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={veil} />
        <Radix.Content
          aria-describedby={undefined}
          {...back}
          className="slide-in fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col overflow-y-auto border-r border-line bg-canvas shadow-pop outline-none"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  action: string;
  onAction: () => void;
  busy?: boolean;
}

export function AlertDialog({ open, onOpenChange, title, description, action, onAction, busy = false }: AlertDialogProps) {
  const { t } = useText();
  const back = useFocusBack(open);
  return (
    <RadixAlert.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlert.Portal>
        <RadixAlert.Overlay className={veil} />
        <RadixAlert.Content className={classNames(box, 'sm:w-[min(26rem,94vw)]')} {...back}>
          <div className="px-4 py-4">
            <RadixAlert.Title className="text-lg font-semibold">{title}</RadixAlert.Title>
            <RadixAlert.Description className="mt-1.5 text-muted">{description}</RadixAlert.Description>
          </div>
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
            <RadixAlert.Cancel asChild>
              <Button>{t('common.cancel')}</Button>
            </RadixAlert.Cancel>
            <Button tone="danger" busy={busy} onClick={onAction}>
              {action}
            </Button>
          </footer>
        </RadixAlert.Content>
      </RadixAlert.Portal>
    </RadixAlert.Root>
  );
}
