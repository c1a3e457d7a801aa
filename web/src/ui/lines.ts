// Lists typed one per line (commas and semicolons count too, because people paste them).

export const linesOf = (text: string): string[] => text.split(/[\n,;]+/).map((line) => line.trim()).filter(Boolean);
export const textOf = (lines: readonly string[] | null | undefined): string => (lines ?? []).join('\n');
