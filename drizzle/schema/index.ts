// Every table, for drizzle and its generator.
export * from './columns.ts';
export * from './clients.ts';
export * from './users.ts';
export * from './assets.ts';
export * from './checklists.ts';
export * from './tickets.ts';
export * from './macros.ts';
export * from './sla.ts';
export * from './time.ts';
export * from './ratings.ts';
export * from './scripts.ts';
export * from './alerts.ts';
export * from './email.ts';
export * from './mail-events.ts';
export * from './notifications.ts';
export * from './platform.ts';
export * from './reports.ts';
