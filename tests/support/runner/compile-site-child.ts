/** Compiles the site where all tests look for it, so that none of them waits for another that does. */

import { join, resolve } from 'node:path';
import { buildSite } from '#site/build.ts';

const CACHE = resolve(import.meta.dirname, '..', '..', '..', '.cache');

await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? join(CACHE, 'site') });
