/** Tells pictures by their first bytes; names and declared types say nothing, since anybody writes them. */

export const IMAGES = ['png', 'jpg', 'gif', 'webp'] as const;
export type ImageKind = (typeof IMAGES)[number];

/** Magic numbers: PNG (RFC 2083), JPEG (ITU T.81, SOI and the next marker), GIF87a and GIF89a. */
const BEGINNINGS: readonly (readonly [ImageKind, string])[] = [
  ['png', '89504e470d0a1a0a'],
  ['jpg', 'ffd8ff'],
  ['gif', '474946383761'],
  ['gif', '474946383961'],
];

/** Returns which picture the bytes begin like; null: none that pages show (SVG is none: it can hold scripts). */
export function sniffImage(content: Uint8Array): ImageKind | null {
  const head = Buffer.from(content.subarray(0, 12));
  const hex = head.toString('hex');
  for (const [kind, beginning] of BEGINNINGS) if (hex.startsWith(beginning)) return kind;
  // A RIFF file whose form is WEBP (RFC 9649).
  const isWebp = head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8) === 'WEBP';
  return isWebp ? 'webp' : null;
}
