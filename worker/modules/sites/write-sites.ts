// Sites of a client that is being made, for the wizard.
import type { Tx } from '../../platform/database.ts';
import { insertSites, type NewSite } from './store.ts';

export type { NewSite };

/** Decides nothing; exactly one of the rows is primary. */
export const writeSites = (tx: Tx, rows: NewSite[]) => insertSites(tx, rows);
