// Checkbox, switch and tabs.
import { Checkbox as RadixCheckbox, Switch as RadixSwitch, Tabs as RadixTabs } from 'radix-ui';
import { Check, Minus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ComponentProps, ReactNode, RefObject } from 'react';
import { classNames } from './class-names.ts';

export function Checkbox({ className, ...rest }: ComponentProps<typeof RadixCheckbox.Root>) {
  return (
    <RadixCheckbox.Root
      className={classNames(
        'relative grid size-4 shrink-0 place-items-center rounded-sm border border-control bg-surface after:absolute after:-inset-1.5 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        className,
      )}
      {...rest}
    >
      <RadixCheckbox.Indicator className="text-on-accent">
        {rest.checked === 'indeterminate' ? (
          <Minus className="size-3.5" strokeWidth={3} aria-hidden />
        ) : (
          <Check className="size-3.5" strokeWidth={3} aria-hidden />
        )}
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}

export function Switch({ label, hint, ...rest }: ComponentProps<typeof RadixSwitch.Root> & { label: string; hint?: string }) {
  return (
    <label className={classNames('flex min-h-8 gap-3', hint ? 'items-start' : 'items-center')}>
      <RadixSwitch.Root
        className={classNames('relative h-5 w-9 shrink-0 rounded-full border border-control bg-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent', hint && 'mt-0.5')}
        {...rest}
      >
        <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-control transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
      <span>
        <span className="text-sm font-medium">{label}</span>
        {hint && <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  );
}

export interface TabItem {
  value: string;
  label: string;
  count?: string | undefined;
  icon?: ReactNode;
}

export const tabListLook = 'flex gap-0.5 overflow-x-auto border-b border-line [scrollbar-width:none] lg:flex-wrap';
export const tabLook =
  '-mb-px inline-flex h-9.5 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent-ink data-[state=active]:text-ink';

/** For a row of tabs that scrolls: on a phone the chosen one may stand beyond the edge. */
export function useChosenInSight(chosen: string | undefined): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const active = list.current?.querySelector<HTMLElement>('[data-state=active]');
    if (chosen !== undefined && list.current && active) list.current.scrollLeft = active.offsetLeft - list.current.offsetLeft - (list.current.clientWidth - active.offsetWidth) / 2;
  }, [chosen]);
  return list;
}

/** Tabs that switch panels on the same page; children are TabPanels. */
export function Tabs({
  items,
  children,
  label,
  className,
  ...rest
}: ComponentProps<typeof RadixTabs.Root> & { items: TabItem[]; label: string }) {
  const list = useChosenInSight(rest.value);
  return (
    <RadixTabs.Root className={className} {...rest}>
      <RadixTabs.List ref={list} aria-label={label} className={tabListLook}>
        {items.map((item) => (
          <RadixTabs.Trigger key={item.value} value={item.value} className={tabLook}>
            {item.icon}
            {item.label}
            {item.count !== undefined && <span className="text-xs text-faint tabular-nums">{item.count}</span>}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {children}
    </RadixTabs.Root>
  );
}

export const TabPanel = RadixTabs.Content;
