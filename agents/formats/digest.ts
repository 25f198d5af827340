/** Reads checksums as storages answer them: the `Digest` header (RFC 3230) and dCache's property `Checksums`; pure. */

/**
 * Returns the adler32 of `adler32=af543afc` or `md5=…,adler32=…`: eight lower-case hexadecimal digits; null where there is
 * none that can be read, or two that differ. A value whose leading zeros were left out (some servers did so) is filled up.
 */
export function readAdler32(header: string | null | undefined): string | null {
  if (header === null || header === undefined) return null;
  let found: string | null = null;
  for (const part of header.split(',')) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (name.toLowerCase() !== 'adler32') continue;
    if (!/^[0-9a-fA-F]{1,8}$/.test(value)) return null;
    const adler32 = value.toLowerCase().padStart(8, '0');
    if (found !== null && found !== adler32) return null;
    found = adler32;
  }
  return found;
}
