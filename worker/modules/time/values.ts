// The public value lists of working time. They are a contract and never change.

export const TIME_ACTIVITIES = ['remoto', 'en_sitio', 'telefono', 'taller', 'traslado', 'administrativo'] as const;
export type TimeActivity = (typeof TIME_ACTIVITIES)[number];

/** A day: nobody works longer at a stretch, and a forgotten timer counts no more. */
export const ENTRY_MINUTES_MAX = 1440;
