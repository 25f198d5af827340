/** Finds the log files of a device: in its folder and one level below, oldest folder first. */

import { basename, dirname } from 'node:path';
import { stat } from 'node:fs/promises';
import { listDirectory } from '#agents/sources/list-directory.ts';
import { lookAtFiles } from '#agents/sources/look-at-files.ts';
import type { FilePath } from '#agents/sources/file-path.ts';
import { joinPath } from '#agents/sources/file-path.ts';
import type { FoundLog } from './log-file.ts';

/** A Bluefors day, `yy-mm-dd`: its names sort by date. */
const DAY = /^\d\d-\d\d-\d\d$/;

export interface SeenLog extends FoundLog {
  /** Changes whenever the file does. */
  readonly version: string;
}

/** The logs that lie together in one folder: a day, or the device's own folder (`''`). */
export interface LogFolder {
  readonly name: string;
  readonly logs: readonly SeenLog[];
}

async function readFolder(
  path: FilePath,
  folder: string,
): Promise<{ readonly logs: SeenLog[]; readonly folders: { name: string; path: FilePath }[] }> {
  const logs: SeenLog[] = [];
  const folders: { name: string; path: FilePath }[] = [];
  const names = (await listDirectory(path)).filter(({ text }) => !text.startsWith('.'));
  for (const look of await lookAtFiles(path, names)) {
    const name = look.name.text;
    const found = joinPath(path, look.name);
    if (look.kind === 'directory') folders.push({ name, path: found });
    if (look.kind !== 'file') continue;
    const { size, mtimeMs, ino } = look.identity;
    const key = folder === '' ? name : `${folder}/${name}`;
    logs.push({ path: found, key, name, version: `${size}:${mtimeMs}:${ino}` });
  }
  logs.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { logs, folders };
}

/**
 * Of the folders' names the newest: that many days, and that many of all other names, so that folders that people make
 * beside the days (`calibration`, `notes`) push no day out.
 */
export function newestNames(names: readonly string[], newest: number): ReadonlySet<string> {
  const sorted = names.toSorted();
  const days = sorted.filter((name) => DAY.test(name));
  const others = sorted.filter((name) => !DAY.test(name));
  return new Set([days, others].flatMap((of) => of.slice(-Math.min(newest, names.length))));
}

/**
 * Lists the device's folders with their logs; `newest`: of the folders below only those of `newestNames`.
 *
 * A path that is a file gives that file alone. @throws the system's error where the path cannot be read.
 */
export async function findLogs(path: string, newest: number): Promise<readonly LogFolder[]> {
  const found = await stat(path);
  if (found.isFile()) {
    const { size, mtimeMs, ino } = found;
    const name = basename(path);
    const log = { path, key: name, name, version: `${size}:${mtimeMs}:${ino}` };
    return [{ name: '', logs: [log] }];
  }
  const top = await readFolder(path, '');
  const folders: LogFolder[] = [];
  const below = top.folders.sort((a, b) => (a.name < b.name ? -1 : 1));
  const live = newestNames(
    below.map(({ name }) => name),
    newest,
  );
  for (const { name, path: inside } of below) {
    if (!live.has(name)) continue;
    folders.push({ name, logs: (await readFolder(inside, name)).logs });
  }
  return [...folders, { name: '', logs: top.logs }];
}

/** The folder whose name a device has by default: above day folders, the folder that holds them. */
export function deviceFolder(path: string): string {
  return DAY.test(basename(path)) ? dirname(path) : path;
}
