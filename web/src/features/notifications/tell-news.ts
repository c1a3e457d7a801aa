// A short message when something happened that the reader is not looking at already; what they look at is read.
import { markRead, newestUnread } from '@/api/notifications.ts';
import { queryClient } from '@/api/query-client.ts';
import { router } from '@/router.tsx';
import { getPreferences } from '@/text/preferences.ts';
import { loadText } from '@/text/translate.ts';
import { toast } from '@/ui/toast.tsx';
import { newsSentence } from './news-sentence.ts';

let lastAt = Date.now();

export async function tellNews(): Promise<void> {
  // A hidden tab has its title, and the device its push.
  if (document.visibilityState !== 'visible') return;
  const { notifications } = await newestUnread();
  const fresh = notifications.filter((row) => Date.parse(row.created_at) > lastAt - 60_000 && Date.parse(row.created_at) > shownUpTo);
  if (fresh.length === 0) return;
  shownUpTo = Math.max(...fresh.map((row) => Date.parse(row.created_at)));
  lastAt = Date.now();
  const seen = fresh.filter((row) => row.ticket_number !== null && location.pathname.endsWith(`/${row.ticket_number}`));
  if (seen.length > 0) {
    await markRead({ notification_ids: seen.map((row) => row.notification_id) });
    void queryClient.invalidateQueries({ queryKey: ['notifications'] });
  }
  const [row, ...more] = fresh.filter((one) => !seen.includes(one));
  if (!row) return;
  const text = await loadText(getPreferences().locale);
  const sentence = `${row.ticket_number ? `${row.ticket_number}: ` : ''}${newsSentence(row, text)}${more.length > 0 ? ` ${text.t('notices.and_more', { count: more.length })}` : ''}`;
  const home = location.pathname.startsWith('/requests') ? '/requests' : '/tickets';
  toast.done(sentence, row.ticket_number ? { label: text.t('notices.open'), onClick: () => void router.navigate({ href: `${home}/${row.ticket_number}` }) } : undefined, 6000);
}

let shownUpTo = 0;
