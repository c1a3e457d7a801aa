// The tickets that a person opened last in this browser.
import { word } from '../../api/offline-store.ts';

const keyOf = (userId: string): string => `queue.recent.${userId}`;
const keptMax = 12;

export interface RecentTicket {
  ticket_number: string;
  subject: string;
}

export function recentTickets(userId: string): RecentTicket[] {
  try {
    const kept: unknown = JSON.parse(word(keyOf(userId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is RecentTicket => typeof one?.ticket_number === 'string' && typeof one.subject === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberTicket(userId: string, { ticket_number, subject }: RecentTicket): void {
  const others = recentTickets(userId).filter((one) => one.ticket_number !== ticket_number);
  word(keyOf(userId), JSON.stringify([{ ticket_number, subject }, ...others].slice(0, keptMax)));
}
