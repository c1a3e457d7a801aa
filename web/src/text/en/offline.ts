// Without a network: what is shown is older, what is written waits.
import type { TextEntry } from '../entry.ts';
import type { part as es } from '../es-MX/offline.ts';

export const part: Record<keyof typeof es, TextEntry> = {
  'offline.since': 'No connection. What you see is from {time}.',
  'offline.away': 'No connection. What you had not opened cannot be seen.',
  'offline.retry': 'Try again',
  'offline.waiting': { one: 'One reply waits for the network', other: '{count} replies wait for the network' },
  'offline.attention': { one: 'One reply did not leave: you decide', other: '{count} replies did not leave: you decide' },
  'offline.state_waiting': 'Waits for the network; it leaves by itself.',
  'offline.state_conflict': 'The ticket changed while there was no network. Read it and decide.',
  'offline.state_refused': 'It could not be sent: {reason}',
  'offline.note': 'Internal note',
  'offline.reply': 'Public reply',
  'offline.files': { one: 'one file', other: '{count} files' },
  'offline.see': 'See {number}',
  'offline.send_anyway': 'Send anyway',
  'offline.copy': 'Copy the text',
  'offline.copied': 'Text copied',
  'offline.withdraw': 'Withdraw',
  'offline.withdrawn': 'Reply withdrawn',
  'offline.sent': { one: 'The reply that waited has left', other: '{count} replies that waited have left' },
  'offline.leave_title': 'Something has not left',
  'offline.leave_about': { one: 'A text of yours has not left this browser. Signing out throws it away.', other: '{count} texts of yours have not left this browser. Signing out throws them away.' },
  'offline.leave_anyway': 'Sign out and lose it',
  'offline.newer': 'There is a new version of the portal.',
  'offline.reload': 'Reload',
};
