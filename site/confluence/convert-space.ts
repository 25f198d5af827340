/** An export of a wiki's space as files of content/: one MDX page each in its place, pictures beside, and what was lost. */

import { posix } from 'node:path';
import { find, parseHtml, textOf, type HtmlElement } from './parse-html.ts';
import { toMdx } from './to-mdx.ts';

export interface ConvertedSpace {
  /** By path below the folder that is written. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly pages: number;
  readonly pictures: number;
  /** What could not be carried: page and what, each once. */
  readonly lost: readonly { readonly page: string; readonly what: string }[];
}

interface SourcePage {
  /** In the archive, without the folder of the space: `Shifts_4711.html`. */
  readonly name: string;
  readonly title: string;
  /** Names of the pages above it, the topmost first. */
  readonly parents: readonly string[];
  readonly body: HtmlElement;
}

/** Converts the files of an HTML export. Pages without a body of the wiki (its index, its styles) are left out. */
export function convertSpace(archive: ReadonlyMap<string, Buffer>): ConvertedSpace {
  const folder = folderOf([...archive.keys()]);
  const entries = new Map([...archive].map(([name, data]) => [name.slice(folder.length), data]));
  const pages = [...entries].flatMap(([name, data]) =>
    name.endsWith('.html') && name !== 'index.html' ? readPage(name, data.toString('utf8')) : [],
  );
  const places = placesOf(pages);
  const files = new Map<string, string | Buffer>();
  const lost = new Map<string, { page: string; what: string }>();
  let pictures = 0;
  for (const page of pages) {
    const place = places.get(page.name) ?? page.name;
    const lose = (what: string): void => {
      lost.set(`${page.title}\n${what}`, { page: page.title, what });
    };
    const body = toMdx(page.body, {
      link(href) {
        if (/^[^#:]+#/.test(href)) lose(`the place within a page that a link leads to, ${href}`);
        return linkFrom(place, href, places, entries);
      },
      image(source) {
        const name = decodeURI(source.replace(/[?#].*$/, ''));
        const data = entries.get(name);
        if (data === undefined) return null;
        if (!files.has(name)) pictures += 1;
        files.set(name, data);
        return relative(posix.dirname(`${place}.mdx`), name);
      },
      lose,
    });
    files.set(`${place}.mdx`, `${headOf(page.title)}${body}`);
  }
  return { files, pages: pages.length, pictures, lost: [...lost.values()] };
}

/** The archive holds one folder, named by the space. */
function folderOf(names: readonly string[]): string {
  const [first = ''] = names;
  const folder = first.includes('/') ? `${first.split('/')[0]}/` : '';
  return names.every((name) => name.startsWith(folder)) ? folder : '';
}

function readPage(name: string, source: string): readonly SourcePage[] {
  const root = parseHtml(source);
  const body = find(root, ({ attributes }) => attributes['id'] === 'main-content');
  if (body === null) return [];
  const heading = find(root, ({ attributes }) => attributes['id'] === 'title-text');
  const whole = textOf(heading ?? find(root, ({ tag }) => tag === 'title') ?? root);
  // "SPACE : Title" is how an export names its pages.
  const title = whole
    .replace(/\s+/g, ' ')
    .replace(/^[^:]* : /, '')
    .trim();
  const crumbs = find(root, ({ attributes }) => attributes['id'] === 'breadcrumbs');
  return [{ name, title: title === '' ? name : title, parents: crumbNames(crumbs), body }];
}

/** The first crumb is the space itself. */
function crumbNames(crumbs: HtmlElement | null): readonly string[] {
  const names = (crumbs?.children ?? []).flatMap((item) => {
    const link = find(item, ({ tag }) => tag === 'a');
    return link === null ? [] : [link.attributes['href'] ?? ''];
  });
  return names.filter((name) => name !== 'index.html');
}

/** Gives every page its place: in the folders of its parents, by its title; a title that comes twice gets a number. */
function placesOf(pages: readonly SourcePage[]): ReadonlyMap<string, string> {
  const known = new Map(pages.map((page) => [page.name, page]));
  const slugs = new Map<string, string>();
  const used = new Set<string>();
  const slugOf = (page: SourcePage): string => {
    const base = slug(page.title);
    let free = base;
    for (let n = 2; used.has(free); n += 1) free = `${base}-${n}`;
    used.add(free);
    return free;
  };
  for (const page of pages) slugs.set(page.name, slugOf(page));
  const hasChildren = new Set(pages.flatMap(({ parents }) => parents.slice(-1)));
  return new Map(
    pages.map(({ name, parents }) => {
      const path = [...parents.filter((parent) => known.has(parent)), name].map(
        (one) => slugs.get(one) ?? one,
      );
      return [name, hasChildren.has(name) ? [...path, 'index'].join('/') : path.join('/')];
    }),
  );
}

function slug(title: string): string {
  const ascii = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ascii.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'page';
}

/** Returns where a link of a page leads now; null: it was to something that is not in the export. */
function linkFrom(
  place: string,
  href: string,
  places: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, Buffer>,
): string | null {
  if (/^(?:https?|mailto|davs):/.test(href)) return href;
  if (href.startsWith('#')) return href;
  const [name = ''] = decodeURI(href).split('#');
  const target = places.get(name);
  if (target === undefined)
    return entries.has(name) && !name.endsWith('.html')
      ? relative(posix.dirname(place), name)
      : null;
  const from = place.replace(/(^|\/)index$/, '');
  const to = target.replace(/(^|\/)index$/, '');
  const way = posix.relative(from, to);
  return `${way === '' ? '.' : way}/`;
}

function relative(from: string, to: string): string {
  const way = posix.relative(from, to);
  return way.startsWith('.') ? way : `./${way}`;
}

function headOf(title: string): string {
  const text = JSON.stringify(title);
  return `---\ntitle: ${text}\ndescription: ${JSON.stringify(`${title}, brought over from the wiki.`)}\n---\n\n`;
}
