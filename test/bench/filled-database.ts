// A filled database for one run: made anew, or a copy of one that a kept cluster holds.
import { migrate } from '../../drizzle/migrate.ts';
import { asSuperuser, copyTemplate, databaseNamed, type StackFacts, type TestDatabase } from '../support/local-stack.ts';
import { sql } from '../support/sql.ts';
import { fillDatabase, filledFacts, type Filled } from './fill.ts';

/** @param isKept the cluster outlives the run: filling 100,000 tickets takes minutes, copying them seconds. */
export async function filledDatabase(facts: StackFacts, tickets: number, isKept: boolean): Promise<{ database: TestDatabase; filled: Filled }> {
  if (!isKept) {
    const database = await copyTemplate(facts);
    return { database, filled: await fillDatabase(database.ownerUrl, tickets) };
  }
  const original = databaseNamed(facts, `filled_${tickets}`);
  const superuser = sql(facts.superuserUrl);
  const [found] = await superuser.query('select 1 from pg_database where datname = $1', [original.name]).finally(() => superuser.end());
  if (found === undefined) {
    const making = await copyTemplate(facts);
    await fillDatabase(making.ownerUrl, tickets);
    await asSuperuser(facts, `alter database ${making.name} rename to ${original.name}`);
  }
  await migrate({ ownerUrl: original.ownerUrl, appPassword: facts.appPassword });
  const filled = await filledFacts(original.ownerUrl);
  return { database: await copyTemplate(facts, original.name), filled };
}
