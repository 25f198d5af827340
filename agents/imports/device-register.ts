/** Remembers how the logs of each imported device begin, so that a second device under the same name is found out later too. */

import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FoundLog } from '#agents/collectors/cryostat/log-file.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';

/** Bytes of a log's beginning: a grown log begins as it did. */
const HEAD = 64;

/** By device, by the log's key: checksum of its first bytes. */
type Register = Record<string, Record<string, number>>;

async function readRegister(path: string): Promise<Register> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Register;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}

async function beginning(log: FoundLog): Promise<number | null> {
  const handle = await open(log.path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return bytesRead < HEAD ? null : crc32(buffer);
  } finally {
    await handle.close();
  }
}

/**
 * Checks a device's logs against the register in the file `path`, and enters them.
 *
 * @throws FlashError where a log was imported before under this name and key with another beginning.
 */
export async function registerDevice(
  path: string,
  device: string,
  logs: readonly FoundLog[],
): Promise<void> {
  const register = await readRegister(path);
  const known = register[device] ?? {};
  for (const log of logs) {
    const found = await beginning(log);
    if (found === null) continue;
    const before = known[log.key];
    if (before !== undefined && before !== found) throw otherDevice(device, log, path);
    known[log.key] = found;
  }
  await writeRegister(path, { ...register, [device]: known });
}

function otherDevice(device: string, log: FoundLog, path: string): FlashError {
  return new FlashError({
    operation: 'import logs of slow control',
    subject: String(log.path),
    reason: `two devices under one name '${device}': another log '${log.key}' was imported under it before`,
    hint: `give this device its own name with --device NAME; if the log was really rewritten, remove '${device}' from ${path}`,
  });
}

async function writeRegister(path: string, register: Register): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(JSON.stringify(register));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}
