// How far a version of the agent may go.

/** `registered`: found, nobody has it; `halted`: nobody further gets it; `recalled`: whoever has it goes back. */
export const RELEASE_STATES = ['registered', 'rolling', 'halted', 'recalled'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** The last ring: every machine that takes part. */
export const LAST_RING = 3;
export type Ring = 0 | 1 | 2 | 3;

/** What a machine says of an update, as the protocol names it. */
export const UPDATE_STATES = ['taken', 'restarting', 'updated', 'failed', 'refused', 'unable', 'gone_back'] as const;
export type UpdateState = (typeof UPDATE_STATES)[number];

/** What a person installs, as the protocol names it. */
export const INSTALLER_KINDS = ['linux-deb', 'linux-tar', 'macos-x64', 'macos-arm64', 'windows-msi'] as const;
export type InstallerKind = (typeof INSTALLER_KINDS)[number];

/** Why a folder in storage is no release. */
export const SCAN_FAULTS = ['no_manifest', 'unreadable', 'other_version', 'missing_file', 'wrong_size', 'no_code'] as const;
export type ScanFault = (typeof SCAN_FAULTS)[number];
