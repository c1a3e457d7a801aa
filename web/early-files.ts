// Names in index.html the files that a first visit needs one after the other, so that theme.js can ask for them at once: on a slow line each wait is half a second.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** What an address or language loads beyond the entry. A key that begins with a slash is an address, else a language. */
const sources: Record<string, readonly string[]> = {
  'es-MX': ['text/es-MX.ts'],
  en: ['text/en.ts'],
  '/sign-in': ['shell/public-frame.tsx', 'features/auth/sign-in-page.tsx'],
  '/requests/new': ['shell/app-shell.tsx', 'features/requester/new-request-page.tsx'],
};

export function earlyFiles(): Plugin {
  const src = fileURLToPath(new URL('./src/', import.meta.url));
  return {
    name: 'early-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const withImports = (names: readonly string[], known: Set<string>): Set<string> => {
          for (const name of names) {
            const chunk = chunks.find(({ fileName }) => fileName === name);
            if (chunk === undefined || known.has(name)) continue;
            known.add(name);
            withImports(chunk.imports, known);
          }
          return known;
        };
        const first = withImports(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName), new Set());
        const early = Object.fromEntries(Object.entries(sources).map(([key, files]) => {
          const wanted = files.map((file) => {
            const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === src + file);
            if (chunk === undefined) throw new Error(`early-files: ${file} has no file of its own any more`);
            return chunk.fileName;
          });
          return [key, [...withImports(wanted, new Set(first))].filter((name) => !first.has(name)).map((name) => name.replace(/^assets\//, '').replace(/\.js$/, ''))];
        }));
        // Before the script that reads it, and after what says how the page is written.
        return html.replace('<script src="/theme.js">', `<meta name="early" content='${JSON.stringify(early)}' />\n    <script src="/theme.js">`);
      },
    },
  };
}
