// A version of the agent as its makers signed it. Everything that is trusted stands under the signature; the server only carries it.
import * as z from 'zod';
import { isVersion } from './versions.ts';

/** `code`: the program without its runtime, what an update replaces. The others are what a person installs. */
export const RELEASE_FILE_KINDS = ['code', 'linux-deb', 'linux-tar', 'macos-x64', 'macos-arm64', 'windows-msi'] as const;
export type ReleaseFileKind = (typeof RELEASE_FILE_KINDS)[number];
export const INSTALLER_KINDS = ['linux-deb', 'linux-tar', 'macos-x64', 'macos-arm64', 'windows-msi'] as const;
export type InstallerKind = (typeof INSTALLER_KINDS)[number];

/** Bytes of the program; an agent takes no larger one. */
export const CODE_BYTES_MAX = 4 * 1024 * 1024;
export const MANIFEST_BYTES_MAX = 16 * 1024;

const version = z.string().refine(isVersion, 'is not a version like 1.2.3');
/** Raw Ed25519 key, base64url. */
export const ReleaseKey = z.object({ key_id: z.string().regex(/^[0-9a-f]{8,32}$/), public_key: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type ReleaseKey = z.infer<typeof ReleaseKey>;

export const ReleaseFile = z.object({
  kind: z.enum(RELEASE_FILE_KINDS), name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/), size: z.number().int().min(1).max(512 * 1024 * 1024), sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

export const Manifest = z.object({
  v: z.literal(1), product: z.literal('lanet-agent'), version,
  /** An agent takes releases of its own channel alone. */
  channel: z.string().regex(/^[a-z]{1,20}$/), created_at: z.iso.datetime(), key_id: z.string().max(32),
  /** Who signs from now on: the present key and the next one. A key that is missing here is trusted no longer. */
  keys: z.array(ReleaseKey).min(1).max(4),
  /** Older agents need the installer. */
  minimum_version: version,
  /** Who calls this version back may lead machines to this version or a later one, and no further. */
  returns_to: version,
  /** The oldest major version of the runtime that the program works with. */
  node_min: z.number().int().min(1).max(999),
  files: z.array(ReleaseFile).min(1).max(16),
});
export type Manifest = z.infer<typeof Manifest>;

/** How it travels: the exact text that was signed. */
export const SignedManifest = z.object({ manifest: z.string().max(MANIFEST_BYTES_MAX), key_id: z.string().max(32), signature: z.string().max(128) });
export type SignedManifest = z.infer<typeof SignedManifest>;

/** The bytes under a manifest's signature (Ed25519). */
export const releaseBytes = (manifest: string): Uint8Array => new TextEncoder().encode(`lanet-release-v1\n${manifest}`);

/** What a package brings along: whose releases its agent takes. No keys: none. */
export const TrustedReleases = z.object({ channel: z.string().regex(/^[a-z]{1,20}$/), keys: z.array(ReleaseKey).max(4) });
export type TrustedReleases = z.infer<typeof TrustedReleases>;

/** What a machine says of an update. `unable`: it needs the installer; `refused`: what it was given is not what was signed. */
export const UPDATE_STATES = ['taken', 'restarting', 'updated', 'failed', 'refused', 'unable', 'gone_back'] as const;
export type UpdateState = (typeof UPDATE_STATES)[number];
export const UpdateReport = z.object({
  type: z.enum(UPDATE_STATES), version, from_version: z.string().max(40).nullable().default(null), reason: z.string().max(200).nullable().default(null),
});
export type UpdateReport = z.infer<typeof UpdateReport>;

/** Where a release lies in R2. */
export const releaseKey = (of: string, name: string): string => `releases/${of}/${name}`;
