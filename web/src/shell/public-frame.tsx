// The quiet page around sign-in and password forms.
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Brand } from './brand.tsx';

// A menu brings as much as the rest of the page, and nobody signs in through it: it comes after the form.
const LookMenu = lazy(() => import('./look-menu.tsx').then((module) => ({ default: module.LookMenu })));

export function PublicFrame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex h-14 justify-end p-3">
        <Suspense fallback={null}>
          <LookMenu />
        </Suspense>
      </div>
      <main className="mx-auto w-full max-w-sm flex-1 px-4 pt-[8vh] pb-16">
        <div className="mb-6 flex items-center gap-2.5">
          <Brand className="size-8" />
          <span className="text-lg font-semibold tracking-tight">LANET Helpdesk</span>
        </div>
        <Outlet />
      </main>
    </div>
  );
}
