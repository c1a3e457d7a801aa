// Files of a draft: they go up as they are put in. One that could not waits here and leaves with the message itself.
import { useCallback, useState } from 'react';
import { addDraftFile, removeDraftFile } from '@/api/drafts.ts';
import type { DraftFile, DraftKind } from '@/api/drafts.ts';
import { ApiProblem } from '@/api/client.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { fileBytesMax } from '@/ui/file-drop.tsx';
import type { FilesControl } from '@/ui/file-drop.tsx';
import { toast } from '@/ui/toast.tsx';

export interface DraftFilesControl extends FilesControl {
  /** On the server, in the draft. */
  kept: DraftFile[];
  setKept: (files: DraftFile[]) => void;
  /** How many are on their way. */
  going: number;
  takeOut: (file: DraftFile) => void;
}

/** `onPicture`: a picture went up, and may be shown in the text. */
export function useDraftFiles(ticketId: string, kind: DraftKind, onPicture: (file: DraftFile) => void): DraftFilesControl {
  const { t, bytes } = useText();
  const [kept, setKept] = useState<DraftFile[]>([]);
  const [waiting, setWaiting] = useState<File[]>([]);
  const [going, setGoing] = useState(0);
  const put = useCallback((files: DraftFile[]) => setKept(files), []);

  const goUp = async (file: File): Promise<void> => {
    setGoing((count) => count + 1);
    try {
      const stored = await addDraftFile(ticketId, kind, file);
      setKept((before) => [...before, stored]);
      if (stored.mime_type.startsWith('image/')) onPicture(stored);
    } catch (error) {
      // Without a network it leaves with the message; what the server refuses it would refuse again.
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) toast.problem(`${file.name}: ${problemSentence(error, t)}`);
      else setWaiting((before) => [...before, file]);
    } finally {
      setGoing((count) => count - 1);
    }
  };
  return {
    kept,
    setKept: put,
    going,
    files: waiting,
    add: (files) => {
      for (const file of files) {
        if (file.size > fileBytesMax) toast.problem(t('files.too_large', { name: file.name, limit: bytes(fileBytesMax) }));
        else void goUp(file);
      }
    },
    remove: (file) => setWaiting((before) => before.filter((other) => other !== file)),
    takeOut: (file) => {
      setKept((before) => before.filter((other) => other.file_id !== file.file_id));
      void removeDraftFile(file.file_id).catch(() => undefined);
    },
    clear: () => {
      setWaiting([]);
      setKept([]);
    },
  };
}
