// The quiet page around sign-in and password forms.
import { Outlet } from '@tanstack/react-router';
import { Brand } from './brand.tsx';
import { LookMenu } from './look-menu.tsx';

export function PublicFrame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex justify-end p-3">
        <LookMenu />
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
