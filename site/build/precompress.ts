/** Brotli forms of the browser's code and styles and of the handbook, which lie beside them for whoever takes it: a sixth less than gzip. */

import { glob, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** What is compressed, and how hard (of 11): there are hundreds of pages of text, and the last step takes four times as long as the one before. */
const FORMS = [
  ['_astro/*.{js,css}', 11],
  ['docs/**/*.html', 10],
] as const;

/** Compresses what has no such form yet; what is written appears whole. */
export async function precompress(clientDirectory: string): Promise<void> {
  for (const [names, quality] of FORMS)
    for await (const name of glob(names, { cwd: clientDirectory }))
      await compressFile(join(clientDirectory, name), quality);
}

async function compressFile(path: string, quality: number): Promise<void> {
  if (await isThere(`${path}.br`)) return;
  const body = await readFile(path);
  const small = await compress(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, small);
  await rename(draft, `${path}.br`);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
