// Starts the portal: language, cache, routes.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { sessionStore } from './api/session-store.ts';
import { router } from './router.tsx';
import { getPreferences, hasChosenLocale, setPreferences, usePreferences } from './text/preferences.ts';
import { loadText, TextContext } from './text/translate.ts';
import type { Text } from './text/translate.ts';
import { Toaster } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import './styles/tokens.css';

function Portal({ firstText }: { firstText: Text }) {
  const { locale } = usePreferences();
  const [text, setText] = useState(firstText);
  useEffect(() => {
    let wanted = true;
    void loadText(locale).then((loaded) => {
      if (!wanted) return;
      document.documentElement.lang = locale;
      setText(loaded);
    });
    return () => {
      wanted = false;
    };
  }, [locale]);
  return (
    <TextContext value={text}>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider delayDuration={500}>
          <RouterProvider router={router} />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </TextContext>
  );
}

// A browser that never chose a language follows the person's profile.
function followProfile(): void {
  const wanted = sessionStore.get().user?.locale;
  if (!hasChosenLocale() && wanted && wanted.startsWith('en') && getPreferences().locale !== 'en')
    setPreferences({ locale: 'en' });
}
sessionStore.subscribe(followProfile);
followProfile();

// theme.js has sent this page away: nothing begins here, least of all a question about the session that the next page asks as well.
if (document.documentElement.dataset.left !== undefined) await new Promise(() => {});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has lost its root element');
// The page that stands in the document stays until the first one of ours is complete; words, session and page are fetched beside each other.
const [firstText] = await Promise.all([loadText(getPreferences().locale), router.load().catch(() => undefined)]);
document.documentElement.lang = firstText.locale;
createRoot(root).render(
  <StrictMode>
    <Portal firstText={firstText} />
  </StrictMode>,
);
