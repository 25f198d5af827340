/** A tree of HTML as an export of a wiki writes it: tolerant of what is not closed, without scripts and styles; pure. */

export interface HtmlText {
  readonly text: string;
}
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: HtmlNode[];
}
export type HtmlNode = HtmlText | HtmlElement;

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** What ends when one of its kind begins. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  li: ['li'],
  p: ['p'],
  td: ['td', 'th'],
  th: ['td', 'th'],
  tr: ['tr', 'td', 'th'],
};
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<!doctype[^>]*>|<(script|style)\b[\s\S]*?<\/\1\s*>|<\/([a-z][\w:-]*)[^>]*>|<([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+|</gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rarr: '→',
  larr: '←',
  micro: 'µ',
  deg: '°',
  plusmn: '±',
  times: '×',
  middot: '·',
  egrave: 'è',
  eacute: 'é',
  agrave: 'à',
  igrave: 'ì',
  ograve: 'ò',
  ugrave: 'ù',
};

/** Returns the root, an element without a tag. */
export function parseHtml(source: string): HtmlElement {
  const root: HtmlElement = { tag: '', attributes: {}, children: [] };
  const open = [root];
  for (const [whole, , closing, opening, attributes = ''] of source.matchAll(TOKEN)) {
    if (closing !== undefined) close(open, closing.toLowerCase());
    else if (opening !== undefined) begin(open, opening.toLowerCase(), attributes);
    else if (!/^<(?:!|script|style)/i.test(whole))
      open.at(-1)?.children.push({ text: decode(whole) });
  }
  return root;
}

function begin(open: HtmlElement[], tag: string, attributes: string): void {
  const ends = ENDS[tag];
  if (ends !== undefined)
    while (open.length > 1 && ends.includes(open.at(-1)?.tag ?? '')) open.pop();
  const element: HtmlElement = { tag, attributes: attributesOf(attributes), children: [] };
  open.at(-1)?.children.push(element);
  if (!VOID.has(tag) && !attributes.trimEnd().endsWith('/')) open.push(element);
}

/** An end without a beginning is nothing. */
function close(open: HtmlElement[], tag: string): void {
  const at = open.findLastIndex((element) => element.tag === tag);
  if (at > 0) open.length = at;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'/>]+))?/g)].map(
      ([, name = '', value = '']) => [
        name.toLowerCase(),
        decode(value.replace(/^(["'])([\s\S]*)\1$/, '$2')),
      ],
    ),
  );
}

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Returns the first element that fits, in the order of the document. */
export function find(node: HtmlNode, fits: (element: HtmlElement) => boolean): HtmlElement | null {
  if ('text' in node) return null;
  if (fits(node)) return node;
  for (const child of node.children) {
    const found = find(child, fits);
    if (found !== null) return found;
  }
  return null;
}

/** Returns the text inside, as it stands. */
export function textOf(node: HtmlNode): string {
  return 'text' in node ? node.text : node.children.map(textOf).join('');
}

/** Whether an element carries a class. */
export function hasClass({ attributes }: HtmlElement, name: string): boolean {
  return (attributes['class'] ?? '').split(/\s+/).includes(name);
}
