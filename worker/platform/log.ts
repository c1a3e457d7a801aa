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

/** Name, code, frames, and what a program itself wrote: a message may hold a query's parameters, a body or an address. */
function describe(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault };
  const { constraint, table } = fault as Error & { constraint?: string; table?: string };
  const { code } = fault as Error & { code?: unknown };
  const stack = fault.stack ?? '';
  // A message of several lines can look like frames.
  const below = stack.includes(fault.message) ? stack.slice(stack.indexOf(fault.message) + fault.message.length) : stack;
  const frames = below.split('\n').map((line) => line.trim()).filter((line) => /^at .*:\d+:\d+\)?$/.test(line)).slice(0, 6).join(' < ');
  const isCoded = typeof code === 'string' && code !== '';
  return { fault: fault.name, code: isCoded && /^\w{1,60}$/.test(code) ? code : undefined, constraint, table, message: isCoded ? undefined : withoutValues(fault.message), frames };
}

/** Up to the first quotation or line break, where values begin; addresses, links and anything long enough for a token are dots. */
const withoutValues = (message: string): string =>
  message.split(/["'`\r\n]/, 1)[0]!.slice(0, 200).replace(/\S*(?:@|:\/\/)\S*|[\w.~+/=-]{24,}/g, '…');
