// The draft of a ticket: in this browser at once, on the server a moment later, both again after a break of the network.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { readStoredDrafts, saveStoredDraft } from '@/api/drafts.ts';
import type { DraftFile, DraftKind } from '@/api/drafts.ts';
import { draftKinds, readDraft, reconciled, writeDraft } from './draft.ts';
import type { Draft } from './draft.ts';

const restMs = 1200;

export type DraftState = 'idle' | 'saving' | 'kept' | 'here';

export interface DraftControl {
  text: string;
  kind: DraftKind;
  /** `here`: on this device alone, until the network is back. */
  state: DraftState;
  write: (text: string | ((before: string) => string), kind?: DraftKind) => void;
  turnTo: (kind: DraftKind) => void;
  /** Resolves when no save is under way: what is sent after it is not written again. */
  settle: () => Promise<void>;
  /** The text of a kind has left; the server has forgotten its draft. */
  forget: (kind: DraftKind) => void;
}

export function useDraft(userId: string, ticketId: string, onFiles: (files: DraftFile[]) => void): DraftControl {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => readDraft(userId, ticketId));
  const [state, setState] = useState<DraftState>('idle');
  const now = useRef<Draft>(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const heard = useRef(onFiles);
  useEffect(() => {
    heard.current = onFiles;
  });

  const put = useCallback(
    (next: Draft): void => {
      now.current = next;
      writeDraft(userId, ticketId, next);
      setDraft(next);
    },
    [userId, ticketId],
  );

  const save = useCallback((): void => {
    clearTimeout(timer.current);
    saving.current = saving.current.then(async () => {
      for (const kind of draftKinds) {
        const { text, isKept } = now.current[kind];
        if (isKept) continue;
        setState('saving');
        try {
          await saveStoredDraft(ticketId, kind, text);
          if (now.current[kind].text === text) put({ ...now.current, [kind]: { text, isKept: true } });
          setState('kept');
          void client.invalidateQueries({ queryKey: ['drafts'] });
        } catch {
          setState('here');
          return;
        }
      }
    });
  }, [client, put, ticketId]);

  useEffect(() => {
    let isCurrent = true;
    readStoredDrafts(ticketId).then(
      ({ drafts, files }) => {
        if (!isCurrent) return;
        put(reconciled(now.current, drafts));
        heard.current(files);
        save();
      },
      () => undefined,
    );
    addEventListener('online', save);
    addEventListener('pagehide', save);
    return () => {
      isCurrent = false;
      removeEventListener('online', save);
      removeEventListener('pagehide', save);
      // The page is left with words the server has not seen: they are sent on the way out.
      save();
    };
  }, [ticketId, put, save]);

  return {
    text: draft[draft.kind].text,
    kind: draft.kind,
    state,
    write: (words, kind = now.current.kind) => {
      const text = typeof words === 'function' ? words(now.current[kind].text) : words;
      put({ ...now.current, kind, [kind]: { text, isKept: false } });
      clearTimeout(timer.current);
      timer.current = setTimeout(save, restMs);
    },
    turnTo: (kind) => put({ ...now.current, kind }),
    settle: () => {
      clearTimeout(timer.current);
      return saving.current;
    },
    forget: (kind) => {
      put({ ...now.current, [kind]: { text: '', isKept: true } });
      setState('idle');
      void client.invalidateQueries({ queryKey: ['drafts'] });
    },
  };
}
