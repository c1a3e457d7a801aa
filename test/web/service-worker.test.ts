// The service worker itself, run with a network and caches of our own: whose answers it keeps, whom it answers, and how much.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../web/public/sw.js', import.meta.url), 'utf8').replace(/\/\*shell\*\/ \{[^}]*\}/, JSON.stringify({ version: 'v2', files: ['/', '/sign-in', '/theme.js', '/assets/a.js'] }));
const origin = 'https://desk.example.com';

type Listener = (event: Record<string, unknown>) => void;
interface Stored {
  put: (key: string, response: Response) => Promise<void>;
  match: (key: string) => Promise<Response | undefined>;
  delete: (key: string | { url: string }) => Promise<boolean>;
  keys: () => Promise<{ url: string }[]>;
  addAll: (files: string[]) => Promise<void>;
}

const absolute = (key: string): string => new URL(key, origin).href;
function stored(): Stored {
  const rows = new Map<string, Response>();
  const own: Stored = {
    put: async (key, response) => {
      rows.delete(absolute(key));
      rows.set(absolute(key), response);
    },
    match: async (key) => rows.get(absolute(key))?.clone(),
    delete: async (key) => rows.delete(absolute(typeof key === 'string' ? key : key.url)),
    keys: async () => [...rows.keys()].map((url) => ({ url })),
    addAll: async (files) => {
      for (const file of files) rows.set(absolute(file), new Response(`shell ${file}`));
    },
  };
  return own;
}

let all: Map<string, Stored>;
let listeners: Map<string, Listener>;
/** What the network says; null: it is away. */
let network: ((url: URL) => Response) | null;

const open = async (name: string): Promise<Stored> => {
  if (!all.has(name)) all.set(name, stored());
  return all.get(name)!;
};

beforeEach(() => {
  all = new Map();
  listeners = new Map();
  network = (url) => Response.json({ data: url.pathname });
  const caches = {
    open,
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    match: async (key: string, options?: { cacheName?: string }) => {
      for (const [name, cache] of all) {
        const found = options?.cacheName === undefined || options.cacheName === name ? await cache.match(key) : undefined;
        if (found) return found;
      }
      return undefined;
    },
  };
  const self = { addEventListener: (name: string, listener: Listener) => listeners.set(name, listener), skipWaiting: () => undefined, clients: { claim: async () => undefined }, location: { origin } };
  const fetch = async (request: { url: string }): Promise<Response> => {
    if (!network) throw new TypeError('network');
    return network(new URL(request.url));
  };
  runInNewContext(text, { self, caches, fetch, URL, Response, Headers, Map, Set, JSON, Date, atob, String });
});

const bearer = (sub: string): string => `Bearer x.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;
/** What the worker answers; undefined: it leaves the request to the browser. */
async function ask(path: string, { person, method = 'GET', mode = 'cors' }: { person?: string; method?: string; mode?: string } = {}): Promise<Response | undefined | 'error'> {
  let answer: Promise<Response> | undefined;
  const waits: Promise<unknown>[] = [];
  const headers = new Headers(person ? { authorization: bearer(person) } : {});
  listeners.get('fetch')!({ request: { url: absolute(path), method, mode, headers }, respondWith: (told: Promise<Response>) => (answer = told), waitUntil: (work: Promise<unknown>) => waits.push(work) });
  const told = await answer?.catch(() => 'error' as const);
  await Promise.all(waits);
  return told;
}
const signIn = async (person: string): Promise<void> => (await open('lanet-data-person')).put('/person', new Response(person));
const lifecycle = async (name: 'install' | 'activate'): Promise<void> => {
  let work: Promise<unknown> | undefined;
  listeners.get(name)!({ waitUntil: (told: Promise<unknown>) => (work = told) });
  await work;
};

describe('answers of reading', () => {
  it('come from the network, and from what was kept only when it is away, with when that was', async () => {
    await signIn('ana');
    expect(((await ask('/api/tickets/TK-1', { person: 'ana' })) as Response).headers.get('x-lanet-cached-at')).toBeNull();
    network = null;
    for (const person of ['ana', undefined]) {
      const kept = (await ask('/api/tickets/TK-1', person ? { person } : {})) as Response;
      expect(await kept.json()).toEqual({ data: '/api/tickets/TK-1' });
      expect(Date.parse(kept.headers.get('x-lanet-cached-at')!)).toBeLessThanOrEqual(Date.now());
    }
    expect(await ask('/api/tickets/TK-2', { person: 'ana' })).toBe('error');
  });

  it('of somebody else are neither kept nor shown', async () => {
    await signIn('ana');
    await ask('/api/tickets/TK-1', { person: 'eva' });
    network = null;
    expect(await ask('/api/tickets/TK-1', { person: 'ana' })).toBe('error');
    network = (url) => Response.json({ data: url.pathname });
    await ask('/api/tickets/TK-1', { person: 'ana' });
    network = null;
    expect(await ask('/api/tickets/TK-1', { person: 'eva' })).toBe('error');
  });

  it('are gone for everybody once nobody is signed in, also one that arrives after it', async () => {
    await signIn('ana');
    await ask('/api/tickets/TK-1', { person: 'ana' });
    network = (url) => {
      // The page signs out while the answer is on its way.
      for (const name of ['lanet-data', 'lanet-data-person']) all.delete(name);
      return Response.json({ data: url.pathname });
    };
    await ask('/api/tickets/TK-2', { person: 'ana' });
    network = null;
    for (const path of ['/api/tickets/TK-1', '/api/tickets/TK-2']) expect(await ask(path)).toBe('error');
    expect(all.has('lanet-data')).toBe(false);
  });

  it('are kept when they are good, and without a bearer never', async () => {
    await signIn('ana');
    network = () => Response.json({}, { status: 404 });
    await ask('/api/tickets/TK-1', { person: 'ana' });
    network = () => Response.json({});
    await ask('/api/tickets/TK-2');
    expect(all.has('lanet-data')).toBe(false);
  });

  it('are gone once the server says that the ticket is no longer theirs, with all that hangs on it, and other tickets stay', async () => {
    await signIn('ana');
    for (const path of ['/api/tickets/TK-1', '/api/tickets/TK-1/comments', '/api/tickets/TK-10', '/api/tickets/TK-10/comments']) await ask(path, { person: 'ana' });
    network = () => Response.json({}, { status: 404 });
    await ask('/api/tickets/TK-1', { person: 'ana' });
    // What hangs on a ticket may be missing by itself.
    await ask('/api/tickets/TK-10/comments', { person: 'ana' });
    network = null;
    for (const path of ['/api/tickets/TK-1', '/api/tickets/TK-1/comments', '/api/tickets/TK-10/comments']) expect(await ask(path, { person: 'ana' }), path).toBe('error');
    expect(await ((await ask('/api/tickets/TK-10', { person: 'ana' })) as Response).json()).toEqual({ data: '/api/tickets/TK-10' });
  });

  it('are those of the newest tickets alone', async () => {
    await signIn('ana');
    for (let n = 1; n <= 81; n++) await ask(`/api/tickets/TK-${n}`, { person: 'ana' });
    const kept = (await (await open('lanet-data')).keys()).map(({ url }) => url.split('TK-')[1]);
    expect(kept).toHaveLength(50);
    expect(kept[0]).toBe('32');
  });
});

it('writing, searching, other places and administration are left to the browser', async () => {
  await signIn('ana');
  for (const path of ['/api/audit', '/api/tickets/search', '/api/auth/refresh', '/api/live', 'https://elsewhere.example.com/api/tickets']) expect(await ask(path, { person: 'ana' }), path).toBeUndefined();
  expect(await ask('/api/tickets', { person: 'ana', method: 'POST' })).toBeUndefined();
});

describe('the shell', () => {
  it('answers every page without a network, and its files at once', async () => {
    await lifecycle('install');
    network = null;
    expect(await ((await ask('/tickets/TK-1', { mode: 'navigate' })) as Response).text()).toBe('shell /');
    expect(await ((await ask('/sign-in?next=%2F', { mode: 'navigate' })) as Response).text()).toBe('shell /sign-in');
    expect(await ((await ask('/assets/a.js')) as Response).text()).toBe('shell /assets/a.js');
    expect(await ((await ask('/theme.js')) as Response).text()).toBe('shell /theme.js');
  });
  it('of an older version goes when the newer one takes over, and nothing of the person with it', async () => {
    await open('lanet-shell-v1');
    await signIn('ana');
    await lifecycle('install');
    await lifecycle('activate');
    expect([...all.keys()].toSorted()).toEqual(['lanet-data-person', 'lanet-shell-v2']);
  });
});
