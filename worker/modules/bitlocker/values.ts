// What a volume may be. No imports, so that rules and portal can share them.

export const ENCRYPTIONS = ['none', 'bitlocker', 'luks', 'filevault', 'other', 'unknown'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];
export const PROTECTIONS = ['on', 'off', 'unknown'] as const;
export type Protection = (typeof PROTECTIONS)[number];
