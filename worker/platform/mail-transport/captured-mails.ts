// Reads what the capture transport left: the list, and one mail as it would have left.

export interface CapturedMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  /** ISO 8601, when it was captured. */
  date: string;
}

/** Newest first. @param url base of the capture server. @throws when it does not answer. */
export async function capturedMails(url: string): Promise<CapturedMail[]> {
  const response = await fetch(`${url}/messages`);
  if (!response.ok) throw new Error(`capture server: ${response.status}`);
  const { messages } = (await response.json()) as { messages: CapturedMail[] };
  return messages.map(({ id, from, to, subject, date }) => ({ id, from, to, subject, date }));
}

/** Null when there is no such mail. */
export async function rawCapturedMail(url: string, id: string): Promise<Uint8Array | null> {
  const response = await fetch(`${url}/messages/${encodeURIComponent(id)}`);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  await response.body?.cancel();
  return null;
}
