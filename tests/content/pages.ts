/** The pages of content/ as tests look at them: address, frontmatter, imports, links and anchors of each. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseAlgorithms } from '#site/src/docs/algorithms.ts';
import { parseGlossary, termsOf } from '#site/src/docs/glossary.ts';
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

/** Returns what `#…` may follow a page's address: its headings, its steps, and the names that a component shows. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const headings = [...page.raw.matchAll(/^#{2,6} (.+)$/gm)].map(([, text]) => slug(text ?? ''));
  const steps = page.prose.includes('<ProcedureCard')
    ? [...page.raw.matchAll(/^(\d+)\. /gm)].map(([, n]) => `step-${n}`)
    : [];
  const named = [
    ...(page.prose.includes('<Services') ? serviceNames() : []),
    ...(page.prose.includes('<GlossaryTerms') ? glossaryNames() : []),
    ...(page.prose.includes('<Algorithms') ? algorithmNames() : []),
  ];
  return new Set([...headings, ...steps, ...named]);
}

function serviceNames(): readonly string[] {
  const { services } = parseServices(read('content/infrastructure/services.yaml'));
  return services.map(({ id }) => id);
}

function glossaryNames(): readonly string[] {
  const glossary = parseGlossary(read('content/experiment/glossary.yaml'));
  return termsOf(glossary).map(({ id }) => id);
}

function algorithmNames(): readonly string[] {
  return parseAlgorithms(read('content/algorithms/algorithms.yaml')).map(({ id }) => id);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
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
