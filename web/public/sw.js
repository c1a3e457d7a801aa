// Shows pushes while no page of the portal is open, and opens what they are about. Caches nothing.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  let message;
  try {
    message = event.data.json();
  } catch {
    return;
  }
  const { title, body, url, tag } = message;
  event.waitUntil(self.registration.showNotification(String(title), { body: String(body), tag: String(tag), renotify: true, icon: '/favicon.svg', data: { url: String(url) } }));
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
