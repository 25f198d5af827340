/**
 * Reads XML in pieces, strictly and small: elements with their namespaces, texts, CDATA; pure. A document type is
 * refused, so that no entity but the five of XML 1.0 and numbered characters exists (W3C XML 1.0, Namespaces in XML 1.0).
 */

/** What is told of elements and text as they are read. */
export interface XmlHandler {
  /** An element begins: its namespace (empty: none) and local name. */
  readonly open: (namespace: string, name: string) => void;
  /** Characters between tags, entities resolved; may come in pieces. */
  readonly text: (text: string) => void;
  /** An element is over. */
  readonly close: (namespace: string, name: string) => void;
}

/** Reads XML, a piece at a time. */
export interface XmlReader {
  /** @throws XmlError where the text is not well formed, or is nested or written in a way that no honest answer is. */
  readonly write: (text: string) => void;
  /** @throws XmlError where the document is not whole. */
  readonly end: () => void;
}

/** Why a text is refused, with the place. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const MAX_DEPTH = 64;
/** A single tag, comment or piece of text without an end. */
const MAX_TOKEN = 1_000_000;

const NAME = /^[\p{L}_][\p{L}\p{N}._-]*(?::[\p{L}_][\p{L}\p{N}._-]*)?$/u;
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

interface Open {
  readonly raw: string;
  readonly namespace: string;
  readonly name: string;
  readonly scope: ReadonlyMap<string, string>;
}

/** Makes a reader that tells its handler what comes. */
export function createXmlReader(handler: XmlHandler): XmlReader {
  return new Reader(handler);
}

class Reader implements XmlReader {
  readonly #handler: XmlHandler;
  readonly #stack: Open[] = [];
  #rest = '';
  #consumed = 0;
  #hasRoot = false;
  #isFirst = true;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  write(text: string): void {
    this.#rest += text;
    if (this.#isFirst && this.#rest !== '') {
      this.#isFirst = false;
      if (this.#rest.startsWith('\uFEFF')) this.#rest = this.#rest.slice(1);
    }
    let at = 0;
    for (;;) {
      const next = this.#token(at);
      if (next === null) break;
      at = next;
    }
    this.#consumed += at;
    this.#rest = this.#rest.slice(at);
    if (this.#rest.length > MAX_TOKEN) throw this.#error('a piece of it has no end');
  }

  end(): void {
    if (this.#rest.trim() !== '') throw this.#error('it ends in the middle');
    if (this.#stack.length > 0)
      throw this.#error(`<${this.#stack.at(-1)?.raw ?? ''}> is not closed`);
    if (!this.#hasRoot) throw this.#error('it is empty');
  }

  /** Takes one token; returns where the next begins, null where this one is not whole yet. */
  #token(at: number): number | null {
    const rest = this.#rest;
    if (at >= rest.length) return null;
    if (rest[at] !== '<') {
      const until = rest.indexOf('<', at);
      if (until < 0) return null;
      this.#text(rest.slice(at, until));
      return until;
    }
    for (const [begin, finish, take] of MARKS) {
      if (rest.startsWith(begin, at)) {
        const until = rest.indexOf(finish, at + begin.length);
        if (until < 0) return null;
        if (take) this.#raw(rest.slice(at + begin.length, until));
        return until + finish.length;
      }
      // `<![CD` may become CDATA with the next piece.
      if (begin.startsWith(rest.slice(at))) return null;
    }
    if (rest.startsWith('<!', at)) throw this.#error('it has a document type, which is refused');
    const until = tagEnd(rest, at + 1);
    if (until < 0) return null;
    this.#tag(rest.slice(at + 1, until));
    return until + 1;
  }

  #text(text: string): void {
    if (text.includes(']]>')) throw this.#error('"]]>" stands in a text');
    this.#raw(text.includes('&') ? this.#decode(text) : text);
  }

  #raw(text: string): void {
    if (this.#stack.length > 0) this.#handler.text(text);
    else if (text.trim() !== '') throw this.#error('text stands outside of its root');
  }

  #tag(tag: string): void {
    if (tag.startsWith('/')) {
      this.#close(tag.slice(1).trimEnd());
      return;
    }
    const isEmpty = tag.endsWith('/');
    const inner = isEmpty ? tag.slice(0, -1) : tag;
    const raw = /^[^\s]+/.exec(inner)?.[0] ?? '';
    if (!NAME.test(raw)) throw this.#error(`"<${raw.slice(0, 40)}" is no element`);
    if (this.#stack.length === 0 && this.#hasRoot) throw this.#error('it has two roots');
    if (this.#stack.length >= MAX_DEPTH) throw this.#error('it is nested too deeply');
    this.#hasRoot = true;
    const scope = this.#scope(inner.slice(raw.length));
    const [namespace, name] = this.#resolve(raw, scope);
    this.#handler.open(namespace, name);
    if (isEmpty) this.#handler.close(namespace, name);
    else this.#stack.push({ raw, namespace, name, scope });
  }

  #close(raw: string): void {
    const open = this.#stack.pop();
    if (open?.raw !== raw) throw this.#error(`</${raw.slice(0, 40)}> closes what is not open`);
    this.#handler.close(open.namespace, open.name);
  }

  /** The namespaces that hold inside the element. */
  #scope(attributes: string): ReadonlyMap<string, string> {
    const outer = this.#stack.at(-1)?.scope ?? NO_NAMESPACES;
    let own: Map<string, string> | null = null;
    const seen = new Set<string>();
    ATTRIBUTE.lastIndex = 0;
    let end = 0;
    for (
      let found = ATTRIBUTE.exec(attributes);
      found !== null;
      found = ATTRIBUTE.exec(attributes)
    ) {
      end = ATTRIBUTE.lastIndex;
      const [, name = '', double, single] = found;
      if (!NAME.test(name) || seen.has(name))
        throw this.#error(`the attribute "${name.slice(0, 40)}" is odd`);
      seen.add(name);
      const value = this.#decode(double ?? single ?? '');
      const prefix = name === 'xmlns' ? '' : /^xmlns:(.+)$/.exec(name)?.[1];
      if (prefix !== undefined) (own ??= new Map(outer)).set(prefix, value);
    }
    if (attributes.slice(end).trim() !== '') throw this.#error('a tag is not well formed');
    return own ?? outer;
  }

  #resolve(raw: string, scope: ReadonlyMap<string, string>): readonly [string, string] {
    const colon = raw.indexOf(':');
    if (colon < 0) return [scope.get('') ?? '', raw];
    const namespace = scope.get(raw.slice(0, colon));
    if (namespace === undefined)
      throw this.#error(`the prefix of <${raw.slice(0, 40)}> is not declared`);
    return [namespace, raw.slice(colon + 1)];
  }

  #decode(text: string): string {
    return text.replaceAll(/&([^;&]{0,12});?/g, (whole, body: string) => {
      const character = whole.endsWith(';') ? decodeEntity(body) : null;
      if (character === null) throw this.#error(`"${whole.slice(0, 20)}" is no character`);
      return character;
    });
  }

  #error(reason: string): XmlError {
    return new XmlError(
      `not the XML that was expected: ${reason} (after ${String(this.#consumed)} characters)`,
    );
  }
}

const NO_NAMESPACES: ReadonlyMap<string, string> = new Map([['xml', XML_NAMESPACE]]);

/** What begins and ends otherwise than a tag, and whether its content is text. */
const MARKS: readonly (readonly [begin: string, finish: string, isText: boolean])[] = [
  ['<!--', '-->', false],
  ['<![CDATA[', ']]>', true],
  ['<?', '?>', false],
];

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeEntity(body: string): string | null {
  if (Object.hasOwn(ENTITIES, body)) return ENTITIES[body] ?? null;
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body) ?? [];
  if (hexadecimal === undefined && decimal === undefined) return null;
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : null;
}

/** Where the tag ends: the first `>` outside of quotes; -1 where there is none yet. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}
