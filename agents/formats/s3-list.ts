/** Reads the answer of S3's ListObjectsV2 with a delimiter (Amazon S3 API reference) in pieces; pure. */

import { createXmlReader } from './xml-reader.ts';

/** An object of a bucket, as a list names it. */
export interface S3Object {
  readonly key: string;
  readonly bytes: number | null;
  /** UTC ms. */
  readonly modifiedAt: number | null;
}

/** Reads a page of a list, a piece at a time. */
export interface S3ListReader {
  /** @throws XmlError */
  readonly write: (text: string) => void;
  /** @throws XmlError where the document is not whole. */
  readonly end: () => S3List;
}

/** One page of a list, and where the next begins. */
export interface S3List {
  readonly objects: readonly S3Object[];
  /** What stands for directories: keys up to and with the next slash. */
  readonly prefixes: readonly string[];
  /** Null: there is no more. */
  readonly next: string | null;
}

/** Makes a reader of one answer. Namespaces differ between makers of S3 and are not looked at. */
export function createS3ListReader(): S3ListReader {
  const path: string[] = [];
  const objects: S3Object[] = [];
  const prefixes: string[] = [];
  let fields = new Map<string, string>();
  let text = '';
  let isList = false;
  let next: string | null = null;
  let isTruncated = false;
  const xml = createXmlReader({
    open(_, name) {
      path.push(name);
      text = '';
      if (path.length === 1) isList = name === 'ListBucketResult';
      if (path.length === 2) fields = new Map();
    },
    text(piece) {
      text += piece;
    },
    close() {
      const depth = path.length;
      const name = path.pop() ?? '';
      const said = text;
      text = '';
      if (depth === 3) fields.set(name, said);
      if (depth !== 2) return;
      if (name === 'IsTruncated') isTruncated = said.trim() === 'true';
      if (name === 'NextContinuationToken') next = said;
      const prefix = fields.get('Prefix');
      if (name === 'CommonPrefixes' && prefix !== undefined) prefixes.push(prefix);
      const key = fields.get('Key');
      if (name === 'Contents' && key !== undefined) objects.push(objectOf(key, fields));
    },
  });
  return {
    write(piece) {
      xml.write(piece);
    },
    end() {
      xml.end();
      if (!isList) throw new Error('the answer is XML, but no list of a bucket');
      if (isTruncated && next === null)
        throw new Error('the list is cut short and names no continuation');
      return { objects, prefixes, next: isTruncated ? next : null };
    },
  };
}

function objectOf(key: string, fields: ReadonlyMap<string, string>): S3Object {
  const size = fields.get('Size')?.trim() ?? '';
  const time = Date.parse(fields.get('LastModified')?.trim() ?? '');
  return {
    key,
    bytes: /^\d{1,15}$/.test(size) ? Number(size) : null,
    modifiedAt: Number.isFinite(time) && time >= 0 ? time : null,
  };
}
