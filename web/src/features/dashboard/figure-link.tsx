// A figure that leads to the list it counted; nothing to see makes it plain text.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session.ts';
import { figureTarget } from './figure-target.ts';
import type { Figure } from './figure-target.ts';

export interface FigureLinkProps {
  figure: Figure;
  children: ReactNode;
  className?: string;
}

export function FigureLink({ figure, children, className }: FigureLinkProps) {
  const { to, search } = figureTarget(figure, useMe().is_staff);
  // The list of each side reads its own address: nothing it does not know is sent.
  return (
    <Link to={to} search={search as never} className={className ?? 'underline-offset-2 hover:text-accent-ink hover:underline'}>
      {children}
    </Link>
  );
}
