/** Brotli forms of the browser's code and styles, which lie beside them for whoever takes it: a sixth less than gzip. */

import { glob, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Compresses what has no such form yet; what is written appears whole. */
export async function compressCode(clientDirectory: string): Promise<void> {
  for await (const name of glob('_astro/*.{js,css}', { cwd: clientDirectory })) {
    const path = join(clientDirectory, name);
    if (await isThere(`${path}.br`)) continue;
    const body = await readFile(path);
    const small = await compress(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    });
    const draft = `${path}.${process.pid}.tmp`;
    await writeFile(draft, small);
    await rename(draft, `${path}.br`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
