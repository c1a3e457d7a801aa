// Addresses that are no file: the portal's routes get its one page, everything else is not there.
// The platform's own fallback answers a missing /assets/ file with the page, cached for a year under the name of a script.
import type { Env } from '../env.ts';

/** Files are served before the Worker is asked; this sees the rest outside of /api. */
export async function portalPage(request: Request, env: Pick<Env, 'ASSETS'>): Promise<Response> {
  const { pathname, origin } = new URL(request.url);
  const isRoute = !pathname.startsWith('/assets/') && !pathname.slice(pathname.lastIndexOf('/')).includes('.');
  if (env.ASSETS && isRoute && (request.method === 'GET' || request.method === 'HEAD')) {
    return env.ASSETS.fetch(new Request(`${origin}/`, { method: request.method, headers: request.headers }));
  }
  return new Response('not found\n', {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'" },
  });
}
