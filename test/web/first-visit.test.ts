// What happens before the portal is there: who is sent where, what is asked for at once, and the sign-in page that stands by itself.
import { readdirSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { earlyLists } from '../../web/early-files.ts';
import { withWords } from '../../web/page-words.ts';
import { request } from '../../web/src/api/client.ts';
import { person } from '../../web/src/api/offline-store.ts';
import { sessionStore, type SessionUser } from '../../web/src/api/session-store.ts';
import { endSession, insidePath, leaving, signInAddress } from '../../web/src/api/sign-in.ts';
import { signInKeys } from '../../web/src/features/auth/sign-in-keys.ts';

const textOf = (file: string): string => readFileSync(new URL(`../../web/${file}`, import.meta.url), 'utf8');
const lists = {
  'es-MX': ['es'], en: ['en'], all: ['shell'], wide: ['menu'], '/tickets': ['queue'], '/tickets/': ['ticket'], '/tickets/ en': ['writing-en'], '/requests': ['list'], '/requests es-MX': ['requester-es'], '/requests/new': ['new'], '/requests/new es-MX': ['requester-es'],
};

/** What theme.js does at an address; `kept` is the storage of the browser, null when it refuses. */
function visit(address: string, kept: Record<string, string> | null, isWide = false) {
  const url = new URL(address, 'https://desk.example.com');
  const told = { left: null as string | null, asked: [] as string[], early: [] as string[], lang: '', app: false };
  const root = { lang: 'es-MX', dataset: {} as Record<string, string> };
  const window: { lanetSession?: Promise<unknown> } = {};
  runInNewContext(textOf('public/theme.js'), {
    window,
    document: {
      documentElement: root, querySelector: (meta: string) => (meta === 'meta[name=early]' ? { content: JSON.stringify(lists) } : null), createElement: () => ({}),
      head: { append: ({ href }: { href: string }) => told.early.push(href.replace(/^\/assets\/|\.js$/g, '')) },
    },
    location: { pathname: url.pathname, search: url.search, hash: url.hash, replace: (to: string) => (told.left = to) },
    localStorage: { getItem: (name: string) => { if (!kept) throw new Error('refused'); return kept[name] ?? null; } },
    navigator: {}, matchMedia: () => ({ matches: isWide }), AbortSignal, JSON, encodeURIComponent,
    fetch: (path: string, { method }: { method: string }) => { told.asked.push(`${method} ${path}`); return Promise.resolve(null); },
  });
  return { ...told, lang: root.lang, app: 'app' in root.dataset };
}
const staff = { 'lanet.person': JSON.stringify({ role: 'technician' }) };

describe('a visit', () => {
  it('of nobody in particular goes to the sign-in page at once, and knows the way back', () => {
    expect(visit('/tickets/TK-1?tab=mail', {})).toMatchObject({ left: '/sign-in?next=%2Ftickets%2FTK-1%3Ftab%3Dmail', asked: [], early: [], app: false });
    expect(visit('/', {})).toMatchObject({ left: '/sign-in', asked: [] });
    expect(visit('/knowledge#below', {}).left).toBe('/sign-in?next=%2Fknowledge%23below');
  });
  it('of a person asks for the session and for what the address needs, in their language', () => {
    expect(visit('/tickets/TK-1', { ...staff, 'lanet.locale': 'en' })).toEqual({ left: null, asked: ['POST /api/auth/refresh'], early: ['en', 'shell', 'ticket', 'writing-en'], lang: 'en', app: true });
    expect(visit('/requests/new', staff).early).toEqual(['es', 'shell', 'new', 'requester-es']);
    expect(visit('/', staff, true).early).toEqual(['es', 'shell', 'menu', 'queue']);
    expect(visit('/', { 'lanet.person': JSON.stringify({ role: 'solicitante' }) }).early).toEqual(['es', 'shell', 'list', 'requester-es']);
  });
  it('of a browser that remembers nothing asks the server who it is', () => {
    expect(visit('/tickets', null)).toMatchObject({ left: null, asked: ['POST /api/auth/refresh'], app: true });
  });
  it('of a page for people who are not signed in stays there, and takes nobody for signed in', () => {
    const open = readdirSync(new URL('../../web/src/features/', import.meta.url), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('/routes.ts'))
      .flatMap((file) => [...textOf(`src/features/${file}`).matchAll(/getParentRoute: \(\) => publicRoute,\s+path: '([^']+)'/g)].map(([, path]) => path!.replace('$token', 'abc')));
    expect(open.length).toBeGreaterThan(4);
    for (const path of [...open, '/sign-in']) expect(visit(path, {}), path).toMatchObject({ left: null, asked: [], app: false });
  });
});

describe('the sign-in page', () => {
  const page = withWords(textOf('sign-in.html'));
  it('says everything in Spanish as it stands, and knows it in both languages', () => {
    expect(page).not.toContain('{{');
    expect(page).toContain('>Iniciar sesión</h1>');
    const named = [...page.matchAll(/data-(?:text|label)="([^"]+)"/g)].map(([, key]) => key);
    expect(named.filter((key) => !(signInKeys as readonly string[]).includes(key!))).toEqual([]);
    const words = JSON.parse(/name="words" content="([^"]*)"/.exec(page)![1]!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))) as Record<string, Record<string, string>>;
    for (const locale of ['es-MX', 'en']) expect(signInKeys.filter((key) => !words[locale]![key] || words[locale]![key] === 'undefined'), locale).toEqual([]);
  });
  it('and the frame of the portal name the pages where people begin', () => {
    const index = withWords(textOf('index.html'));
    expect(index).not.toContain('{{');
    expect(index).toContain('Nueva solicitud');
  });
  it('refuses a sentence that its script would not know', () => {
    expect(() => withWords('{{auth.no_such}}')).toThrow('auth.no_such');
  });
  it('never sends a password by itself, nor in an address', () => {
    expect(page).toMatch(/<form[^>]*method="post"/);
    expect(page).toMatch(/<button[^>]*type="submit" disabled/);
  });
  it('leads back into the portal, and never out of it', () => {
    for (const way of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example', '/\n\\evil.example', '/.//evil.example', '/sign-in?next=/a', 'tickets', '', null]) expect(insidePath(way), String(way)).toBe('/');
    expect(insidePath('/tickets/TK-1?a=%2F#nota')).toBe('/tickets/TK-1?a=%2F#nota');
    const address = new URL(signInAddress('/tickets?q=a&b=c'), 'https://desk.example.com');
    expect(insidePath(address.searchParams.get('next'))).toBe('/tickets?q=a&b=c');
    expect(signInAddress('/')).toBe('/sign-in');
  });
});

describe('a sign-out', () => {
  afterEach(() => void vi.unstubAllGlobals());
  it.each([[200, undefined], [401, undefined], [429, '1'], [500, '1'], [0, '1']])('answered with %d is remembered until the server has done it', async (status, kept) => {
    const stored = new Map([[leaving, 'before'], ['lanet.person', '{}']]);
    vi.stubGlobal('localStorage', { getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => stored.set(name, value), removeItem: (name: string) => stored.delete(name) });
    vi.stubGlobal('fetch', async () => { if (status === 0) throw new TypeError('no network'); return new Response('{}', { status }); });
    await endSession();
    expect([stored.get(leaving), stored.has('lanet.person')]).toEqual([kept, false]);
  });

  const storageOf = (stored: Record<string, string>) => Object.defineProperties(stored, {
    getItem: { value: (name: string) => stored[name] ?? null }, setItem: { value: (name: string, value: string) => void (stored[name] = value) }, removeItem: { value: (name: string) => void delete stored[name] },
  }) as unknown as Storage;

  it('leaves nothing of what they wrote and opened in this browser; a session that ends by itself leaves what was written', () => {
    const mine = { 'lanet.draft.u1.t1': 'x', 'queue.recent.u1': '[]', 'lanet.theme': 'dark', 'queue.beside': '1' };
    for (const [leaves, left] of [[false, 4], [true, 2]] as const) {
      const [local, session] = [storageOf({ ...mine }), storageOf({ 'lanet.request-draft.u1': '{}', 'lanet.answer-draft.u1.t1': 'x', 'lanet.attempt.answer.1': '{}' })];
      vi.stubGlobal('localStorage', local);
      vi.stubGlobal('sessionStorage', session);
      person.forget(leaves);
      expect([Object.keys(local).length, Object.keys(session).length]).toEqual([left, leaves ? 0 : 3]);
    }
  });

  it('a damaged memory of a person is none', () => {
    for (const text of ['{', '7', '"a"', '{}', '{"user_id":7,"role":"x"}']) {
      vi.stubGlobal('localStorage', storageOf({ 'lanet.person': text }));
      expect(person.get(), text).toBeNull();
    }
  });

  it('what was begun as one person is not sent again as another who signed in beside them', async () => {
    const asked: string[] = [];
    const reload = vi.fn();
    vi.stubGlobal('localStorage', storageOf({}));
    vi.stubGlobal('location', { reload });
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path);
      return path.endsWith('/auth/refresh') ? Response.json({ data: { access_token: 'of-bruno', user: { user_id: 'bruno', role: 'technician' } } }) : new Response('{}', { status: 401 });
    });
    sessionStore.signedIn('of-ana', { user_id: 'ana', role: 'technician' } as SessionUser);
    await expect(request('/tickets/1/comments', { method: 'POST', body: { body_text: 'de Ana' } })).rejects.toMatchObject({ status: 401 });
    expect([asked, reload.mock.calls.length, sessionStore.get().user?.user_id, sessionStore.token()]).toEqual([['/api/tickets/1/comments', '/api/auth/refresh'], 1, 'ana', 'of-ana']);
    sessionStore.signedOut();
  });
});

it('the build names what an address loads beyond the entry, each file once, and fails when a page is no file of its own', () => {
  const chunk = (name: string, source: string | null, imports: string[] = []) => ({ type: 'chunk', fileName: `assets/${name}.js`, facadeModuleId: source && `/src/${source}`, imports: imports.map((one) => `assets/${one}.js`) });
  const bundle = [
    chunk('main', 'main.tsx', ['base']), chunk('base', null), chunk('menu', null, ['base']), chunk('shell', 'shell/app-shell.tsx', ['base', 'bell']), chunk('bell', null), chunk('aside', 'shell/main-menu.tsx', ['menu', 'bell']),
    ...['es-MX', 'en'].flatMap((locale) => [chunk(locale, `text/${locale}.ts`), ...['writing', 'requester'].map((part) => chunk(`${part}-${locale}`, `text/${locale}/${part}.ts`))]),
    ...['tickets/queue-page', 'tickets/ticket-page', 'tickets/new-ticket-page', 'requester/request-list-page', 'requester/request-page', 'requester/new-request-page'].map((page) => chunk(page.replace('/', '-'), `features/${page}.tsx`, ['menu', 'base'])),
  ];
  const { early, later } = earlyLists(bundle, '/src/');
  expect(early).toMatchObject({ all: ['shell', 'bell'], wide: ['aside', 'menu'], '/requests/new': ['requester-new-request-page', 'menu'], '/requests/new en': ['requester-en'], en: ['en'] });
  expect(later.all).toEqual(['main', 'base', 'shell', 'bell', 'tickets-queue-page', 'menu', 'requester-request-list-page']);
  expect(later['es-MX']).toEqual(['es-MX', 'requester-es-MX']);
  expect(() => earlyLists(bundle.slice(1), '/src/')).toThrow('main.tsx');
});
