/** Turns the paths of an import into devices and their log files. */

import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { deviceFolder, findLogs } from '#agents/collectors/cryostat/find-logs.ts';
import type { FoundLog } from '#agents/collectors/cryostat/log-file.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';

/** The logs of one device, by their keys (`26-06-20/CH6 T 26-06-20.log`). */
export interface DeviceLogs {
  readonly device: string;
  readonly folder: string;
  readonly logs: readonly FoundLog[];
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

function failed(subject: string, reason: string, hint?: string): FlashError {
  const options = { operation: 'import logs of slow control', subject, reason };
  return new FlashError(hint === undefined ? options : { ...options, hint });
}

/** The logs below one path: a device's folder, one of its day folders, or one file. */
async function logsOf(path: string): Promise<{ folder: string; logs: readonly FoundLog[] }> {
  const found = await stat(path).catch((error: unknown) => {
    const isMissing = errorCode(error) === 'ENOENT';
    throw failed(path, isMissing ? 'no such file or folder' : 'it cannot be looked at');
  });
  if (found.isFile()) {
    const inside = dirname(path);
    const folder = deviceFolder(inside);
    const name = basename(path);
    return { folder, logs: [{ path, name, key: keyIn(inside, folder, name) }] };
  }
  const folder = deviceFolder(path);
  const folders = await findLogs(path, Number.POSITIVE_INFINITY);
  const logs = folders.flatMap((inner) => inner.logs);
  if (folder === path) return { folder, logs };
  return { folder, logs: logs.map((log) => ({ ...log, key: keyIn(path, folder, log.key) })) };
}

function keyIn(inside: string, folder: string, name: string): string {
  return inside === folder ? name : join(basename(inside), name);
}

/**
 * Finds the devices of the paths; the name is `device`, else that of the folder that holds the day folders.
 *
 * @throws FlashError where a path is not there, a name cannot be one, or two devices would get one name: two
 * folders of one name, or one log of one day with two contents.
 */
export async function findDeviceLogs(
  paths: readonly string[],
  device: string | null,
): Promise<readonly DeviceLogs[]> {
  const devices = new Map<string, { folder: string; logs: Map<string, FoundLog> }>();
  for (const path of paths) {
    const { folder, logs } = await logsOf(await resolvePath(path));
    const name = device ?? basename(folder);
    if (!NAME.test(name)) {
      throw failed(path, `'${name}' cannot be a device's name`, 'name the device: --device NAME');
    }
    const known = devices.get(name) ?? { folder, logs: new Map<string, FoundLog>() };
    devices.set(name, known);
    if (device === null && known.folder !== folder) {
      const reason = `two devices under one name '${name}': ${known.folder} and ${folder}`;
      throw failed(path, reason, 'import them one after the other, each with its --device NAME');
    }
    for (const log of logs) await addLog(known.logs, log, name);
  }
  return [...devices].map(([name, { folder, logs }]) => ({
    device: name,
    folder,
    logs: [...logs.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  }));
}

async function resolvePath(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** Adds a log once; another content under its key is another device. */
async function addLog(logs: Map<string, FoundLog>, log: FoundLog, device: string): Promise<void> {
  const before = logs.get(log.key);
  if (before === undefined) {
    logs.set(log.key, log);
    return;
  }
  const [a, b] = await Promise.all([readFile(before.path), readFile(log.path)]);
  if (a.equals(b)) return;
  throw failed(
    String(log.path),
    `two devices under one name '${device}': ${String(before.path)} has another content`,
    'import them one after the other, each with its --device NAME',
  );
}
