// `npm run db:backup`: every row of the helpdesk in one file, read in one snapshot, without tools of Postgres.
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { listSequences, listTables, readMigrations } from './local/backup-format.ts';
import type { BackupHeader } from './local/backup-format.ts';
import { LocalProblem } from './local/local-problem.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

/** Writes `file` (gzip, mode 0600; it appears only when complete). Returns rows per table. */
export async function backup(ownerUrl: string, file: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'lanet-backup' });
  client.on('error', () => undefined);
  await client.connect();
  const part = `${file}.part`;
  const gzip = createGzip({ level: 6 });
  const stream = createWriteStream(part, { mode: 0o600 });
  const closed = once(stream, 'close');
  gzip.pipe(stream);
  const write = async (line: string): Promise<void> => {
    if (!gzip.write(`${line}\n`)) await once(gzip, 'drain');
  };
  try {
    await client.query('begin isolation level repeatable read read only');
    // Refuses instead of leaving out what a policy hides from this role.
    await client.query('set local row_security = off');
    const tables = await listTables(client);
    const header: BackupHeader = { lanet_backup: 1, made_at: new Date().toISOString(), migrations: await readMigrations(client) };
    await write(`H${JSON.stringify(header)}`);
    const counts: Record<string, number> = {};
    for (const table of tables) {
      await write(`T${JSON.stringify(table)}`);
      await client.query(
        `declare rows no scroll cursor for select row_to_json(r)::text as line from (select ${table.columns.join(', ')} from ${table.name}) r`,
      );
      let count = 0;
      for (;;) {
        const { rows } = await client.query<{ line: string }>('fetch 500 from rows');
        for (const { line } of rows) await write(`R${line}`);
        count += rows.length;
        if (rows.length === 0) break;
      }
      await client.query('close rows');
      counts[table.name] = count;
    }
    await write(`S${JSON.stringify(await listSequences(client))}`);
    await write(`E${JSON.stringify(counts)}`);
    await client.query('commit');
    gzip.end();
    await closed;
    renameSync(part, file);
    return counts;
  } catch (error) {
    gzip.destroy();
    stream.destroy();
    rmSync(part, { force: true });
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function main(): Promise<void> {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  const file = process.argv[2] ?? `lanet-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.backup.gz`;
  if (ownerUrl === undefined || !URL.canParse(ownerUrl) || file.startsWith('-') || process.argv.length > 3) {
    throw new LocalProblem(
      'Usage: DATABASE_OWNER_URL=postgres://owner:…@host/database npm run db:backup [-- FILE]\nFiles in R2 (raw mails, attachments) are not part of it.',
    );
  }
  const counts = await backup(ownerUrl, file);
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(
    `${rows} rows of ${Object.keys(counts).length} tables are in ${file}. It holds personal data and password hashes: keep it where only you can read it.`,
  );
}

if (process.argv[1]?.endsWith('db-backup.ts') === true) {
  main().catch((error: unknown) => {
    console.error(error instanceof LocalProblem ? error.message : error instanceof Error ? `No backup was made: ${error.message}` : error);
    process.exitCode = 1;
  });
}
