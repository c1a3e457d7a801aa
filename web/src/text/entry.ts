// One sentence of a dictionary; two forms where a number decides.
export type TextEntry = string | { one: string; other: string };
