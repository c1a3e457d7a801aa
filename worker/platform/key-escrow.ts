// Opens what machines sealed to this deployment; the private halves are a secret of the Worker, apart from the database.
import { openKey, type KeyPlace } from '../../durable-objects/protocol/recovery-keys.ts';

export interface EscrowPair {
  key_id: string;
  /** Raw X25519, base64url. */
  public_key: string;
  /** PKCS#8, base64url. */
  private_key: string;
}

export interface KeyEscrow {
  /** Null: sealed to a key that is not here, or to another place, or altered. */
  open(box: { escrow_key_id: string; sealed: string }, assetId: string, place: KeyPlace): Promise<string | null>;
}

export const makeKeyEscrow = (pairs: EscrowPair[]): KeyEscrow => ({
  async open({ escrow_key_id, sealed }, assetId, place) {
    const pair = pairs.find((one) => one.key_id === escrow_key_id);
    return pair ? openKey(pair, sealed, assetId, place).catch(() => null) : null;
  },
});
