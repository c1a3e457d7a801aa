// Menus of actions and of one-of-many choices.
import { DropdownMenu as Radix } from 'radix-ui';
import { Check } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

export const popSurface = 'pop-in z-50 rounded-lg border border-line bg-raised text-ink shadow-pop outline-none';
const item =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover';

export interface DropdownMenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function DropdownMenu({ trigger, children, align = 'start', ...control }: DropdownMenuProps) {
  return (
    // Not modal: that would hide the page from assistive technology and leave its controls focusable.
    <Radix.Root modal={false} {...control}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={`${popSurface} max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto p-1`}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  icon,
  shortcut,
  children,
  ...rest
}: ComponentProps<typeof Radix.Item> & { icon?: ReactNode; shortcut?: string }) {
  return (
    <Radix.Item className={item} {...rest}>
      {icon}
      <span className="flex-1">{children}</span>
      {shortcut && <Kbd keys={shortcut} />}
    </Radix.Item>
  );
}

export function MenuChoice({ checked, children, onSelect }: { checked: boolean; children: ReactNode; onSelect: () => void }) {
  return (
    <Radix.CheckboxItem checked={checked} onSelect={onSelect} className={item}>
      <span className="w-4">
        <Radix.ItemIndicator>
          <Check className="size-4" aria-hidden />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1 text-xs font-medium text-faint">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1 border-t border-line" />;
}
