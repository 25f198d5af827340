/** HTML from pure functions, the same on the hub and in the browser: values are escaped unless they are HTML already. */

/** A piece of HTML; made only by `html` and `raw`. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type HtmlValue = string | number | Html | readonly HtmlValue[] | null | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns text with the five characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
  // Most text has none of them, and telling that costs a tenth of replacing.
  return /[&<>"']/.test(text)
    ? text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    : text;
}

/** Opens of a direction: embeddings and overrides, which U+202C ends, and isolates, which U+2069 does. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Returns text that ends every direction that it opens, and no other: what stands after it is read as it was written.
 * Source: Unicode Standard Annex 9, explicit directional formatting characters.
 */
function endDirections(text: string): string {
  const open: string[] = [];
  const kept = text.replace(DIRECTION, (mark) => {
    if (mark !== '\u202c' && mark !== '\u2069') {
      open.push(mark >= '\u2066' ? '\u2069' : '\u202c');
      return mark;
    }
    if (open.at(-1) !== mark) return '';
    open.pop();
    return mark;
  });
  return kept + open.reverse().join('');
}

/** Most text has nothing of both, and telling that costs a tenth of replacing. */
const SPECIAL = /[&<>"'\u202a-\u202e\u2066-\u2069]/;

/** Returns text as words of a page: escaped, and ending every direction that it opens. */
export function escapeWords(text: string): string {
  return SPECIAL.test(text) ? escapeHtml(endDirections(text)) : text;
}

/** `before` is what stands before the value: in an attribute it stays as it is. */
function toText(value: HtmlValue, before = ''): string {
  if (typeof value === 'string') {
    if (!SPECIAL.test(value)) return value;
    return /="[^"]*$/.test(before) ? escapeHtml(value) : escapeWords(value);
  }
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  let text = '';
  for (const one of value) text += toText(one);
  return text;
}

/** A tagged template: `` html`<b>${name}</b>` ``; null, undefined and false become nothing, lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] ?? '';
  for (let i = 0; i < values.length; i += 1)
    text += toText(values[i], strings[i]) + (strings[i + 1] ?? '');
  return new Html(text);
}

/** Marks text that is HTML already. */
export function raw(text: string): Html {
  return new Html(text);
}

/** Returns JSON that may stand in a script element: no text in it can end the element. */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
