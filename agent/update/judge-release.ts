// Whether a release may be taken: who signed it, that it is newer, and that this runtime carries it. Nothing but the signed text is believed.
import { CODE_BYTES_MAX, Manifest, releaseBytes, type ReleaseFile, type SignedManifest, type TrustedReleases } from '../../durable-objects/protocol/release.ts';
import { verifies } from '../../durable-objects/protocol/envelope.ts';
import { compareVersions, isNewer } from '../../durable-objects/protocol/versions.ts';

export interface Judge {
  /** What runs now. */
  version: string;
  trusted: TrustedReleases;
  nodeMajor: number;
}
export type Judged = { ok: true; manifest: Manifest; code: ReleaseFile } | { ok: false; state: 'refused' | 'unable'; reason: 'unknown_key' | 'bad_signature' | 'unreadable' | 'other_version' | 'other_channel' | 'downgrade' | 'no_code' | 'below_minimum' | 'runtime_too_old' };

const refused = (reason: Extract<Judged, { ok: false }>['reason']): Judged => ({ ok: false, state: 'refused', reason });
const unable = (reason: Extract<Judged, { ok: false }>['reason']): Judged => ({ ok: false, state: 'unable', reason });

/** The manifest when a trusted key signed exactly this text; the signature is looked at before anything in it. */
export async function readSigned(offer: SignedManifest, { keys }: Pick<TrustedReleases, 'keys'>): Promise<Manifest | 'unknown_key' | 'bad_signature' | 'unreadable'> {
  const key = keys.find((one) => one.key_id === offer.key_id);
  if (!key) return 'unknown_key';
  if (!(await verifies(key.public_key, offer.signature, releaseBytes(offer.manifest)))) return 'bad_signature';
  const manifest = Manifest.safeParse(parsed(offer.manifest));
  return manifest.success && manifest.data.key_id === key.key_id ? manifest.data : 'unreadable';
}

/** @param wanted the version that was announced. */
export async function judgeRelease(offer: SignedManifest, wanted: string, own: Judge): Promise<Judged> {
  const manifest = await readSigned(offer, own.trusted);
  if (typeof manifest === 'string') return refused(manifest);
  if (manifest.version !== wanted) return refused('other_version');
  if (manifest.channel !== own.trusted.channel) return refused('other_channel');
  if (!isNewer(manifest.version, own.version)) return refused('downgrade');
  const code = manifest.files.find(({ kind }) => kind === 'code');
  if (!code || code.size > CODE_BYTES_MAX) return refused('no_code');
  if (compareVersions(own.version, manifest.minimum_version) < 0) return unable('below_minimum');
  return own.nodeMajor < manifest.node_min ? unable('runtime_too_old') : { ok: true, manifest, code };
}

/** Whether the makers of the running version let it be called back as far as `target`. */
export async function mayReturn(offer: SignedManifest | null, from: string, target: string, trusted: TrustedReleases): Promise<boolean> {
  const manifest = offer === null ? null : await readSigned(offer, trusted);
  return manifest !== null && typeof manifest !== 'string' && manifest.version === from && compareVersions(target, manifest.returns_to) >= 0 && isNewer(from, target);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
