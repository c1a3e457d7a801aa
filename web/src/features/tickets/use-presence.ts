// Who else is at a ticket, and who writes there. Nothing is stored anywhere: it lives as long as the windows are open.
import { useEffect, useState } from 'react';
import type { Doing, LiveMessage } from '../../../../durable-objects/protocol/live.ts';
import { presence } from '@/api/live.ts';

export interface Companion {
  user_id: string;
  doing: Doing;
}

/** Everybody at the ticket but oneself. `doing`: what oneself does, told to the others. */
export function usePresence(ticketId: string, myId: string, doing: Doing): Companion[] {
  const [heard, setHeard] = useState<{ of: string; people: Companion[] }>({ of: '', people: [] });
  useEffect(() => {
    presence.hear = (message) => {
      const word = message as Extract<LiveMessage, { type: 'presence' }>;
      if (word.ticket_id === ticketId) setHeard({ of: ticketId, people: word.people });
    };
    const say = (): void => presence.say(JSON.stringify({ type: 'at', ticket_id: document.visibilityState === 'visible' ? ticketId : null, doing }));
    say();
    document.addEventListener('visibilitychange', say);
    return () => document.removeEventListener('visibilitychange', say);
  }, [ticketId, doing]);
  useEffect(
    () => () => {
      presence.say(JSON.stringify({ type: 'at', ticket_id: null, doing: 'looking' }));
      presence.at = '';
      presence.hear = null;
    },
    [],
  );
  return heard.of === ticketId ? heard.people.filter((person) => person.user_id !== myId) : [];
}
