// Targets of a bench, with what was measured: one line each.

export interface Target {
  what: string;
  measured: number | null;
  at_most: number;
}

export function printTargets(targets: readonly Target[]): void {
  console.log('\n  target');
  for (const { what, measured, at_most } of targets) console.log(`  ${measured === null ? '?     ' : measured <= at_most ? 'ok    ' : 'ABOVE '}${what.padEnd(46)}${(measured === null ? '–' : measured.toFixed(2)).padStart(9)}  at most ${at_most}`);
}
