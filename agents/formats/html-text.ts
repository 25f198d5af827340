/** Makes plain text of the HTML that logbooks keep: what a reader would see, with links and lists, and no program. Pure. */

/** Entities by name that people write; others stay as they are (HTML, section 13.5). */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  deg: '°',
  plusmn: '±',
  micro: 'µ',
  times: '×',
  middot: '·',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  agrave: 'à',
  egrave: 'è',
  eacute: 'é',
  igrave: 'ì',
  ograve: 'ò',
  ugrave: 'ù',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
};

/** Elements whose content nobody reads. */
const UNSEEN =
  /<(script|style|head|template|noscript|svg|math|iframe|object)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/** Returns the text of a piece of HTML; line breaks where a browser has them, at most one empty line. */
export function htmlToText(html: string): string {
  const text = html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(UNSEEN, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gi, linkText)
    .replaceAll(/<img\b[^>]*?\balt\s*=\s*(?:"([^"]+)"|'([^']+)')[^>]*>/gi, '[$1$2]')
    .replaceAll(/<li\b[^>]*>/gi, '\n- ')
    .replaceAll(/<\/t[dh]\s*>/gi, '\t')
    .replaceAll(/<br\b[^>]*>|<\/(?:tr|div|li)\s*>/gi, '\n')
    .replaceAll(/<\/?(?:p|h[1-6]|ul|ol|table|pre|blockquote|hr)\b[^>]*>/gi, '\n\n')
    .replaceAll(/<\/?[a-z!?][^>]*>/gi, '');
  return decodeEntities(text)
    .replaceAll(/[^\S\n\t]+/g, ' ')
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function linkText(_: string, double: string | undefined, single: string | undefined, text: string) {
  const address = double ?? single ?? '';
  const isWeb = /^(?:https?|mailto):/i.test(address);
  return isWeb && !text.includes(address) ? `${text} (${address})` : text;
}

/** Entities by number and by name. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, ...found) => {
    const [decimal, hex, name] = found as (string | undefined)[];
    if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const isCharacter = code >= 32 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
