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

function toText(value: HtmlValue): string {
  if (typeof value === 'string') return escapeHtml(value);
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
  for (let i = 0; i < values.length; i += 1) text += toText(values[i]) + (strings[i + 1] ?? '');
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
