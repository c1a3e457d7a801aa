// A fault is logged so that it can be found, and never with the values that made it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { jsonLog } from '../../worker/platform/log.ts';

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const logged = (fault: unknown): Record<string, unknown> => {
  jsonLog.error('request_failed', fault, { requestId: 'r-1' });
  return JSON.parse(lines.at(-1)!) as Record<string, unknown>;
};
const parseFault = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (fault) {
    return fault;
  }
};

test.each([
  ['a failed query with its parameters', new Error('Failed query: insert into users values ($1)\nparams: canary@alfa.example,canary')],
  ['a database error with the value that was wrong', Object.assign(new Error('invalid input syntax for type uuid: "canary"'), { code: '22P02' })],
  ['a body that is not JSON', parseFault('canary is my password')],
  ['a body that breaks off', parseFault('{"password":"canary')],
  ['an address', new Error('no mailbox canary@alfa.example here')],
  ['a link', new Error('cannot load https://portal.example.com/reset#token=canary')],
  ['a token', new Error(`bad token canary${'0123456789abcdef'.repeat(3)}`)],
  ['text that looks like frames', new Error('mail:\n    at canary (canary:1:1)\n    at canary:1:1')],
  ['a code that is no code', Object.assign(new Error('x'), { code: 'canary with spaces' })],
  ['something thrown that is no error', 'canary'],
])('%s leaves no value in the line', (_what, fault) => {
  const line = logged(fault);
  expect(JSON.stringify(line)).not.toContain('canary');
  expect(line).toMatchObject({ level: 'error', event: 'request_failed', requestId: 'r-1', fault: expect.any(String) });
});

test('what the program says about itself, the code and the place stay', () => {
  expect(logged(new Error('configuration: ORIGIN must be https'))).toMatchObject({ fault: 'Error', message: 'configuration: ORIGIN must be https', frames: expect.stringContaining('log.test.ts') });
  expect(logged(Object.assign(new Error('duplicate'), { name: 'NeonDbError', code: '23505', constraint: 'users_email_key', table: 'users' }))).toMatchObject({
    fault: 'NeonDbError', code: '23505', constraint: 'users_email_key', table: 'users',
  });
});
