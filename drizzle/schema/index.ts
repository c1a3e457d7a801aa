// Every table, for drizzle and its generator.
export * from './columns.ts';
export * from './clients.ts';
export * from './users.ts';
export * from './tickets.ts';
export * from './email.ts';
export * from './platform.ts';
