/** Readers of raw data files: what a header says of its file. A format of a new digitiser is one file and one line here. */
import { admxDat } from './admx-dat.ts';

/** What a header says; null is: it does not say. */
export interface RawHeader {
  readonly format: string;
  /** UTC ms of the first sample. */
  readonly takenAt: number | null;
  readonly samples: number | null;
  readonly sampleIntervalS: number | null;
  readonly sampleUnit: string | null;
  readonly tunerDeg: number | null;
  readonly softwareVersion: string | null;
  /** A file shorter than this is not complete. */
  readonly minBytes: number;
  /** Everything the header holds, as it stands there. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The header of a raw file, or the reason why it has none. */
export type RawHeaderResult =
  | { readonly ok: true; readonly header: RawHeader }
  /** `needBytes`: the header is longer than what was given; read that many bytes and ask again. */
  | { readonly ok: false; readonly reason: string; readonly needBytes: number | null };

/** Reads the header of one raw format; adding a format is one of these. */
export interface RawHeaderReader {
  readonly name: string;
  /** Looks at the first bytes (64 are enough). */
  recognises(bytes: Uint8Array): boolean;
  /** Reads the header from the first bytes of a file; never throws. */
  parse(bytes: Uint8Array): RawHeaderResult;
}

/** The readers, asked in this order. */
export const RAW_HEADER_READERS: readonly RawHeaderReader[] = [admxDat];

/** Bytes to read of a file before asking. */
export const RAW_HEADER_BYTES = 16_384;

/** Reads the header of a file of any known format, or gives null where none is recognised. */
export function readRawHeader(
  bytes: Uint8Array,
  readers: readonly RawHeaderReader[] = RAW_HEADER_READERS,
): RawHeaderResult | null {
  return readers.find((reader) => reader.recognises(bytes))?.parse(bytes) ?? null;
}
