/** The pages of content/ as tests look at them: address, frontmatter, imports, links and anchors of each. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseServices } from '#site/src/docs/services.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Page {
  /** Relative to the repository. */
  readonly file: string;
  /** Where the site shows it: `/docs/procedures/start-a-run/`. */
  readonly address: string;
  readonly frontmatter: Readonly<Record<string, unknown>>;
  /** The text below the frontmatter, with code taken out. */
  readonly prose: string;
  readonly raw: string;
}

/** Reads every page below content/. */
export function readPages(): readonly Page[] {
  return globSync('content/**/*.mdx', { cwd: ROOT })
    .sort()
    .map((file) => parsePage(file, readFileSync(join(ROOT, file), 'utf8')));
}

/** Splits one page into its parts; a page without frontmatter has an empty one. */
export function parsePage(file: string, raw: string): Page {
  const [, head = '', body = raw] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(raw) ?? [];
  const frontmatter: unknown = parse(head);
  const path = file.replace(/^content\//, '').replace(/(^|\/)index\.mdx$|\.mdx$/, '');
  return {
    file,
    address: path === '' ? '/docs/' : `/docs/${path}/`,
    frontmatter: isRecord(frontmatter) ? frontmatter : {},
    prose: withoutCode(body),
    raw,
  };
}

/** Returns the targets of Markdown links and of href attributes, in order. */
export function linksOf({ prose }: Page): readonly string[] {
  const links = prose.matchAll(/\]\(([^()\s]+)\)|\bhref=["{]["']?([^"'}]+)/g);
  return [...links].map(([, markdown, attribute]) => markdown ?? attribute ?? '');
}

/** Returns the modules a page imports. */
export function importsOf({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/^import\s[^'"]*['"]([^'"]+)['"]/gm)].map(([, module]) => module ?? '');
}

/** Returns what `#…` may follow a page's address: its headings, and the names of services where it shows them. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const headings = [...page.raw.matchAll(/^#{2,6} (.+)$/gm)].map(([, text]) => slug(text ?? ''));
  if (!page.prose.includes('<Services')) return new Set(headings);
  const file = join(ROOT, 'content/infrastructure/services.yaml');
  const { services } = parseServices(readFileSync(file, 'utf8'));
  return new Set([...headings, ...services.map(({ id }) => id)]);
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}

function withoutCode(body: string): string {
  return body.replace(/^( *)```[\s\S]*?^\1```/gm, '').replace(/`[^`\n]*`/g, '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
