// The wire of devices that agents saw beside them.
import * as z from 'zod';
import { flag, uuid } from '../contract.ts';

export const macAddress = z.string().trim().toLowerCase().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);

export const SeenQuery = z.strictObject({ client_id: uuid, site_id: uuid.optional(), ignored: flag.default(false) });
export type SeenQuery = z.infer<typeof SeenQuery>;

export const IgnoreDevice = z.strictObject({ client_id: uuid, mac: macAddress, is_ignored: z.boolean() });
export type IgnoreDevice = z.infer<typeof IgnoreDevice>;

/** A device no asset of the client has the address of. Instants are ISO-8601 UTC. */
export interface SeenDevice {
  mac: string;
  ip: string;
  /** The device made its address up: a phone, mostly, and another one tomorrow. */
  is_random: boolean;
  client_id: string;
  site_id: string;
  site_name: string;
  /** The machine that saw it last, and how many did. */
  seen_by: { asset_id: string; name: string };
  machines: number;
  since: string;
  seen_at: string;
}
export interface SeenDevices {
  devices: SeenDevice[];
  is_cut: boolean;
  /** Machines of the place whose agent tells what it sees. */
  machines: number;
}
