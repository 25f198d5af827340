/** The body of a wiki's page as MDX: headings, lists, tables, code, pictures, links; what it cannot carry it names; pure. */

import { hasClass, textOf, type HtmlElement, type HtmlNode } from './parse-html.ts';

export interface MdxOptions {
  /** Where a link of the export leads now; null: to a page that is not in the export. */
  readonly link: (href: string) => string | null;
  /** Where a picture of the export lies now; null: it is not in the export. */
  readonly image: (source: string) => string | null;
  /** Told of everything that is left behind. */
  readonly lose: (what: string) => void;
}

const HEADINGS: Readonly<Record<string, number>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6 };
const BLOCKS = new Set(
  'p div ul ol table pre blockquote hr h1 h2 h3 h4 h5 h6 section article header'.split(' '),
);
/** Macros that say nothing without their wiki. */
const EMPTY_MACROS = ['toc-macro', 'plugin_pagetree', 'page-metadata', 'contentLayout2'];

/** Returns the text of a page below its title. */
export function toMdx(body: HtmlElement, options: MdxOptions): string {
  return `${blocksOf(body.children, options).join('\n\n')}\n`;
}

function blocksOf(nodes: readonly HtmlNode[], options: MdxOptions): string[] {
  const blocks: string[] = [];
  let line: HtmlNode[] = [];
  const flush = (): void => {
    const text = inline(line, options).trim();
    if (text !== '') blocks.push(text);
    line = [];
  };
  for (const node of nodes) {
    if ('text' in node || !BLOCKS.has(node.tag)) line.push(node);
    else {
      flush();
      blocks.push(...blockOf(node, options).filter((text) => text.trim() !== ''));
    }
  }
  flush();
  return blocks;
}

function blockOf(element: HtmlElement, options: MdxOptions): string[] {
  const { tag, children } = element;
  const level = HEADINGS[tag];
  if (level !== undefined) return [`${'#'.repeat(level)} ${inline(children, options).trim()}`];
  if (tag === 'hr') return ['---'];
  if (tag === 'pre') return [codeOf(element)];
  if (tag === 'ul' || tag === 'ol') return [listOf(element, options)];
  if (tag === 'table') return [tableOf(element, options)];
  if (EMPTY_MACROS.some((name) => hasClass(element, name) && name !== 'contentLayout2')) {
    options.lose('a list that the wiki made by itself');
    return [];
  }
  const inner = blocksOf(children, options);
  const isNote = tag === 'blockquote' || hasClass(element, 'confluence-information-macro');
  return isNote ? [quoted(inner.join('\n\n'))] : inner;
}

function quoted(text: string): string {
  return text.replace(/^/gm, '> ').replace(/ +$/gm, '');
}

/** The language stands in `data-syntaxhighlighter-params="brush: python; gutter: false"`. */
function codeOf(element: HtmlElement): string {
  const params = element.attributes['data-syntaxhighlighter-params'] ?? '';
  const [, language = ''] = /brush:\s*([\w+-]+)/.exec(params) ?? [];
  const code = textOf(element).replace(/\n+$/, '');
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

function listOf(list: HtmlElement, options: MdxOptions): string {
  const isTasks = hasClass(list, 'inline-task-list');
  let count = 0;
  return list.children
    .flatMap((item) => {
      if ('text' in item || item.tag !== 'li') return [];
      count += 1;
      const done = hasClass(item, 'checked') ? '[x] ' : '[ ] ';
      const mark = list.tag === 'ol' ? `${count}. ` : '- ';
      const text = blocksOf(item.children, options).join('\n\n');
      const indented = text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(mark.length)}`);
      return [`${mark}${isTasks ? done : ''}${indented}`];
    })
    .join('\n');
}

function tableOf(table: HtmlElement, options: MdxOptions): string {
  const rows = rowsOf(table).map((row) =>
    row.children.flatMap((cell) => {
      if ('text' in cell || (cell.tag !== 'td' && cell.tag !== 'th')) return [];
      if (
        (cell.attributes['colspan'] ?? '1') !== '1' ||
        (cell.attributes['rowspan'] ?? '1') !== '1'
      )
        options.lose('a cell of a table that spans several');
      const blocks = blocksOf(cell.children, options);
      return [
        blocks
          .join('<br />')
          .replace(/\n+/g, ' ')
          .replaceAll('|', String.raw`\|`),
      ];
    }),
  );
  const width = Math.max(0, ...rows.map(({ length }) => length));
  if (width === 0) return '';
  const [first = [], ...rest] = rows;
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`;
  return [line(first), `|${' --- |'.repeat(width)}`, ...rest.map(line)].join('\n');
}

function rowsOf(element: HtmlElement): readonly HtmlElement[] {
  return element.children.flatMap((child) => {
    if ('text' in child) return [];
    if (child.tag === 'tr') return [child];
    return ['thead', 'tbody', 'tfoot'].includes(child.tag) ? rowsOf(child) : [];
  });
}

const MARKS: Readonly<Record<string, string>> = {
  strong: '**',
  b: '**',
  em: '*',
  i: '*',
  s: '~~',
  del: '~~',
};

function inline(nodes: readonly HtmlNode[], options: MdxOptions): string {
  return nodes
    .map((node) => ('text' in node ? escapeText(node.text) : inlineOf(node, options)))
    .join('');
}

function inlineOf(element: HtmlElement, options: MdxOptions): string {
  const { tag, attributes, children } = element;
  const inner = (): string => inline(children, options);
  const mark = MARKS[tag];
  if (mark !== undefined) {
    const text = inner();
    return text.trim() === ''
      ? text
      : text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`);
  }
  switch (tag) {
    case 'br':
      return '<br />';
    case 'code':
      return `\`${textOf(element).replaceAll('`', "'")}\``;
    case 'sub':
    case 'sup':
      return `<${tag}>${inner()}</${tag}>`;
    case 'img':
      return imageOf(attributes, options);
    case 'a':
      return linkOf(element, options);
    case 'ac:structured-macro':
    case 'iframe':
    case 'object':
      options.lose(`<${tag}> ${attributes['ac:name'] ?? attributes['src'] ?? ''}`.trim());
      return inner();
    default:
      return inner();
  }
}

function imageOf(attributes: Readonly<Record<string, string>>, options: MdxOptions): string {
  const source = attributes['src'] ?? '';
  // A small picture of the wiki itself, with the word it stands for.
  if (/(?:^|\/)images\/icons\//.test(source)) return escapeText(attributes['alt'] ?? '');
  const place = options.image(source);
  const alt = attributes['alt'] || attributes['data-linked-resource-default-alias'] || 'picture';
  if (place !== null) return `![${alt.replace(/[[\]]/g, '')}](${place})`;
  options.lose(`the picture ${source}`);
  return '';
}

function linkOf({ attributes, children }: HtmlElement, options: MdxOptions): string {
  const text = inline(children, options);
  const href = attributes['href'] ?? '';
  if (href === '' || text.trim() === '') return text;
  const place = options.link(href);
  if (place !== null) return `[${text.trim()}](${place})`;
  options.lose(`the link to ${href}`);
  return text;
}

/** What MDX or Markdown would read as its own. */
function escapeText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\{}<>*_`[\]]/g, (sign) => `\\${sign}`)
    .replace(/^([#+-]|\d+\.) /, String.raw`\$1 `);
}
