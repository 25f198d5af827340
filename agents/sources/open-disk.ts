/** Chooses how a directory is read: by this process, or by a child where a network mount may stop answering. */

import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Mount } from '../formats/mountinfo.ts';
import { isLocalMount, mayHang, mountOf, parseMountinfo } from '../formats/mountinfo.ts';
import type { Disk, DiskRules } from './disk.ts';
import { createOwnDisk } from './disk.ts';
import { createDistantDisk } from './distant-disk.ts';

/** `auto`: a child where the mounts say that the directory may hang. */
export type Isolation = 'auto' | 'always' | 'never';

export interface OpenDisk extends Disk {
  /** Readers started again because the disk did not answer. */
  readonly restarts: () => number;
  /** Stops what is read and ends the child. */
  close(): void;
}

export interface OpenDiskOptions extends Partial<DiskRules> {
  readonly path: string;
  readonly isolation: Isolation;
  /** A child that gives no answer for this long is killed. */
  readonly stallMs: number;
  /** The text of `/proc/self/mountinfo`, null where there is none. */
  readonly readMounts?: () => string | null;
}

/** The mounts are asked for again after this long: a directory may become a mount while the agent runs. */
const MOUNTS_MS = 10_000;

/** Makes the disk of one directory; nothing is started before the first question. */
export function openDisk(options: OpenDiskOptions): OpenDisk {
  const { path, isolation, stallMs, maxRate = null, sha256 = false } = options;
  const stop = new AbortController();
  const rules = { maxRate, sha256 };
  const own = createOwnDisk(rules, { signal: stop.signal });
  const distant = createDistantDisk({ path, stallMs, ...rules });
  const isDistant = createChoice(path, isolation, options.readMounts ?? readMountinfo);
  const disk = (): Disk => (isDistant() ? distant : own);
  return {
    stat: (...words) => disk().stat(...words),
    list: (...words) => disk().list(...words),
    look: (...words) => disk().look(...words),
    read: (...words) => disk().read(...words),
    head: (...words) => disk().head(...words),
    tail: (...words) => disk().tail(...words),
    restarts: distant.restarts,
    close() {
      stop.abort();
      distant.close();
    },
  };
}

function createChoice(
  path: string,
  isolation: Isolation,
  readMounts: () => string | null,
): () => boolean {
  if (isolation !== 'auto') return () => isolation === 'always';
  let askedAt = Number.NEGATIVE_INFINITY;
  let text: string | null = null;
  let choice = false;
  return () => {
    const now = performance.now();
    if (now - askedAt < MOUNTS_MS) return choice;
    askedAt = now;
    const found = readMounts();
    if (found === text) return choice;
    text = found;
    const mounts = found === null ? [] : parseMountinfo(found);
    // Without the kernel's table (not Linux) nothing is known of any mount: as before, this process reads.
    choice = found !== null && mayHang(followLinks(path, mounts), mounts);
    return choice;
  };
}

function readMountinfo(): string | null {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return null;
  }
}

/** Links followed at most, as the kernel does. */
const MOST_LINKS = 40;

/** The path without links, as far as it lies on local disks: what lies beyond may hang and is not asked. */
function followLinks(path: string, mounts: readonly Mount[]): string {
  let rest = resolve(path).split('/').slice(1);
  let done = '';
  for (let links = 0; rest.length > 0;) {
    const [name = '', ...more] = rest;
    const next = `${done}/${name}`;
    const mount = mountOf(next, mounts);
    if (mount === null || !isLocalMount(mount)) return [next, ...more].join('/');
    const target = links < MOST_LINKS ? readLink(next) : null;
    if (target === null) {
      done = next;
      rest = more;
      continue;
    }
    links += 1;
    rest = [...resolve(dirname(next), target).split('/').slice(1), ...more];
    done = '';
  }
  return done === '' ? '/' : done;
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
