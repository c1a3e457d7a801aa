// What every operating system answers in the same way, and the effects its collectors are given.
import type { KeyPlace } from '../../durable-objects/protocol/envelope.ts';
import type { EventEntry, InventoryClass, InventoryContent, Sample } from '../../durable-objects/protocol/inventory.ts';

/** What enrolment says of the hardware. Unknown stays null. `mac_addresses`: physical adapters, lower case with colons. */
export interface EnrolmentFacts {
  hostname: string;
  platform: 'windows' | 'linux' | 'macos';
  serial: string | null;
  uuid: string | null;
  manufacturer: string | null;
  model: string | null;
  mac_addresses: string[];
}

/** How an action on the machine ended; `message` is what the system said, at most 1000 characters. */
export interface Outcome {
  ok: boolean;
  message: string;
}

/** A recovery key in clear, for whoever seals it and for nobody else. */
export interface RecoveryKey extends KeyPlace {
  mount: string | null;
  recovery_key: string;
}

/** Encrypted volumes whose keys the system shows to an administrator. */
export interface RecoveryTools {
  /** Empty when there are none, or when they may not be read. */
  list(): Promise<RecoveryKey[]>;
  /** Makes one more key for a volume; its protector, null when it failed. */
  add(volumeId: string): Promise<Outcome & { protector_id: string | null }>;
  remove(place: KeyPlace): Promise<Outcome>;
}

/** One operating system. No method throws for a missing tool or a strange answer: what is not known stays null or empty. */
export interface Platform {
  name: 'windows' | 'linux' | 'macos';
  inventory: { [C in InventoryClass]: () => Promise<InventoryContent<C>> };
  /** Cheap; rates count from the reading before, so the first has none. */
  sample(): Promise<Sample>;
  /** New errors of the system's log in batches of at most 100, about once a second; the answer stops it. */
  watchEvents(onEntries: (entries: EventEntry[]) => void): () => void;
  /** The name is the system's own (`Spooler`, `nginx`, `com.example.daemon`). */
  controlService(name: string, action: 'start' | 'stop' | 'restart'): Promise<Outcome>;
  /** `ok` means the system has taken the order, which may round the delay up to a minute. */
  reboot(delayS: number, message: string): Promise<Outcome>;
  enrolmentFacts(): Promise<EnrolmentFacts>;
  /** Absent where the system has no such keys. */
  recovery?: RecoveryTools;
}

/** `missing`: no such program on this system. Output may be partial in every state but `ok`. */
export interface ToolResult {
  state: 'ok' | 'missing' | 'failed' | 'timeout' | 'too_large';
  exit_code: number | null;
  stdout: string;
  stderr: string;
}

/** 20 s and 8 MB unless said otherwise. `isBackground`: with low priority, for work that may take whole seconds of a processor. */
export interface RunLimits {
  timeoutMs?: number;
  outputBytesMax?: number;
  isBackground?: boolean;
}

/** Space of a mounted file system, bytes. `available` is what an ordinary program may still write. */
export interface Space {
  size: number;
  used: number;
  available: number;
}

/** Everything a collector may do to the outside; tests hand in a recorded machine. */
export interface Tools {
  run(tool: string, args: readonly string[], limits?: RunLimits): Promise<ToolResult>;
  /** Starts a program that keeps talking; `onEnd` is called once when it stops by itself. The answer stops it. */
  follow(tool: string, args: readonly string[], onLine: (line: string) => void, onEnd: () => void): () => void;
  /** Null when it cannot be read. At most `bytesMax`, from the start or from the end. */
  readText(path: string, options?: { bytesMax?: number; fromEnd?: boolean }): Promise<string | null>;
  /** Names in a folder, sorted; empty when it cannot be read. */
  list(path: string): Promise<string[]>;
  /** Where a symbolic link points, null when it is none. */
  linkOf(path: string): Promise<string | null>;
  /** Milliseconds since 1970, null when there is no such file. */
  modifiedAt(path: string): Promise<number | null>;
  spaceOf(mount: string): Promise<Space | null>;
  now(): Date;
  /** Calls `work` every so often until the answer is called; never keeps the program alive. */
  every(ms: number, work: () => void): () => void;
}
