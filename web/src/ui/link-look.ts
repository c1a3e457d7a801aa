// Links that lead somewhere important look like buttons; links in rows look like text.
import { classNames } from './class-names.ts';

const base = 'inline-flex h-8.5 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap transition-colors';

export const primaryLink = classNames(base, 'border-transparent bg-accent text-on-accent hover:bg-accent-hover');
export const secondaryLink = classNames(base, 'border-line bg-raised text-ink shadow-[0_1px_1px_rgb(0_0_0/0.04)] hover:bg-hover');
export const rowLink = 'font-medium text-ink hover:text-accent-ink hover:underline underline-offset-2 wrap-anywhere';
export const textLink = 'text-accent-ink underline underline-offset-2 wrap-anywhere';
