// An address that leads nowhere.
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { usePageTitle } from '@/ui/page.tsx';

/** Stands alone: an address without a page has no frame around it either. */
export function NotFoundPage() {
  const { t } = useText();
  usePageTitle(t('problem.page_not_found'));
  return (
    <main className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <span className="mb-1 grid size-11 place-items-center rounded-full bg-sunken text-muted [&>svg]:size-5">
        <Compass aria-hidden />
      </span>
      <h1 className="text-lg font-semibold">{t('problem.page_not_found')}</h1>
      <p className="max-w-md text-muted">{t('problem.page_not_found_hint')}</p>
      <Link to="/" className="mt-2 font-medium text-accent-ink underline underline-offset-2">
        {t('problem.go_home')}
      </Link>
    </main>
  );
}
