// Texts of the pages that keep the desk in order; downloaded with the first of them.
import { categories } from './categories.ts';
import { clients } from './clients.ts';
import { faults } from './faults.ts';
import { mail } from './mail.ts';
import { people } from './people.ts';

export const part = { ...faults, ...people, ...clients, ...categories, ...mail };
