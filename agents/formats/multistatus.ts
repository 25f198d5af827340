/** Reads the answer of a WebDAV `PROPFIND` (RFC 4918, section 14.16) in pieces, with what dCache adds; pure. */

import { readAdler32 } from './digest.ts';
import { createXmlReader } from './xml-reader.ts';

/** What a server says of one resource. */
export interface DavEntry {
  /** Path of its address, decoded; a collection may end in a slash. */
  readonly path: string;
  readonly isCollection: boolean;
  /** Null: not said, or not as a whole number. */
  readonly bytes: number | null;
  /** UTC ms. */
  readonly modifiedAt: number | null;
  readonly adler32: string | null;
  /** dCache's word: `ONLINE`, `NEARLINE`, `ONLINE_AND_NEARLINE`, `LOST`, `NONE`, `UNAVAILABLE`. */
  readonly locality: string | null;
  /** Of the response as a whole; null: of its properties only. */
  readonly status: number | null;
}

/** Reads an answer of WebDAV, a piece at a time. */
export interface MultistatusReader {
  /** @throws XmlError */
  readonly write: (text: string) => void;
  /** @throws XmlError where the document is not whole, or is no multistatus. */
  readonly end: () => void;
}

const DAV = 'DAV:';
const DCACHE = 'http://www.dcache.org/2013/webdav';
const SRM = 'http://srm.lbl.gov/StorageResourceManager';

/** What is asked for: size, time, kind, and of dCache the checksums and where the file lies. */
export const PROPFIND_BODY = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="${DCACHE}" xmlns:s="${SRM}"><d:prop><d:getcontentlength/><d:getlastmodified/><d:resourcetype/><c:Checksums/><s:FileLocality/></d:prop></d:propfind>`;

type Props = Map<string, string>;

interface Building {
  href: string | null;
  status: string | null;
  props: Props;
}

/** Makes a reader that hands over each entry as it is whole; `odd` hears of entries that cannot be used. */
export function createMultistatusReader(
  entry: (entry: DavEntry) => void,
  odd: (reason: string) => void,
): MultistatusReader {
  const path: string[] = [];
  let response: Building | null = null;
  let block: { props: Props; status: string } | null = null;
  let text = '';
  let isMultistatus = false;
  const xml = createXmlReader({
    open(namespace, name) {
      path.push(keyOf(namespace, name));
      text = '';
      if (path.length === 1) isMultistatus = path[0] === 'multistatus';
      if (path.length === 2 && path[1] === 'response')
        response = { href: null, status: null, props: new Map() };
      if (path.length === 3 && path[2] === 'propstat') block = { props: new Map(), status: '' };
      // <resourcetype><collection/></resourcetype>
      if (path.length === 6 && path[4] === 'resourcetype' && path[5] === 'collection')
        block?.props.set('collection', '');
    },
    text(piece) {
      text += piece;
    },
    close() {
      const depth = path.length;
      const key = path.pop() ?? '';
      const said = text;
      text = '';
      if (response === null) return;
      if (depth === 5 && path[3] === 'prop') block?.props.set(key, said.trim());
      if (depth === 4 && key === 'status' && block !== null) block.status = said;
      if (depth === 3 && key === 'href') response.href ??= said.trim();
      if (depth === 3 && key === 'status') response.status = said;
      if (depth === 3 && key === 'propstat' && block !== null) {
        if (isFine(block.status))
          for (const [name, value] of block.props) response.props.set(name, value);
        block = null;
      }
      if (depth !== 2 || key !== 'response') return;
      const made = makeEntry(response);
      response = null;
      if (typeof made === 'string') odd(made);
      else entry(made);
    },
  });
  return {
    write(piece) {
      xml.write(piece);
    },
    end() {
      xml.end();
      if (!isMultistatus) throw new Error('the answer is XML, but no multistatus');
    },
  };
}

/** Known names alone; those of other namespaces keep theirs, so that nobody's `href` is taken for DAV's. */
function keyOf(namespace: string, name: string): string {
  if (namespace === DAV) return name;
  if (namespace === DCACHE && name === 'Checksums') return 'Checksums';
  if (namespace === SRM && name === 'FileLocality') return 'FileLocality';
  return `${namespace}#${name}`;
}

function makeEntry({ href, status, props }: Building): DavEntry | string {
  if (href === null || href === '') return 'a response has no href';
  const path = pathOf(href);
  if (path === null) return `the address "${href.slice(0, 100)}" cannot be read`;
  const length = props.get('getcontentlength');
  return {
    path,
    isCollection: props.has('collection'),
    bytes: length !== undefined && /^\d{1,16}$/.test(length) ? safeNumber(length) : null,
    modifiedAt: timeOf(props.get('getlastmodified')),
    adler32: readAdler32(props.get('Checksums')),
    locality: props.get('FileLocality') ?? null,
    status: status === null ? null : statusOf(status),
  };
}

/** The decoded path of an address, absolute or not; null where it is none. */
function pathOf(href: string): string | null {
  const path = href.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  try {
    const decoded = decodeURIComponent(path);
    return decoded.startsWith('/') && !decoded.includes('\0') ? decoded : null;
  } catch {
    return null;
  }
}

function safeNumber(text: string): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function timeOf(text: string | undefined): number | null {
  if (text === undefined || !/\d{4}/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isFinite(time) && time >= 0 ? time : null;
}

/** `HTTP/1.1 200 OK`, also without the last word. */
function statusOf(text: string): number | null {
  const found = /^\s*HTTP\/\d(?:\.\d)?\s+(\d{3})(?:\s|$)/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function isFine(status: string): boolean {
  const code = statusOf(status);
  return code !== null && code >= 200 && code < 300;
}
