/** Every page of content/ says what it is, imports only what prose may use, and leads nowhere that does not exist. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsOf, importsOf, linksOf, parsePage, readPages, ROOT } from './pages.ts';

/** Addresses that are no page of content/: those of the site, the data files and the API reference. */
const ROUTES = [
  /^\/$/,
  /^\/runs\/$/,
  /^\/log\/$/,
  /^\/(charts|files|alarms|storage|jobs|statistics|shifts|dashboards)\/$/,
  /^\/data\/snapshot\.json$/,
  /^\/(openapi|alarm-event)\.json$/,
  /^\/api\//,
];
/** What a link of our own is tested against; the host is never asked. */
const ORIGIN = 'http://site.test';

const pages = readPages();
const byAddress = new Map(pages.map((page) => [page.address, page]));

/** Returns what is wrong with a link, or undefined. */
function faultOf(link: string, from: string): string | undefined {
  if (/^(https?|davs|mailto):/.test(link)) return undefined;
  if (link.startsWith('/')) return `${link}: begins with "/", so it breaks under a sub-path`;
  const { origin, pathname, hash } = new URL(link, ORIGIN + from);
  if (origin !== ORIGIN) return `${link}: leaves the site`;
  const target = byAddress.get(pathname);
  if (target === undefined) {
    return ROUTES.some((route) => route.test(pathname))
      ? undefined
      : `${link}: no page ${pathname}`;
  }
  const anchor = decodeURIComponent(hash.slice(1));
  if (anchor === '' || anchorsOf(target).has(anchor)) return undefined;
  return `${link}: ${target.file} has no anchor "${anchor}"`;
}

describe('pages of content/', () => {
  it('are there', () => {
    assert.ok(pages.length >= 20, `found ${pages.length}`);
  });

  for (const page of pages) {
    it(`${page.file} has a title and a description`, () => {
      const { title, description } = page.frontmatter;
      assert.ok(typeof title === 'string' && title.length > 0, 'title is missing');
      assert.ok(typeof description === 'string', 'description is missing');
      assert.match(description, /^[A-Z][\s\S]*\.$/, 'a description is a sentence');
      assert.ok(description.length <= 200, `description has ${description.length} characters`);
    });

    it(`${page.file} imports only #site/mdx.ts`, () => {
      assert.deepEqual(
        importsOf(page).filter((module) => module !== '#site/mdx.ts'),
        [],
      );
    });

    it(`${page.file} leads to pages that exist`, () => {
      const faults = linksOf(page).map((link) => faultOf(link, page.address));
      assert.deepEqual(
        faults.filter((fault) => fault !== undefined),
        [],
      );
    });
  }

  it('use components that site/mdx.ts exports', () => {
    const face = readFileSync(join(ROOT, 'site/mdx.ts'), 'utf8');
    for (const page of pages) {
      for (const [, name] of page.prose.matchAll(/<([A-Z]\w*)/g)) {
        assert.match(face, new RegExp(`default as ${name} `), `${page.file} uses <${name}>`);
        assert.match(
          page.prose,
          new RegExp(`import \\{[^}]*\\b${name}\\b`),
          `${page.file}: ${name}`,
        );
      }
    }
  });
});

describe('the check of links', () => {
  const faultsIn = (text: string) =>
    linksOf(parsePage('content/experiment/index.mdx', text)).map((link) =>
      faultOf(link, '/docs/experiment/'),
    );

  it('finds a page, an anchor and a sub-path that are not there', () => {
    const text =
      '[a](nowhere/) [b](glossary/#no-such-word) [c](/runs/) [d](../../runs/) [e](glossary/)';
    assert.deepEqual(faultsIn(text), [
      'nowhere/: no page /docs/experiment/nowhere/',
      'glossary/#no-such-word: content/experiment/glossary.mdx has no anchor "no-such-word"',
      '/runs/: begins with "/", so it breaks under a sub-path',
      undefined,
      undefined,
    ]);
  });

  it('does not look into code', () => {
    assert.deepEqual(faultsIn('`[a](nowhere/)`\n\n```md\n[b](nowhere/)\n```\n'), []);
  });
});

describe('files that the README names', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(
    ([, target]) => target ?? '',
  );
  for (const target of new Set(targets)) {
    it(target, (context) => {
      if (target === 'site/public/picture-now.png' && !existsSync(join(ROOT, target))) {
        context.skip('the picture has not been taken yet');
        return;
      }
      assert.ok(existsSync(join(ROOT, target)));
    });
  }
});
