/** Makes a small picture of a picture; null where it cannot be read, or where `sharp` is not installed. */

/** As wide and high as an entry's page shows it, px. */
const EDGE = 320;
/** More is no photograph but an attempt to fill the memory. */
const MOST_PIXELS = 60_000_000;

export interface Thumb {
  readonly content: Buffer;
  readonly width: number;
  readonly height: number;
}

export async function makeThumb(picture: Buffer): Promise<Thumb | null> {
  try {
    const { default: sharp } = await import('sharp');
    const made = sharp(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 });
    const { data, info } = await made.toBuffer({ resolveWithObject: true });
    return { content: data, width: info.width, height: info.height };
  } catch {
    // A picture that only begins like one is a file like any other: its page offers it to save.
    return null;
  }
}
