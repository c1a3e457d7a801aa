// The buttons: one shape, five meanings.
import type { ComponentProps, ReactNode } from 'react';
import { LoaderCircle } from 'lucide-react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonTone = 'primary' | 'secondary' | 'ghost' | 'danger' | 'note';

const tones: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  secondary: 'bg-raised text-ink border-line hover:bg-hover shadow-[0_1px_1px_rgb(0_0_0/0.04)]',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover border-transparent',
  note: 'bg-note text-on-note hover:bg-note-hover border-transparent',
};

export interface ButtonProps extends ComponentProps<'button'> {
  tone?: ButtonTone;
  small?: boolean;
  /** Shows a spinner and refuses clicks while the act is under way. */
  busy?: boolean;
  icon?: ReactNode;
}

export function Button({
  tone = 'secondary',
  small = false,
  busy = false,
  icon,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55',
        small ? 'h-7 px-2 text-sm' : 'h-8.5 px-3 text-sm',
        tones[tone],
        className,
      )}
      {...rest}
    >
      {busy ? <LoaderCircle className="size-4 animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What the button does: its accessible name and its tooltip. */
  label: string;
  tone?: ButtonTone;
  shortcut?: string;
}

export function IconButton({ label, tone = 'ghost', shortcut, className, children, type = 'button', ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type={type}
        aria-label={label}
        className={classNames(
          'inline-flex size-8 shrink-0 items-center justify-center rounded-md border transition-colors disabled:cursor-not-allowed disabled:opacity-55',
          tones[tone],
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
