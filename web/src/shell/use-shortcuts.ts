// Single-letter shortcuts on or off: each person's own choice, kept by the server, so that it comes along to another browser.
import { useMutation } from '@tanstack/react-query';
import type { UserRow } from '../../../worker/modules/users/contract.ts';
import { request } from '@/api/client.ts';
import { useMe } from '@/api/session.ts';
import { sessionStore } from '@/api/session-store.ts';
import { setPreferences, usePreferences } from '@/text/preferences.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** Acts at once; what the server does not take is put back. */
export function useShortcuts(): [on: boolean, choose: (on: boolean) => void] {
  const { t } = useText();
  const { user_id } = useMe();
  const { shortcuts } = usePreferences();
  const save = useMutation({
    mutationFn: (on: boolean) => request<{ user: UserRow }>(`/users/${user_id}`, { method: 'PUT', body: { has_shortcuts: on } }),
    onMutate: (on) => setPreferences({ shortcuts: on }),
    onSuccess: (_answer, on) => {
      const { user } = sessionStore.get();
      if (user) sessionStore.userChanged({ ...user, has_shortcuts: on });
    },
    onError: (error, on) => {
      setPreferences({ shortcuts: !on });
      toast.problem(problemSentence(error, t));
    },
  });
  return [shortcuts, (on) => save.mutate(on)];
}
