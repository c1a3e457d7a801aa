// Builds the portal into web/dist; the manifest is what the size budget test reads.
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { shellOfWorker } from './shell-files.ts';
import { earlyFiles } from './early-files.ts';
import { pageWords } from './page-words.ts';

const backend = process.env.PORTAL_BACKEND ?? 'http://127.0.0.1:8787';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwindcss(), pageWords(), earlyFiles(), shellOfWorker()],
  resolve: {
    alias: [
      { find: /^@(?=\/)/, replacement: fileURLToPath(new URL('./src', import.meta.url)) },
      { find: /^\.\.\/createLucideIcon\.mjs$/, replacement: fileURLToPath(new URL('./src/ui/icon-of.ts', import.meta.url)) },
    ],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'sign-in.html'].map((page) => fileURLToPath(new URL(page, import.meta.url))),
      output: {
        // What every first page needs is one file: many small ones compress worse and cost a request each.
        codeSplitting: {
          groups: [
            // What the sign-in page needs, which has no React.
            { name: 'wire', test: /\/web\/src\/(?:api\/(?:client|offline-store|session-store|sign-in)|text\/preference-store)\.ts$|vite\/preload-helper/ },
            { name: 'base', test: /node_modules\/(?:react|react-dom|scheduler|@tanstack\/(?:react-router|router-core|history|react-query|query-core|react-store|store))\// },
            // Addresses of all pages in one file: each file with lazy pages carries its own list of theirs. Value lists that later pages alone read stay with those.
            { name: 'app', test: /\/web\/src\/(?:router|shell\/(?:nav|commands|route-states|routes)|features\/[a-z-]+\/(?:routes|[a-z]+-search)|text\/(?:translate|preferences|parts)|api\/(?:session|keyset-list|pagination|live|query-client|dev-mailbox|unread|tickets)|ui\/(?:class-names|button|badge|feedback|page|ago|avatar|field|icon-of|table|toast|tooltip|kbd|use-narrow))\.tsx?$|\/icons\/(?:log-out|search|user-round|bell|x|plus|check|minus|mail|search-x)\.m?js$|\/worker\/modules\/(?!(?:tools|releases|policies|approvals)\/)[a-z]+\/values\.ts$/ },
            // What all forms about tickets share: too small for files of their own.
            { name: 'ask', test: /\/web\/src\/(?:api\/(?:ticket|places)|text\/fault-sentence|ui\/(?:file-drop|link-look|search-box))\.tsx?$|\/icons\/(?:paperclip|file-text|arrow-left|chevron-right)\.m?js$/ },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: backend, ws: true } } },
});
