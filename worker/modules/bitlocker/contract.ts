// The wire of encrypted volumes and their recovery keys.
import * as z from 'zod';
import { prose, uuid } from '../contract.ts';
import type { Encryption, Protection } from './values.ts';

/** `password`: the caller's own, once more. */
export const RevealKey = z.strictObject({ bitlocker_key_id: uuid, reason: prose(500).refine((text) => text.trim().length >= 5, 'say why, in a few words'), password: z.string().min(1).max(1000) });
export type RevealKey = z.infer<typeof RevealKey>;

export const RotateKey = z.strictObject({ bitlocker_key_id: uuid });

export const RecoveryKeySettingsBody = z.strictObject({ technicians: z.boolean() });
export type RecoveryKeySettings = z.infer<typeof RecoveryKeySettingsBody>;

/** As the machine last said; texts are a machine's words. */
export interface VolumeStatus {
  mount: string;
  label: string | null;
  encryption: Encryption;
  protection: Protection;
  method: string | null;
  /** How much of it is encrypted. */
  percent: number | null;
}

/** Everything of a kept key but the key. */
export interface RecoveryKeyRow {
  bitlocker_key_id: string;
  volume_id: string;
  mount: string | null;
  protector_id: string;
  first_seen_at: Date;
  last_seen_at: Date;
  /** In the newest report of its volume; others were replaced, and open an older copy of the disk. */
  is_current: boolean;
  reveals: number;
  last_revealed_at: Date | null;
  last_revealed_by_name: string | null;
}

export interface EncryptionAnswer {
  volumes: VolumeStatus[];
  collected_at: Date | null;
  /** Staff only. */
  keys: RecoveryKeyRow[];
  may_reveal: boolean;
  /** This deployment has a key that machines seal to. */
  is_set_up: boolean;
}

/** The only answer that ever holds one. */
export interface RevealedKey {
  bitlocker_key_id: string;
  mount: string | null;
  protector_id: string;
  recovery_key: string;
}
