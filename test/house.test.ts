// The rules of the house, read from the files themselves: who may import what, how files are named, who may look at the clock.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** Tracked and new files, so that a rule holds before the commit. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
const code = files.filter((file) => /\.tsx?$/.test(file));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Import {
  from: string;
  /** A path from the root, or a package's name. */
  to: string;
  isType: boolean;
}

function importsOf(file: string): Import[] {
  const found = textOf(file).matchAll(/(?:^|\n)\s*(import|export)\s+(type\s+)?([^'";]*?from\s+)?'([^']+)'|import\('([^']+)'\)/g);
  return [...found].filter(([whole, verb, , names]) => verb !== 'export' || names !== undefined || whole.includes('import(')).map(([, , type, names = '', specifier, lazy]) => {
    const to = (specifier ?? lazy)!;
    const isType = type !== undefined || (/^\s*\{[^}]*\}\s*from\s*$/.test(names) && names.replace(/[{}]|from\s*$/g, '').split(',').filter((name) => name.trim() !== '').every((name) => /^\s*type\s/.test(name)));
    return { from: file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to.startsWith('@/') ? `web/src/${to.slice(2)}` : to, isType };
  });
}
const all = code.flatMap(importsOf);
const isIn = (file: string, ...places: RegExp[]): boolean => places.some((place) => place.test(file));
const isOurs = (to: string): boolean => /^(worker|durable-objects|web|drizzle|scripts|test|agent)\//.test(to);
const moduleOf = (file: string): string | undefined => /^worker\/modules\/([^/]+)\//.exec(file)?.[1];

const CONTRACT = /^worker\/modules\/(?:[^/]+\/)?(?:(?:link|mailbox)-)?contract\.ts$/;
const VALUES = /^worker\/modules\/[^/]+\/values\.ts$/;
const RULES = /^worker\/modules\/[^/]+\/(?:[a-z-]+-)?rules\.ts$/;
const STORE = /^worker\/modules\/[^/]+\/(?:[a-z-]+-)?store\.ts$/;
const ROUTES = /^worker\/modules\/[^/]+\/(?:[a-z-]+-)?routes\.ts$/;
const isUseCase = (file: string): boolean => moduleOf(file) !== undefined && !isIn(file, CONTRACT, VALUES, RULES, STORE, ROUTES) && !/^worker\/modules\/email\/(message|templates)\//.test(file);

/** Lines that break a rule; `allowed` says what may be imported by the files that `who` picks. */
const breaking = (who: (file: string) => boolean, isAllowed: (line: Import) => boolean): string[] =>
  all.filter((line) => who(line.from) && !isAllowed(line)).map((line) => `${line.from} imports ${line.isType ? 'the type of ' : ''}${line.to}`);

test('a reader of this test sees real import lines', () => {
  expect(all.length).toBeGreaterThan(400);
  expect(all).toContainEqual({ from: 'worker/http/app.ts', to: 'hono', isType: false });
  expect(all).toContainEqual({ from: 'worker/http/app.ts', to: 'worker/http/app-env.ts', isType: true });
  for (const room of [CONTRACT, VALUES, RULES, STORE, ROUTES]) expect(code.filter((file) => room.test(file)).length).toBeGreaterThan(1);
  expect(code.filter(isUseCase).length).toBeGreaterThan(20);
});

test('a contract imports zod, other contracts and value lists, and nothing else of ours', () => {
  expect(breaking((file) => CONTRACT.test(file), ({ to, isType }) => to === 'zod' || isIn(to, CONTRACT, VALUES) || (isType && RULES.test(to)))).toEqual([]);
});
test('value lists import nothing but other value lists', () => {
  expect(breaking((file) => VALUES.test(file), ({ to }) => VALUES.test(to))).toEqual([]);
});
test('rules are pure: they import contracts as types, value lists, other rules and problems, never zod, SQL, HTTP or the platform', () => {
  expect(breaking((file) => RULES.test(file), ({ to, isType }) =>
    isIn(to, VALUES, RULES) || (isType && isOurs(to)) || (isOurs(to) && !/^worker\/(http|deps|env|platform\/(?!problem))|store\.ts$|routes\.ts$/.test(to) && !isUseCase(to))
    || (isUseCase(to) && importsOf(to).every((inner) => inner.isType || isIn(inner.to, VALUES, RULES))))).toEqual([]);
});
test('rules wait for nothing, look at no clock and draw no lots', () => {
  const impure = code.filter((file) => RULES.test(file)).filter((file) => /\bawait\b|\basync\b|Date\.now\(|new Date\(\)|Math\.random|crypto\.|\bfetch\(/.test(withoutComments(textOf(file))));
  expect(impure).toEqual([]);
});
test('a store is SQL only: it knows drizzle, the schema, the door and pure files, no HTTP and no use case', () => {
  expect(breaking((file) => STORE.test(file), ({ to, isType }) =>
    to.startsWith('drizzle-orm') || to.startsWith('drizzle/schema/') || to === 'worker/platform/database.ts' || to === 'worker/http/pagination.ts' || isIn(to, VALUES, RULES, STORE)
    || (isType && isOurs(to) && !/^worker\/http\/(?!pagination)/.test(to)))).toEqual([]);
});
test('routes parse, call a use case and answer: no store, no SQL, no platform', () => {
  expect(breaking((file) => ROUTES.test(file), ({ to, isType }) =>
    to === 'zod' || to.startsWith('hono') || to.startsWith('worker/http/') || isIn(to, CONTRACT, VALUES) || (moduleOf(to) !== undefined && isUseCase(to)) || (isType && isOurs(to)))).toEqual([]);
});
test('a use case knows no HTTP, no environment and no fetch', () => {
  expect(breaking(isUseCase, ({ to }) => !to.startsWith('hono') && to !== 'worker/env.ts' && !(to.startsWith('worker/http/') && to !== 'worker/http/pagination.ts')).filter((line) => !line.includes('the type of worker/env.ts'))).toEqual([]);
  expect(code.filter(isUseCase).filter((file) => /(?<![.\w])fetch\(/.test(withoutComments(textOf(file))))).toEqual([]);
});
test('only the door speaks to Postgres, and only the schema and stores speak SQL', () => {
  expect(breaking((file) => file.startsWith('worker/'), ({ from, to }) => to !== '@neondatabase/serverless' || from === 'worker/platform/database.ts')).toEqual([]);
  expect(all.filter((line) => /^(worker|durable-objects)\//.test(line.from) && ['pg', 'ws'].includes(line.to))).toEqual([]);
});
test('the platform folder and the objects know no module, but value lists and types', () => {
  expect(breaking((file) => file.startsWith('worker/platform/'), ({ to, isType }) => !isOurs(to) || isType || to.startsWith('worker/platform/') || VALUES.test(to))).toEqual([]);
  expect(breaking((file) => file.startsWith('durable-objects/'), ({ to }) => to === 'zod' || to === 'ipaddr.js' || to === 'cloudflare:workers' || to.startsWith('durable-objects/'))).toEqual([]);
});
test('the wire of the objects imports zod alone', () => {
  expect(breaking((file) => file.startsWith('durable-objects/protocol/'), ({ to }) => to === 'zod' || to.startsWith('durable-objects/protocol/'))).toEqual([]);
});
test('the agent knows the wire, Node and its packages, nothing of the server', () => {
  expect(breaking((file) => file.startsWith('agent/'), ({ to }) => !isOurs(to) || to.startsWith('agent/') || to.startsWith('durable-objects/protocol/'))).toEqual([]);
});
test('the portal takes contracts, value lists and the one reader of Markdown from the Worker, the API as a type, and nothing else', () => {
  expect(breaking((file) => file.startsWith('web/src/'), ({ to, isType }) =>
    !isOurs(to) || to.startsWith('web/src/') || isIn(to, CONTRACT, VALUES) || to === 'worker/modules/markdown/rules.ts' || (isType && (to === 'worker/http/app.ts' || to.startsWith('durable-objects/protocol/'))))).toEqual([]);
});
test('the schema and the product import neither scripts nor tests, and nothing imports the portal but itself and its tests', () => {
  expect(breaking((file) => /^(worker|durable-objects|drizzle|web)\//.test(file), ({ to }) => !/^(scripts|test)\//.test(to)).filter((line) => !line.startsWith('drizzle/demo/'))).toEqual([]);
  expect(breaking((file) => !/^(web|test)\//.test(file), ({ to }) => !to.startsWith('web/'))).toEqual([]);
});

test('files are named in kebab-case after what they export, and none is a drawer for everything', () => {
  const named = files.filter((file) => /^(worker|durable-objects|agent|web\/src|drizzle|scripts|test)\//.test(file) && /\.(tsx?|css)$/.test(file));
  expect(named.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d|\.test|\.config)?\.(tsx?|css)$/.test(basename(file)) && file !== 'web/src/text/es-MX.ts')).toEqual([]);
  expect(named.filter((file) => /(^|\/)(utils?|helpers?|common|manager|misc|shared)(\/|\.ts)/.test(file) && !file.startsWith('web/src/text/'))).toEqual([]);
});
test('every file says in its first line why it exists', () => {
  expect(code.filter((file) => !/^(\/\/|\/\*|#!)/.test(textOf(file)) && !file.startsWith('drizzle/migrations/'))).toEqual([]);
});
test('no file is longer than 500 lines, and the entry is shorter than 60', () => {
  expect(code.filter((file) => textOf(file).split('\n').length > 500)).toEqual([]);
  expect(textOf('worker/index.ts').split('\n').length).toBeLessThan(60);
});
test('time is an argument: only the clock, the envelope and the objects ask for it', () => {
  const mayAsk = ['worker/platform/clock.ts', 'worker/http/envelope.ts', 'worker/http/errors.ts', 'worker/platform/mail-transport/capture.ts'];
  expect(code.filter((file) => file.startsWith('worker/') && !mayAsk.includes(file) && /Date\.now\(|new Date\(\)|Math\.random\(/.test(withoutComments(textOf(file))))).toEqual([]);
});
test('a setting never outlives its transaction', () => {
  const places = files.filter((file) => /^(worker|durable-objects|drizzle|scripts)\/.*\.(ts|sql)$/.test(file));
  expect(places.filter((file) => /set_config\([^;]*?,\s*false\s*\)/.test(withoutComments(textOf(file))))).toEqual([]);
});
test('the clock of the platform and the schedule name the same expressions', () => {
  const [, list = ''] = /^crons = \[(.*)\]$/m.exec(textOf('wrangler.toml')) ?? [];
  const crons = [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1]!);
  const schedule = [...textOf('worker/sweeps/schedule.ts').matchAll(/'((?:[\d*/,-]+ ){4}[\d*/,-]+)'/g)].map((found) => found[1]!);
  expect(crons.length).toBeGreaterThan(1);
  expect(crons.toSorted()).toEqual([...new Set(schedule)].toSorted());
});
test('zod comes as a namespace: as a named value it brings the error texts of fifty languages into the Worker', () => {
  const named = code.filter((file) => /^(worker|durable-objects)\//.test(file) && /^import \{[^}]*\bz\b[^}]*\} from 'zod'/m.test(textOf(file)));
  expect(named).toEqual([]);
});
test('no work is promised instead of done', () => {
  // Written with classes, so that this file does not hold the words itself.
  const words = /\bTO[D]O\b|\bFIX[M]E\b|not[ ]implemented|coming[ ]soon/;
  expect(code.filter((file) => words.test(textOf(file)))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)(\/\/|--).*$/gm, '$1');
}
