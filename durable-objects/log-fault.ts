// One line of an object's log: what failed and of which kind, never with what.

export function logFault(event: string, fault: unknown): void {
  console.error(JSON.stringify({ level: 'error', event, fault: fault instanceof Error ? fault.name : 'unknown' }));
}
