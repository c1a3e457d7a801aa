// One JSON object an event. Never bodies, tokens, passwords or query parameters.

export type LogFields = Record<string, string | number | boolean | null | undefined>;
export interface Log {
  info(event: string, fields?: LogFields): void;
  error(event: string, fault: unknown, fields?: LogFields): void;
}

export const jsonLog: Log = {
  info: (event, fields = {}) => console.log(JSON.stringify({ level: 'info', event, ...fields })),
  error: (event, fault, fields = {}) => console.error(JSON.stringify({ level: 'error', event, ...describe(fault), ...fields })),
};

/** Name, code and stack without messages: a database driver's message can hold the query's parameters. */
function describe(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault };
  const { code, constraint, table } = fault as Error & { code?: string; constraint?: string; table?: string };
  const frames = (fault.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at ')).slice(0, 6).map((line) => line.trim()).join(' < ');
  return { fault: fault.name, code, constraint, table, message: code ? undefined : fault.message.slice(0, 200), frames };
}
