// The tickets that were opened last in this browser.
const key = 'queue.recent';
const keptMax = 12;

export interface RecentTicket {
  ticket_number: string;
  subject: string;
}

export function recentTickets(): RecentTicket[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is RecentTicket => typeof one?.ticket_number === 'string' && typeof one.subject === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberTicket({ ticket_number, subject }: RecentTicket): void {
  localStorage.setItem(key, JSON.stringify([{ ticket_number, subject }, ...recentTickets().filter((one) => one.ticket_number !== ticket_number)].slice(0, keptMax)));
}

/** Who signs out leaves no subjects behind. */
export const forgetRecentTickets = (): void => localStorage.removeItem(key);
