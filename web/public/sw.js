// Shows pushes while no page is open, and lets the portal be read without a network: its own files, and what its person saw last.
// `shell` is filled in by the build: a version, and the files that the first pages need.
const shell = /*shell*/ { version: 'dev', files: [] };
const shellCache = `lanet-shell-${shell.version}`;
// Everything of a person lies in caches of this name: whoever signs out deletes them all, from the page.
const dataCache = 'lanet-data';
const personCache = 'lanet-data-person';
const ticketsMax = 50;
const listsMax = 60;

// A new version waits until the person reloads: the page that is open keeps the files it was made with.
self.addEventListener('install', (event) => event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(shell.files))));
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('lanet-shell-') && name !== shellCache) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener('message', (event) => {
  if (event.data === 'take_over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => (await caches.match(url.pathname === '/sign-in' ? '/sign-in' : '/', { cacheName: shellCache })) ?? Response.error()));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (isKept(url.pathname)) event.respondWith(answer(event, request));
  else if (shell.files.includes(url.pathname)) event.respondWith(fetch(request).catch(async () => (await caches.match(url.pathname, { cacheName: shellCache })) ?? Response.error()));
});

/** Named after what is in them: whichever is found is right. */
async function asset(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(shellCache)).put(request.url, response.clone());
  return response;
}

/** What is read without a network: tickets with what hangs on them, and the lists their pages need. No files, no secrets, nothing of administration. */
function isKept(path) {
  return /^\/api\/(?:tickets(?:\/(?!search|bulk)[^/]+(?:\/(?!attachments\/)[a-z-]+)?)?|ticket-views|ticket-pins|tags|categories|clients|sites|users|notifications|time\/timer|auth\/me)$/.test(path);
}

/** The person a bearer speaks for; the server has judged it, since its answer was a good one. */
function personOf(request) {
  try {
    const [, body] = request.headers.get('authorization').split('.');
    return JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))).sub;
  } catch {
    return null;
  }
}

/** Whose data may lie here; written by the page that knows who signed in. */
async function keptFor() {
  const kept = await caches.match('/person', { cacheName: personCache });
  return kept ? kept.text() : null;
}

async function answer(event, request) {
  const person = personOf(request);
  try {
    const response = await fetch(request);
    if (response.ok && person !== null) event.waitUntil(keep(request, response.clone(), person));
    // No longer theirs, or gone: it is not read without a network either.
    else if ([403, 404, 410].includes(response.status)) event.waitUntil(forget(request.url));
    return response;
  } catch (fault) {
    const owner = await keptFor();
    const kept = owner !== null && (person === null || person === owner) ? await caches.match(request.url, { cacheName: dataCache }) : undefined;
    if (kept) return kept;
    throw fault;
  }
}

let stored = 0;

async function keep(request, response, person) {
  if ((await keptFor()) !== person || !(response.headers.get('content-type') ?? '').includes('json')) return;
  const headers = new Headers({ 'content-type': response.headers.get('content-type'), 'x-lanet-cached-at': new Date().toISOString() });
  const body = await response.arrayBuffer();
  const cache = await caches.open(dataCache);
  await cache.put(request.url, new Response(body, { headers }));
  // Somebody signed out meanwhile: nothing of theirs stays.
  if ((await keptFor()) !== person) await caches.delete(dataCache);
  else if (stored++ % 20 === 0) await forgetOldest(cache);
}

/** An answer that was kept, and with a ticket all that hangs on it. */
async function forget(address) {
  if (!(await caches.keys()).includes(dataCache)) return;
  const cache = await caches.open(dataCache);
  const { pathname } = new URL(address);
  const isTicket = /^\/api\/tickets\/[^/]+$/.test(pathname);
  for (const request of await cache.keys()) {
    if (request.url === address || (isTicket && new URL(request.url).pathname.startsWith(`${pathname}/`))) await cache.delete(request);
  }
}

/** Oldest first, as the cache lists them; a ticket goes with all that hangs on it. */
async function forgetOldest(cache) {
  const tickets = new Map();
  const lists = [];
  for (const request of await cache.keys()) {
    const [, ticket] = /^\/api\/tickets\/([^/]+)/.exec(new URL(request.url).pathname) ?? [];
    if (!ticket) lists.push(request);
    else {
      const own = tickets.get(ticket) ?? [];
      tickets.delete(ticket);
      tickets.set(ticket, [...own, request]);
    }
  }
  const gone = [...[...tickets.values()].slice(0, Math.max(0, tickets.size - ticketsMax)).flat(), ...lists.slice(0, Math.max(0, lists.length - listsMax))];
  for (const request of gone) await cache.delete(request);
}

self.addEventListener('push', (event) => {
  let message;
  try {
    message = event.data.json();
  } catch {
    return;
  }
  const { title, body, url, tag } = message;
  event.waitUntil(self.registration.showNotification(String(title), { body: String(body), tag: String(tag), renotify: true, icon: '/icon-192.png', data: { url: String(url) } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  // A push names a path of the portal; anything else opens the portal itself.
  const target = url.origin === self.location.origin ? url.href : self.location.origin;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find((one) => new URL(one.url).pathname === url.pathname) ?? pages[0];
    if (!page) return self.clients.openWindow(target);
    await page.focus();
    return page.url === target ? undefined : page.navigate(target);
  })());
});
