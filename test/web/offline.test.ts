// Reading without a network: which files the shell is, what may be kept for whom, what becomes of replies, and the keys of the cheat sheet.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../web/src/api/client.ts';
import { afterFault } from '../../web/src/features/offline/fault-state.ts';
import type { Command } from '../../web/src/shell/commands.ts';
import { navItems } from '../../web/src/shell/nav.ts';
import { sheetGroups } from '../../web/src/shell/sheet-groups.ts';
import { shellFiles } from '../../web/shell-files.ts';

const worker = readFileSync(new URL('../../web/public/sw.js', import.meta.url), 'utf8');
// The rule as the service worker has it.
const rule = /return (\/\^\\\/api.*\/)\.test\(path\)/.exec(worker)?.[1] ?? '';
const isKept = (path: string): boolean => new RegExp(rule.slice(1, -1)).test(path);

describe('what the service worker keeps', () => {
  it('is tickets, what hangs on them, and the lists that their pages need', () => {
    const kept = ['/api/tickets', '/api/tickets/TK-26-1', '/api/tickets/TK-26-1/comments', '/api/tickets/TK-26-1/sla', '/api/ticket-views', '/api/categories', '/api/notifications', '/api/auth/me'];
    expect(kept.filter((path) => !isKept(path))).toEqual([]);
  });

  it('is never a file, a search, a secret, or anything of administration', () => {
    const never = [
      '/api/attachments/1', '/api/tickets/TK-1/attachments/9', '/api/tickets/search', '/api/tickets/bulk-actions', '/api/auth/login', '/api/auth/refresh', '/api/auth/sessions', '/api/audit', '/api/audit/export.csv', '/api/operations/health',
      '/api/executions/1/output', '/api/email/configs', '/api/settings/agent-config', '/api/reports', '/api/users/1', '/api/live', '/api/agents/enrollment-tokens', '/api/time/export.csv',
    ];
    expect(never.filter(isKept)).toEqual([]);
  });

  it('handles reading alone, and of this origin alone', () => {
    expect(worker).toContain("if (request.method !== 'GET' || url.origin !== self.location.origin) return;");
  });
});

describe('the shell', () => {
  const manifest = {
    'sign-in.html': { file: 'assets/sign-in.js', isEntry: true, imports: ['_small.js'], dynamicImports: ['src/main.tsx'] },
    'src/main.tsx': { file: 'assets/index.js', imports: ['_base.js'], dynamicImports: ['src/features/reports/reports-page.tsx', 'src/shell/app-shell.tsx'], css: ['assets/index.css'] },
    '_base.js': { file: 'assets/base.js' },
    'src/shell/app-shell.tsx': { file: 'assets/app-shell.js', imports: ['_base.js'], dynamicImports: ['src/features/time/timer.tsx'] },
    'src/features/time/timer.tsx': { file: 'assets/timer.js', imports: ['_small.js'] },
    '_small.js': { file: 'assets/small.js' },
    'src/features/reports/reports-page.tsx': { file: 'assets/reports.js' },
    'src/text/en.ts': { file: 'assets/en.js' },
  };
  it('is the entry, the pages of tickets with what they load later, and the texts; no other page', () => {
    expect(shellFiles(manifest).filter((file) => file.startsWith('/assets/'))).toEqual(['/assets/app-shell.js', '/assets/base.js', '/assets/en.js', '/assets/index.css', '/assets/index.js', '/assets/sign-in.js', '/assets/small.js', '/assets/timer.js']);
    expect(shellFiles(manifest)).toContain('/');
  });
  it('links only to icons that are there', () => {
    const folder = new URL('../../web/public/', import.meta.url);
    const { icons } = JSON.parse(readFileSync(new URL('manifest.webmanifest', folder), 'utf8')) as { icons: { src: string; purpose?: string }[] };
    const there = readdirSync(folder);
    expect(icons.filter(({ src }) => !there.includes(src.slice(1)))).toEqual([]);
    expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  });
});

it('a reply without an answer goes on waiting, a changed ticket is told, a refusal says why', () => {
  const problem = (status: number, message = 'no') => new ApiProblem(status, message, [], null, null);
  for (const status of [0, 401, 429, 500, 503]) expect(afterFault(problem(status)), String(status)).toBeNull();
  expect(afterFault(new Error('odd'))).toBeNull();
  expect(afterFault(problem(409))).toEqual({ state: 'conflict', reason: null, status: 409 });
  expect(afterFault(problem(404, 'ticket not found'))).toEqual({ state: 'refused', reason: 'ticket not found', status: 404 });
});

describe('the cheat sheet', () => {
  const command = (id: string, group: Command['group'], keys?: string): Command => ({ id, label: id, group, run: () => undefined, ...(keys ? { keys } : {}) });
  it('shows every key of the registry, once', () => {
    const registry = [command('a', 'go', 'g t'), command('b', 'ticket', 'r'), command('c', 'list', 'j'), command('d', 'app', '?'), command('e', 'app')];
    expect(sheetGroups(registry).flatMap(({ commands }) => commands.map(({ id }) => id)).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
  it('has no place of the menu with the key of another', () => {
    for (const role of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const) {
      const keys = ['g p', ...navItems.filter(({ roles }) => roles.includes(role)).flatMap((item) => item.keys ?? [])];
      expect(new Set(keys).size, role).toBe(keys.length);
    }
  });
});
