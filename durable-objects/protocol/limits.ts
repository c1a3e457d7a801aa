// Numbers of the wire between agent, object and worker: versions, close codes, sizes and deadlines.

/** The newest protocol, and the oldest a server still speaks. WebSocket subprotocol: `lanet.agent.<version>`. */
export const PROTOCOL_VERSION = 2;
/** Version 1 knows text frames only (output in base64) and no `live`; the server never sends it what it does not know. */
export const PROTOCOL_VERSION_MIN = 1;
export const subprotocolOf = (version: number): string => `lanet.agent.${version}`;

/** Why a server closes an agent's socket, and what the agent does then. */
export const CLOSE = {
  /** Another socket with the same key took over: come back only after a long pause. */
  superseded: 4000,
  /** The machine was retired or its key withdrawn: stop for good. */
  revoked: 4001,
  /** Identity not accepted: ask for a new credential once, else stop. */
  unauthorised: 4002,
  /** A frame that is not of this protocol. Come back with back-off. */
  badFrame: 4003,
  /** A frame beyond its size. Come back with back-off. */
  tooLarge: 4004,
  /** Too many frames. Come back after a pause. */
  tooMany: 4005,
  /** This agent speaks an older protocol than the server: update. */
  upgradeRequired: 4006,
  /** A viewer's rights have to be read again: ask for a new ticket and come back. */
  viewerRenew: 4010,
} as const;
/** After these an agent does not reconnect by itself. */
export const CLOSE_FOR_GOOD: readonly number[] = [CLOSE.revoked, CLOSE.upgradeRequired];

/** UTF-8 bytes of a text frame, either way. Inventory is the largest. */
export const FRAME_BYTES_MAX = 1024 * 1024;
/** Bytes of one piece of output. */
export const OUTPUT_CHUNK_BYTES_MAX = 64 * 1024;
/** Pieces an agent sends ahead of the acknowledgement. */
export const OUTPUT_WINDOW_CHUNKS = 8;
/** Spooled records an agent sends ahead of the acknowledgement. */
export const SPOOL_WINDOW = 32;
export const SCRIPT_BYTES_MAX = 256 * 1024;
export const ARGUMENTS_BYTES_MAX = 32 * 1024;
/** Output kept beside the ledger; what is beyond goes to R2 in parts of this size. */
export const OUTPUT_INLINE_BYTES_MAX = 1024 * 1024;
/** What a run may print at most, by default and at all. */
export const OUTPUT_BYTES_DEFAULT = 10 * 1024 * 1024;
export const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** A queue message holds 128 KB; inventory above this goes through R2. */
export const QUEUE_CONTENT_BYTES_MAX = 96 * 1024;
/** Frames an agent may send in one minute, output pieces aside. */
export const FRAMES_PER_MINUTE_MAX = 1200;

/** The agent sends the text `ping` this often; the platform answers `pong` without waking the object. */
export const PING_SECONDS = 60;
/** Without a ping for this long an agent is offline. */
export const SILENCE_SECONDS = 140;
/** A socket that broke without a goodbye has this long to come back before anybody is told. */
export const GRACE_SECONDS = 30;
/**
 * Reconnect: full jitter between 0 and the bound; the bound doubles from base to max and falls back after a stable time.
 * A deployment or restart takes seconds: within the first minute of waiting the bound stays below `hopefulMaxMs`.
 */
export const BACKOFF = { baseMs: 1_000, maxMs: 60_000, hopefulMaxMs: 10_000, hopefulMs: 60_000, stableMs: 30_000, supersededMs: 300_000 } as const;
/** A command's authorisation older than this is asked for again before delivery. */
export const AUTHORISATION_SECONDS = 60;
/** A long poll answers at the latest after this. */
export const POLL_SECONDS_MAX = 25;
/** Raw samples are kept beside the agent for this long. */
export const RAW_METRICS_HOURS = 48;
