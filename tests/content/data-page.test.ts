/** The page “Taking data into a notebook” names every kind of file, and its Python runs as it is printed, against a snapshot of the published schema. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { describeData } from '#site/description/open-api.ts';
import { ROOT } from './pages.ts';
import { SNAPSHOT } from './snapshot-of-one-run.ts';

const text = readFileSync(join(ROOT, 'content/data/index.mdx'), 'utf8');

/** Returns the page's Python, in the order in which a reader would paste it. */
function pythonOfPage(): string {
  return [...text.matchAll(/^```python\n([\s\S]*?)^```/gm)].map(([, code]) => code).join('\n');
}

const python = spawnSync('python3', ['--version']).status === 0;

it(
  'the Python of content/data/index.mdx reads a snapshot',
  { skip: !python && 'no python3 here' },
  async () => {
    const server = createServer(({ url = '' }, answer) => {
      const asset = SNAPSHOT[url.replace(/^\/data\//, '')];
      answer.writeHead(asset === undefined ? 404 : 200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(asset));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const code = pythonOfPage().replace('127.0.0.1:4321', `127.0.0.1:${address.port}`);
      const { stdout } = await promisify(execFile)('python3', ['-c', code], { timeout: 20_000 });
      assert.deepEqual(stdout.trimEnd().split('\n'), [
        'demo data, snapshot 20261123T101006Z-3f2a',
        'Run_2026.11-QUAX has 1 runs',
        'run 7 calibration closed 2 files',
        'S11_20p2deg.txt 8834213000 Hz, Q_L 23800',
        'S11_21deg.txt no fit: the window holds 1.8 linewidths, 3 are needed',
        'S11_20p2deg.txt 1795428000000',
        'S11_21deg.txt None',
        'qfridge/ch6-t 1795428060000 0.011 K',
        'qfridge/ch6-t 0.0113 K (1795428090000, 0.0113)',
      ]);
    } finally {
      server.close();
    }
  },
);

it('names every kind of file that the description for programs has', () => {
  const kinds = Object.keys(describeData().paths).map((path) => /^\/(\w+)/.exec(path)?.[1] ?? path);
  assert.deepEqual(
    [...new Set(kinds)].filter((kind) => !new RegExp(`\`${kind}[./]`).test(text)),
    [],
  );
});
