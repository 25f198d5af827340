import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { compiledSite } from '#site/compiled-site.ts';
import type { CompiledSite } from '#site/gateway/pages.ts';
import { openSnapshot } from '#site/snapshot/reader.ts';
import { picturePath } from '#site/src/explore/picture-path.ts';
import { writePages } from '#site/static/write-pages.ts';
import { buildStaticSite, dataPages, type BuiltSite } from '#site/static-site.ts';
import { writeManyRuns } from '../../support/site-fixture/many-runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const URL_ = 'https://flash.example.org/';
/** Of every kind one at least. */
const RUNS = 6;
let home = '';
let site: CompiledSite;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'flash-static-'));
  const compiled = await compiledSite({
    home: resolve(import.meta.dirname, '..', '..', '..', '.cache'),
    url: URL_,
  });
  // The documentation is not what these builds are about, and copying it takes longer than all pages together.
  site = { ...compiled, clientDirectory: join(home, 'client') };
  await mkdir(join(site.clientDirectory, 'docs', 'data'), { recursive: true });
  await writeFile(
    join(site.clientDirectory, 'docs', 'data', 'index.html'),
    `<img src="/${picturePath('channels=qfridge/ch5-t&span=6h')}">`,
  );
  await writeManyRuns(join(home, 'snapshot'), { runs: RUNS, files: 3, at: AT });
});
after(() => rmSync(home, { recursive: true, force: true }));

async function build(out: string, snapshot: string, url = URL_): Promise<BuiltSite> {
  return await buildStaticSite({
    out: join(home, out),
    url,
    site,
    publish: (target) => cp(join(home, snapshot), target, { recursive: true }),
    onProgress: () => undefined,
  });
}

/** Every page of a site, as text, by its path. */
function pagesOf(out: string): Readonly<Record<string, string>> {
  const directory = join(home, out);
  const paths = globSync(
    join(directory, '{index.html,404.html,!(_astro|data|docs|api)/**/{index.html,*.xml}}'),
  ).toSorted();
  return Object.fromEntries(
    paths.map((path) => [relative(directory, path), readFileSync(path, 'utf8')]),
  );
}

test('threads write the same pages as one after the other', async () => {
  const directory = join(home, 'threads');
  await cp(join(home, 'snapshot'), join(directory, 'data'), { recursive: true });
  const snapshot = await openSnapshot(join(directory, 'data'));
  assert.ok(snapshot !== null);
  const pages = await dataPages(snapshot);
  const told: number[] = [];
  const target = { directory, url: URL_, site, snapshot };
  await writePages(target, pages, (count) => told.push(count), { threads: 2, worthAThread: 1 });
  assert.equal(told.at(-1), pages.length);
  const threaded = pagesOf('threads');
  assert.equal(Object.keys(threaded).length, pages.length);
  await writePages(target, pages, () => undefined, { threads: 1 });
  assert.deepEqual(pagesOf('threads'), threaded);
});

test('a page that fails in a thread fails the build with its address', async () => {
  const directory = join(home, 'threads');
  const snapshot = await openSnapshot(join(directory, 'data'));
  assert.ok(snapshot !== null);
  const pages = [...(await dataPages(snapshot)), '/runs/unknown/'];
  const target = { directory, url: URL_, site, snapshot };
  await assert.rejects(
    writePages(target, pages, () => undefined, { threads: 2, worthAThread: 1 }),
    {
      name: 'FlashError',
      message: 'cannot build the site: /runs/unknown/: the page answered 404',
    },
  );
});

test('a build renders what changed, and is otherwise the build before, page for page', async () => {
  const first = await build('out', 'snapshot');
  assert.equal(first.rendered, first.pages);
  // Also what a text shows to readers without script.
  const picture = join(home, 'out', picturePath('channels=qfridge/ch5-t&span=6h'));
  assert.match(readFileSync(picture, 'utf8'), /^<svg .*As of 2026-11-23T10:02:14/s);
  const again = await build('out', 'snapshot');
  assert.equal(again.rendered, first.pages - RUNS);

  // The same revision with other content, as after a new catalogue: told by its checksum.
  await writeManyRuns(join(home, 'snapshot'), { runs: RUNS, files: 4, at: AT });
  const changed = await build('out', 'snapshot');
  assert.equal(changed.rendered, changed.pages);
  await build('fresh', 'snapshot');
  assert.deepEqual(pagesOf('out'), pagesOf('fresh'));
});

test('another address, or an earlier build that cannot be read, is rendered whole', async () => {
  const elsewhere = await build('out', 'snapshot', 'https://elsewhere.example.org/');
  assert.equal(elsewhere.rendered, elsewhere.pages);
  await writeFile(join(home, 'out', 'data', 'snapshot.json'), '{"schema":0}');
  const damaged = await build('out', 'snapshot', 'https://elsewhere.example.org/');
  assert.equal(damaged.rendered, damaged.pages);
});

test('a page that was kept is the same file, and survives the build it came from', async () => {
  const page = join(home, 'fresh', 'runs', 'run_2017.01-quax', '1', 'index.html');
  const [inode, text] = [statSync(page).ino, await readFile(page, 'utf8')];
  await build('fresh', 'snapshot');
  assert.equal(statSync(page).ino, inode);
  assert.equal(await readFile(page, 'utf8'), text);
});
