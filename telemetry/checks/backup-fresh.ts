/** `flash doctor`: is there a backup of the catalogue that is young, whole as far as its sizes say, and somewhere else too? */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { backupDirectory } from '../catalogue/backup/back-up.ts';
import { listBackups } from '../catalogue/backup/list.ts';
import { piecesOf, readManifest } from '../catalogue/backup/manifest.ts';
import { backupOwner, type BackupName } from '../catalogue/backup/name.ts';
import type { Check, CheckInput, CheckResult } from '../check.ts';
import { describeError } from '../errors.ts';
import { durationForPeople } from '../output/quantities.ts';
import { program } from '../program.ts';

/** A night and a half: the same age from which the site calls it stale. */
const STALE_MS = 129_600_000;

export const backupFresh: Check = {
  name: 'the catalogue is backed up',
  run: async (input) => {
    const directory = backupDirectory(input.config);
    const newest = await newestIn(directory, input);
    if (typeof newest === 'string') {
      return { state: 'failed', found: newest, mend: 'mount it, or correct backup.directory' };
    }
    if (newest === null) return none(directory, input);
    const fault = await faultOf(join(directory, newest.name));
    if (fault !== null) {
      const mend = `make another: ${program} backup`;
      return { state: 'failed', found: `${join(directory, newest.name)}: ${fault}`, mend };
    }
    return judge(newest, input);
  },
};

async function newestIn(
  directory: string,
  { config }: CheckInput,
): Promise<BackupName | string | null> {
  try {
    return (await listBackups(directory, backupOwner(config)))[0] ?? null;
  } catch (thrown) {
    return describeError(thrown);
  }
}

function none(directory: string, { config }: CheckInput): CheckResult {
  const { nightly_hour: hour } = config.backup;
  const found = `there is none in ${directory}`;
  if (hour === null) {
    return {
      state: 'attention',
      found: `${found}, and no nightly one is configured`,
      mend: 'set backup.nightly_hour in flash.yaml',
    };
  }
  const when = `the hub makes the first one after ${String(hour).padStart(2, '0')}:00 (${config.time_zone})`;
  return {
    state: 'attention',
    found: `${found}; ${when}`,
    mend: `make one now: ${program} backup`,
  };
}

/** Sizes only: reading everything is for `flash restore DIR --check`. */
async function faultOf(folder: string): Promise<string | null> {
  try {
    for (const { path, bytes } of piecesOf(await readManifest(folder))) {
      const { size } = await stat(join(folder, path));
      if (size !== bytes) return `${path} holds ${String(size)} of ${String(bytes)} bytes`;
    }
    return null;
  } catch (thrown) {
    return describeError(thrown).split('\n')[0] ?? '';
  }
}

function judge({ name, at }: BackupName, { config, now }: CheckInput): CheckResult {
  const { copy_to: copyTo } = config.backup;
  const found = `${name}, ${durationForPeople(Math.max(0, now - at))} ago`;
  if (now - at > STALE_MS) {
    const mend = `see why in the hub's log, and make one now: ${program} backup`;
    return { state: 'failed', found, mend };
  }
  if (copyTo !== undefined) return { state: 'good', found: `${found}; copies go to ${copyTo}` };
  return {
    state: 'attention',
    found: `${found}; no copy elsewhere`,
    mend: 'set backup.copy_to in flash.yaml to a folder on another disk or machine',
  };
}
