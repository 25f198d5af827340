/** Raw data of the ADMX digitiser: int64 length and JSON, twice, then uint64 count and float32 samples, all little-endian. */
import type { RawHeaderReader, RawHeaderResult } from './raw-header.ts';

/** Longest header that is believed: beyond it the file is of another kind. */
const MAX_JSON = 65_536;

type Fields = Readonly<Record<string, unknown>>;

/** A 64-bit number at a place as a double, or NaN beyond the end. */
function number64(view: DataView, at: number): number {
  return at + 8 <= view.byteLength ? Number(view.getBigUint64(at, true)) : Number.NaN;
}

/** Parses an object, or gives null. */
function parseObject(bytes: Uint8Array): Fields | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : null;
  } catch {
    return null;
  }
}

function numberOf(fields: Fields, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = fields[key];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return null;
}

function textOf(fields: Fields, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = fields[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** Time of the first sample where a header has one: epoch seconds, or ISO 8601 with its offset. */
function timeOf(fields: Fields): number | null {
  const seconds = numberOf(fields, 'acquisition_time', 'start_time', 'timestamp');
  if (seconds !== null) return Math.round(seconds * 1000);
  const text = textOf(fields, 'acquisition_time', 'start_time', 'timestamp');
  if (text === null || !/(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const t = Date.parse(text);
  return Number.isNaN(t) ? null : t;
}

const SECONDS: Readonly<Record<string, number>> = {
  seconds: 1,
  milliseconds: 1e-3,
  microseconds: 1e-6,
  nanoseconds: 1e-9,
};

/** Sample interval of a time series, seconds. */
function intervalOf(fields: Fields): number | null {
  const spacing = numberOf(fields, 'x_spacing');
  const unit = SECONDS[textOf(fields, 'x_units') ?? ''];
  return spacing === null || unit === undefined ? null : Number((spacing * unit).toPrecision(12));
}

function refuse(reason: string, needBytes: number | null = null): RawHeaderResult {
  return { ok: false, reason, needBytes };
}

/** Reads one length and JSON block. */
function block(bytes: Uint8Array, view: DataView, at: number) {
  const length = number64(view, at);
  if (Number.isNaN(length)) return { problem: refuse('the header is cut off', at + 8) };
  if (length < 2 || length > MAX_JSON)
    return { problem: refuse(`header length ${length} cannot be`) };
  const end = at + 8 + length;
  if (end > bytes.length) return { problem: refuse('the header is cut off', end + 8) };
  const fields = parseObject(bytes.subarray(at + 8, end));
  return fields === null ? { problem: refuse('the header is not JSON') } : { fields, end };
}

function parse(bytes: Uint8Array): RawHeaderResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const run = block(bytes, view, 0);
  if (!run.fields) return run.problem;
  const data = block(bytes, view, run.end);
  if (!data.fields) return data.problem;
  const samples = number64(view, data.end);
  if (Number.isNaN(samples)) return refuse('the header is cut off', data.end + 8);
  if (samples > 2 ** 40) return refuse(`${samples} samples cannot be`);
  const fields = { ...run.fields, ...data.fields };
  return {
    ok: true,
    header: {
      format: 'admx-dat',
      takenAt: timeOf(fields),
      samples,
      sampleIntervalS: intervalOf(data.fields),
      sampleUnit: textOf(data.fields, 'y_units'),
      tunerDeg: numberOf(fields, 'tuner_deg'),
      softwareVersion: textOf(fields, 'software_version', 'softv'),
      minBytes: data.end + 8 + 4 * samples,
      fields,
    },
  };
}

/** The ADMX reader; keys beyond those of ADMX (`acquisition_time`, `tuner_deg`, `software_version`) are read where present. */
export const admxDat: RawHeaderReader = {
  name: 'admx-dat',
  recognises(bytes) {
    if (bytes.length < 16) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = number64(view, 0);
    return length >= 2 && length <= MAX_JSON && bytes[8] === 0x7b;
  },
  parse,
};
