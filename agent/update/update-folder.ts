// The folder that the agent and its launcher share: versions that were fetched, which one runs, which is to be tried, which failed.
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { SignedManifest, TrustedReleases } from '../../durable-objects/protocol/release.ts';
import { isVersion } from '../../durable-objects/protocol/versions.ts';
import { FILE_MODE, ensureDirectory, readText, writeAtomically } from '../state-dir.ts';

/** Left behind before a restart, so that whoever starts next can tell how it went. */
const Note = z.object({ version: z.string().refine(isVersion), from_version: z.string().max(40), is_return: z.boolean() });
export type Note = z.infer<typeof Note>;

const SETTLE_MS = 20_000;
const NO_KEYS: TrustedReleases = { channel: 'stable', keys: [] };

export class UpdateFolder {
  readonly #path: string;
  readonly #packageKeys: string | null;
  /** Of the program that the installer brought. */
  readonly packaged: string;
  /** Until its sign of health a new version is on trial: the launcher waits for it. */
  isTrial: boolean;
  /** How long a trial has to stay connected. */
  readonly settleMs: number;

  #isTold = false;

  constructor(path: string, options: { packaged: string; packageKeys: string | null; isTrial: boolean; settleMs: number }) {
    this.#path = path;
    this.#packageKeys = options.packageKeys;
    this.packaged = options.packaged;
    this.isTrial = options.isTrial;
    this.settleMs = options.settleMs;
  }

  /** Null when no launcher started this program: then nobody could bring an older version back. */
  static fromEnvironment(env: NodeJS.ProcessEnv): UpdateFolder | null {
    const { LANET_VERSIONS: path, LANET_PACKAGED: packaged, LANET_RELEASE_KEYS: keys, LANET_TRIAL: trial, LANET_SETTLE_SECONDS: settle } = env;
    return path && packaged && isVersion(packaged) ? new UpdateFolder(path, { packaged, packageKeys: keys ?? null, isTrial: trial === '1', settleMs: /^\d{1,3}$/.test(settle ?? '') ? Number(settle) * 1000 : SETTLE_MS }) : null;
  }

  fileOf(version: string, name: string): string {
    return join(this.#path, version, name);
  }
  get previous(): string {
    return this.#version('previous') ?? this.packaged;
  }

  /** Keys that came with an update go before those of the package; a newer package empties this folder. */
  trusted(): TrustedReleases {
    for (const text of [readText(join(this.#path, 'keys.json')), this.#packageKeys === null ? null : readText(this.#packageKeys)]) {
      const found = TrustedReleases.safeParse(parsed(text));
      if (found.success) return found.data;
    }
    return NO_KEYS;
  }
  /** @throws when the disk refuses. */
  trust(trusted: TrustedReleases): void {
    ensureDirectory(this.#path);
    writeAtomically(join(this.#path, 'keys.json'), JSON.stringify(trusted));
  }

  /** What the makers signed of a version that was taken. */
  signedOf(version: string): SignedManifest | null {
    const found = SignedManifest.safeParse(parsed(readText(this.fileOf(version, 'manifest.json'))));
    return found.success ? found.data : null;
  }

  /** Why each version that was tried here did not stay, oldest first: `crash 9`, `hang`, `offline`, `recalled` … */
  rejections(version: string): string[] {
    return (readText(join(this.#path, 'rejected')) ?? '').split('\n').filter((line) => line.startsWith(`${version} `)).map((line) => line.slice(version.length + 1));
  }
  /** @throws when the disk refuses. */
  reject(version: string, reason: string): void {
    const kept = (readText(join(this.#path, 'rejected')) ?? '').split('\n').filter(Boolean).slice(-50);
    writeAtomically(join(this.#path, 'rejected'), `${[...kept, `${version} ${reason}`].join('\n')}\n`);
  }

  /** Where a download collects; what is there from before is gone on with. */
  partOf(version: string): string {
    ensureDirectory(join(this.#path, version));
    return this.fileOf(version, 'agent.mjs.part');
  }
  /** A whole and checked program takes its place. @throws when the disk refuses. */
  stage(version: string, signed: SignedManifest): void {
    writeAtomically(this.fileOf(version, 'manifest.json'), JSON.stringify(signed));
    const part = this.fileOf(version, 'agent.mjs.part');
    const file = openSync(part, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, this.fileOf(version, 'agent.mjs'));
  }

  /** From here on the next start is a trial of `note.version`. @throws when the disk refuses. */
  order(note: Note): void {
    writeAtomically(join(this.#path, 'note.json'), JSON.stringify(note));
    writeAtomically(join(this.#path, 'pending'), `${note.version}\n`);
  }
  note(): Note | null {
    const found = Note.safeParse(parsed(readText(join(this.#path, 'note.json'))));
    return found.success ? found.data : null;
  }
  forgetNote(): void {
    rmSync(join(this.#path, 'note.json'), { force: true });
  }

  /** The sign that the launcher waits for. */
  tellHealthy(version: string): void {
    writeAtomically(join(this.#path, 'health.ok'), `${version}\n`);
    this.#isTold = this.isTrial;
    this.isTrial = false;
  }
  /** The launcher has not taken the sign away yet: it would take away what was ordered meanwhile, too. */
  get isUnheard(): boolean {
    return this.#isTold && existsSync(join(this.#path, 'health.ok'));
  }
  /** While it stands there, a trial that runs out of time had no network. */
  tellOffline(isOffline: boolean): void {
    const path = join(this.#path, 'trial.offline');
    if (!isOffline) {
      rmSync(path, { force: true });
      return;
    }
    const file = openSync(path, 'w', FILE_MODE);
    writeSync(file, '1');
    closeSync(file);
  }

  /** Leaves what runs, what ran before, what is to be tried, and what a download of `fetched` has brought so far. */
  tidy(fetched: string): void {
    if (!existsSync(this.#path)) return;
    const keep = new Set([fetched, ...['current', 'previous', 'pending'].map((name) => this.#version(name))]);
    for (const name of readdirSync(this.#path)) if (isVersion(name) && !keep.has(name)) rmSync(join(this.#path, name), { recursive: true, force: true });
  }

  #version(name: string): string | null {
    const text = readText(join(this.#path, name))?.trim() ?? '';
    return isVersion(text) ? text : null;
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
