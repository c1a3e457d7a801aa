// Waiting for a condition, never for time; the deadline says what was awaited.

/** Asks again until the probe answers something true; throws after `secondsMax`. */
export async function waitFor<T>(what: string, probe: () => Promise<T | null | undefined | false>, secondsMax = 30): Promise<T> {
  const deadline = Date.now() + secondsMax * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${secondsMax} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
