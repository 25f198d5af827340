/** Reads the content of an asset from the forms of it that lie on the disk. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { errorCode } from '#telemetry/errors.ts';

const gunzipAsync = promisify(gunzip);

/** Returns the uncompressed content of a file, of which only `<path>.gz` may be there. @throws where neither can be read, or where the compressed one is damaged */
export async function readBody(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  return await gunzipAsync(await readFile(`${path}.gz`));
}

/** The same at once, for whoever does nothing else: no way through the pool of threads. */
export function readBodyNow(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  return gunzipSync(readFileSync(`${path}.gz`));
}
