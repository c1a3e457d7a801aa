// A code as the picture shows it.

/** The dark squares of a code as one path, a unit each. */
export const darkPath = (modules: readonly (readonly boolean[])[]): string => modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
