// Names in the pages the files that a first visit needs one after the other, so that they are asked for at once: on a slow line each wait is half a second.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const locales = ['es-MX', 'en'] as const;

/** What an address loads beyond the entry: `all` addresses behind the sign-in (`wide` windows some more), and single ones; after a slash at the end follows a number. Parts are dictionaries. */
const sources: Record<string, { files: readonly string[]; parts: readonly string[] }> = {
  all: { files: ['shell/app-shell.tsx'], parts: [] },
  wide: { files: ['shell/main-menu.tsx'], parts: [] },
  '/tickets': { files: ['features/tickets/queue-page.tsx'], parts: [] },
  '/tickets/new': { files: ['features/tickets/new-ticket-page.tsx'], parts: ['writing'] },
  '/tickets/': { files: ['features/tickets/ticket-page.tsx'], parts: ['writing'] },
  '/requests': { files: ['features/requester/request-list-page.tsx'], parts: ['requester'] },
  '/requests/': { files: ['features/requester/request-page.tsx'], parts: ['requester'] },
  '/requests/new': { files: ['features/requester/new-request-page.tsx'], parts: ['requester'] },
};
/** What is fetched while somebody signs in: the portal, and where the staff and the clients' people begin. */
const afterSignIn = ['all', '/tickets', '/requests'];

interface Chunk {
  type: string;
  fileName: string;
  facadeModuleId?: string | null;
  imports?: string[];
}

/** Names of files by address, and by address and language ("/requests es-MX"); a language alone is its dictionary. Pure. */
export function earlyLists(bundle: readonly Chunk[], src: string): { early: Record<string, string[]>; later: Record<string, string[]> } {
  const withImports = (names: readonly string[], known: Set<string>): Set<string> => {
    for (const name of names) {
      const chunk = bundle.find(({ fileName }) => fileName === name);
      if (chunk === undefined || known.has(name)) continue;
      known.add(name);
      withImports(chunk.imports ?? [], known);
    }
    return known;
  };
  const fileOf = (source: string): string => {
    const chunk = bundle.find(({ facadeModuleId }) => facadeModuleId === src + source);
    if (chunk === undefined) throw new Error(`early-files: ${source} has no file of its own any more`);
    return chunk.fileName;
  };
  const beyond = (files: readonly string[], known: Set<string>): string[] => [...withImports(files.map(fileOf), new Set(known))].filter((name) => !known.has(name));
  const short = (names: readonly string[]): string[] => names.map((name) => name.replace(/^assets\//, '').replace(/\.js$/, ''));

  const first = withImports([fileOf('main.tsx')], new Set());
  const shell = withImports(sources.all!.files.map(fileOf), new Set(first));
  const early: Record<string, string[]> = Object.fromEntries(locales.map((locale) => [locale, short([fileOf(`text/${locale}.ts`)])]));
  for (const [key, { files, parts }] of Object.entries(sources)) {
    early[key] = short(beyond(files, key === 'all' ? first : shell));
    if (parts.length > 0) for (const locale of locales) early[`${key} ${locale}`] = short(parts.map((part) => fileOf(`text/${locale}/${part}.ts`)));
  }
  const named = (suffix: string): string[] => afterSignIn.flatMap((key) => early[`${key}${suffix}`] ?? []);
  const later = {
    all: [...new Set([...short([...first]), ...named('')])],
    wide: early.wide!,
    ...Object.fromEntries(locales.map((locale) => [locale, [...early[locale]!, ...named(` ${locale}`)]])),
  };
  return { early, later };
}

export function earlyFiles(): Plugin {
  const src = fileURLToPath(new URL('./src/', import.meta.url));
  return {
    name: 'early-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, path }) {
        const lists = earlyLists(Object.values(bundle).filter((file) => file.type === 'chunk'), src);
        const [name, list] = path.endsWith('sign-in.html') ? ['later', lists.later] : ['early', lists.early];
        // Before the script that reads it, and after what says how the page is written.
        return html.replace('<script src="/theme.js">', `<meta name="${name}" content='${JSON.stringify(list)}' />\n    <script src="/theme.js">`);
      },
    },
  };
}
