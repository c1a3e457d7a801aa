// Pure policy of recovery keys: what the setting says, and what a machine's report says of its volumes.
import type { VolumeStatus } from './contract.ts';
import { ENCRYPTIONS, PROTECTIONS } from './values.ts';

/** Unless the setting says otherwise, as app.may_reveal_bitlocker_keys() reads it. */
export const techniciansMayReveal = (setting: unknown): boolean => !(typeof setting === 'object' && setting !== null && (setting as { technicians?: unknown }).technicians === false);

const textOf = (value: unknown, max: number): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, max) : null);
const oneOf = <T extends string>(values: readonly T[], value: unknown, otherwise: T): T => values.find((known) => known === value) ?? otherwise;

/** Older reports may lack newer fields. */
export function volumesOf(content: unknown): VolumeStatus[] {
  return (Array.isArray(content) ? content : []).slice(0, 128).flatMap((entry: unknown): VolumeStatus[] => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { mount, label, encryption, protection, method, percent } = entry as Record<string, unknown>;
    const shown = textOf(mount, 255);
    return shown === null ? [] : [{
      mount: shown, label: textOf(label, 200), encryption: oneOf(ENCRYPTIONS, encryption, 'unknown'), protection: oneOf(PROTECTIONS, protection, 'unknown'), method: textOf(method, 200),
      percent: typeof percent === 'number' && percent >= 0 && percent <= 100 ? percent : null,
    }];
  });
}
