/** How full the file systems on this machine's own disks are; network mounts are for the collector `storage`. */

import { statfsSync } from 'node:fs';

import { describeError } from '#telemetry/errors.ts';
import * as metrics from '#telemetry/metrics/host-devices.ts';

import type { CollectorProblem } from '../../collector.ts';
import { ownDisks, parseMountinfo } from '../../formats/mountinfo.ts';
import type { Mount } from '../../formats/mountinfo.ts';
import type { Labels, Put } from './put.ts';

interface LabelledMount {
  readonly mountPoint: string;
  readonly whole: Labels;
  readonly states: Readonly<Record<'used' | 'free' | 'reserved', Labels>>;
  readonly usedInodes: Labels;
  readonly freeInodes: Labels;
}

export interface FileSystems {
  /** Puts the room of each local file system of the table; those that do not answer are problems. */
  readonly put: (mountinfo: string, put: Put, odd: string[]) => readonly CollectorProblem[];
}

/** Makes the part; the table of mounts is read anew only when it changed. */
export function createFileSystems(): FileSystems {
  let table: string | null = null;
  let mounts: readonly LabelledMount[] = [];
  return {
    put(mountinfo, put, odd) {
      if (mountinfo !== table) {
        mounts = ownDisks(parseMountinfo(mountinfo, odd)).map(labelled);
        // With lines that were something else it is read again, so that they are reported each time.
        table = odd.length === 0 ? mountinfo : null;
      }
      return mounts.flatMap((mount) => putOne(mount, put));
    },
  };
}

/** A local file system answers from memory, so that a synchronous question does not wait for its disk. */
function putOne(mount: LabelledMount, put: Put): readonly CollectorProblem[] {
  try {
    const { bsize, blocks, bfree, bavail, files, ffree } = statfsSync(mount.mountPoint);
    if (blocks === 0) return [];
    const { used, free, reserved } = mount.states;
    put(metrics.fileSystemLimit, mount.whole, blocks * bsize);
    put(metrics.fileSystemUsage, used, (blocks - bfree) * bsize);
    put(metrics.fileSystemUsage, free, bavail * bsize);
    put(metrics.fileSystemUsage, reserved, (bfree - bavail) * bsize);
    if (files === 0) return [];
    put(metrics.fileSystemInodes, mount.usedInodes, files - ffree);
    put(metrics.fileSystemInodes, mount.freeInodes, ffree);
    return [];
  } catch (thrown) {
    const message = describeError(thrown);
    return [{ reason: 'file system', subject: mount.mountPoint, message }];
  }
}

function labelled({ source, mountPoint, type }: Mount): LabelledMount {
  const whole = {
    system_device: source,
    system_filesystem_mountpoint: mountPoint,
    system_filesystem_type: type,
  };
  const of = (state: string): Labels => ({ ...whole, system_filesystem_state: state });
  const inodes = (state: string): Labels => ({
    system_filesystem_mountpoint: mountPoint,
    system_filesystem_state: state,
  });
  return {
    mountPoint,
    whole,
    states: { used: of('used'), free: of('free'), reserved: of('reserved') },
    usedInodes: inodes('used'),
    freeInodes: inodes('free'),
  };
}
