// Tables are tables; on a narrow screen the page shows cards instead.
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

export function Table({ className, children, ...rest }: ComponentProps<'table'>) {
  return (
    <div className="overflow-x-auto">
      <table className={classNames('w-full border-collapse text-left text-sm', className)} {...rest}>
        {children}
      </table>
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={classNames('h-8.5 border-b border-line px-2.5 text-xs font-medium whitespace-nowrap text-muted', className)}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={classNames('h-10.5 border-b border-line px-2.5 py-1.5 align-middle', className)} {...rest} />;
}
