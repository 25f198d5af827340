/** Watches what is mounted at a volume's path: another file system, none, or one that may no longer be written. */

import type { CollectorProblem } from '../../collector.ts';
import { isNetworkMount } from '../../formats/mountinfo.ts';
import type { Mount } from '../../formats/mountinfo.ts';
import type { VolumeSettings } from '../storage.schema.ts';
import { problem } from './parts.ts';

export interface MountWatch {
  /** Compares with what was seen before, also before a restart; what is odd comes back as problems. */
  readonly look: (mount: Mount | null) => readonly CollectorProblem[];
  /** Whether the volume must be a mount and is none now: its figures would be those of the disk below. */
  readonly isMissing: (mount: Mount | null) => boolean;
  /** For the cursor; null: nothing was seen yet. */
  readonly remembered: () => string | null;
}

interface Seen {
  /** File system and source: `nfs4 server:/export`. */
  readonly what: string;
  /** Whether it could be written when it was first seen, or since somebody said so. */
  readonly wasWritable: boolean;
}

/** Makes the watch of one volume; `before` is what `remembered` gave before a restart. */
export function createMountWatch(settings: VolumeSettings, before: string | null): MountWatch {
  const { path, mounted, read_only: mayBeReadOnly } = settings;
  let seen = parseSeen(before);
  const isMissing = (mount: Mount | null): boolean => mounted && mount?.mountPoint !== path;
  return {
    isMissing,
    look(mount) {
      if (isMissing(mount)) return [problem('not mounted', path, notMounted(path, mount))];
      // An automounter's place before the mount itself, which comes with the question.
      if (mount === null || mount.type === 'autofs') return [];
      const what = `${mount.type} ${mount.source}`;
      const problems: CollectorProblem[] = [];
      if (seen !== null && seen.what !== what) {
        const message = `${path} was on ${seen.what} and is on ${what} now`;
        problems.push(problem('mount changed', path, message));
        seen = null;
      }
      seen = { what, wasWritable: !mount.isReadOnly || (seen?.wasWritable ?? false) };
      if (mount.isReadOnly && seen.wasWritable && !mayBeReadOnly)
        problems.push(problem('read-only', path, readOnly(path, mount)));
      return problems;
    },
    remembered: () => (seen === null ? null : `${seen.wasWritable ? 'rw' : 'ro'} ${seen.what}`),
  };
}

function parseSeen(text: string | null): Seen | null {
  const found = /^(rw|ro) (.+)$/s.exec(text ?? '');
  return found === null ? null : { wasWritable: found[1] === 'rw', what: found[2] ?? '' };
}

function notMounted(path: string, mount: Mount | null): string {
  const below = mount === null ? 'nothing is known of it' : `it lies on ${mount.source}`;
  return `nothing is mounted at ${path}: ${below}`;
}

function readOnly(path: string, mount: Mount): string {
  const why = isNetworkMount(mount)
    ? 'its server may have exported it anew'
    : 'a kernel does so after errors of the disk';
  return `${path} (${mount.source}) has become read-only; ${why}`;
}
