// Texts of the clients' people's pages; downloaded with the first of them.
import { faults } from './faults.ts';
import { requests } from './requests.ts';

export const part = { ...faults, ...requests };
