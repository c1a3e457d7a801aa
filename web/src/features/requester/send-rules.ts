// What is tried again, when, and under which key: one for one content.
const pausesMs = [1500, 4000, 8000, 15_000, 30_000] as const;

/** No answer, or one of something between here and the server: whether the request arrived is not known. */
export const isPassing = (error: unknown): boolean => error instanceof Error && 'status' in error && typeof error.status === 'number' && [0, 502, 503, 504].includes(error.status);

/** Milliseconds before the next try, after so many. */
export const pauseAfter = (tries: number): number => pausesMs[Math.min(tries, pausesMs.length) - 1] ?? pausesMs[0];

interface Attempt {
  content: string;
  key: string;
}

/** One key for one content, over a reload too: sending the same again answers the same, sending something corrected is a new attempt. */
export function attemptKey(scope: string, content: string): string {
  const name = `lanet.attempt.${scope}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Attempt | null;
    if (kept?.content === content) return kept.key;
  } catch {
    // A damaged entry is none.
  }
  const key = crypto.randomUUID();
  try {
    sessionStorage.setItem(name, JSON.stringify({ content, key } satisfies Attempt));
  } catch {
    // Without storage the key lives as long as the tries.
  }
  return key;
}

export const forgetAttempt = (scope: string): void => {
  try {
    sessionStorage.removeItem(`lanet.attempt.${scope}`);
  } catch {
    // Nothing was kept.
  }
};

/** What a message and its files are, for telling one attempt from another. */
export const contentOf = (body: unknown, files: readonly File[]): string => JSON.stringify([body, files.map(({ name, size }) => [name, size])]);
