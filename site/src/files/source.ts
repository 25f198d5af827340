/** Where a search reads: the browser over the network, the hub from its disk. */

import type { CampaignHead } from '#site/snapshot/schema/manifest.ts';
import type { PartNames } from '#site/snapshot/schema/part-names.ts';
import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import type { FilesPart, Runs } from '#site/snapshot/schema/runs.ts';
import type { PartFile, SnapshotAccess } from '../snapshot/access.ts';

export interface FilesSource {
  /** Newest first. */
  campaigns(): Promise<readonly CampaignHead[]>;
  runs(head: CampaignHead): Promise<Runs>;
  names(part: FilesPart): Promise<PartNames>;
  part(part: FilesPart): PartFile;
  run(slug: string, number: number, revision: number): Promise<Run>;
  runFiles(path: string): Promise<FileColumns>;
  /** Bytes that were read so far. */
  readonly read: () => number;
}

/** One of a file found. */
export interface FoundFile {
  readonly slug: string;
  readonly campaign: string;
  readonly run: number;
  /** The run as it was found: the file stands below it. */
  readonly path: string;
  readonly name: string;
  readonly t: number | null;
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly tunerDeg: number | null;
  readonly cavityHz: number | null;
  readonly softwareVersion: string | null;
}

/** Returns a source over an open snapshot; only what is read of parts and their names is counted. */
export function snapshotSource(snapshot: SnapshotAccess): FilesSource {
  let read = 0;
  return {
    campaigns: async () => (await snapshot.campaigns()).campaigns,
    async runs({ slug }) {
      const runs = await snapshot.runs(slug);
      if (runs === null) throw new RangeError(`no runs of ${slug}`);
      return runs;
    },
    names(part) {
      read += part.names.bytes;
      return snapshot.partNames(part);
    },
    part(part) {
      const file = snapshot.partFile(part);
      return {
        byteLength: file.byteLength,
        slice(start, end = file.byteLength) {
          read += end - start;
          return file.slice(start, end);
        },
      };
    },
    async run(slug, number) {
      const run = await snapshot.run(slug, number);
      if (run === null) throw new RangeError(`no run ${number} of ${slug}`);
      return run;
    },
    runFiles: (path) => snapshot.runFiles(path),
    read: () => read,
  };
}
