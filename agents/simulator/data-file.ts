/** The bytes of a data file: two JSON headers, each after its length, a count and float32 samples (the ADMX .dat layout). */
import { ACQUISITION_MS } from './plan.ts';
import { hashOf, normal } from './random.ts';

/** 340 kB: a hundredth of FLASH's 34 MB. */
export const DEMO_SAMPLES = 85_000;
export const FULL_SAMPLES = 8_500_000;

/** Length of the first header in bytes: padded with blanks, so that every file of a run has the same size. */
const HEADER_BYTES = 480;
const POOL = 131_072;

export interface DataHeader {
  /** Beginning of the acquisition, UTC ms. */
  readonly takenAt: number;
  /** Centre of the digitised band, Hz. */
  readonly centreHz: number;
  readonly samples: number;
  readonly tunerDeg: number;
}

function block(text: string, bytes = Buffer.byteLength(text)): Buffer {
  const out = Buffer.alloc(8 + bytes, ' ');
  out.writeBigInt64LE(BigInt(bytes));
  out.write(text, 8);
  return out;
}

/** Both headers and the count of samples; the acquisition's time is in UTC. */
export function dataHeader({ takenAt, centreHz, samples, tunerDeg }: DataHeader): Buffer {
  const first = {
    sampling_rate: 25,
    oversampling_ratio: 8,
    memory_chunk_size: 2_097_152,
    number_of_chunks_to_acquire: 191,
    sampling_time: ACQUISITION_MS / 1000,
    digital_mixing_freq: centreHz / 1e6,
    digital_mixing_bandwidth: Number((samples / ACQUISITION_MS / 1000).toFixed(6)),
    channel: 1,
    runargs: '',
    acquisition_time: new Date(takenAt).toISOString(),
    tuner_deg: tunerDeg,
    software_version: 'v1.4',
  };
  const second = {
    datatype: 'time_series',
    channel: 0,
    x_spacing: Number(((ACQUISITION_MS * 1000) / samples).toFixed(6)),
    x_units: 'microseconds',
    y_units: 'volts',
  };
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(samples));
  return Buffer.concat([
    block(JSON.stringify(first), HEADER_BYTES),
    block(JSON.stringify(second)),
    count,
  ]);
}

let pool: Float32Array | undefined;

function noisePool(): Float32Array {
  pool ??= Float32Array.from({ length: POOL }, (_, n) => 1e-4 * normal('sample', n));
  return pool;
}

/** Noise of the receiver as little-endian float32: a stretch of one long record that begins elsewhere in every file. */
export function dataSamples(samples: number, ...key: readonly (string | number)[]): Buffer {
  const noise = noisePool();
  const bytes = Buffer.from(noise.buffer, noise.byteOffset, noise.byteLength);
  const out = Buffer.alloc(samples * 4);
  const start = (hashOf(...key) % POOL) * 4;
  let at = bytes.copy(out, 0, start);
  while (at < out.length) at += bytes.copy(out, at);
  return out;
}

/** `data_000123.dat` */
export function dataName(number: number): string {
  return `data_${String(number).padStart(6, '0')}.dat`;
}

/** The number in a data file's name, or null. */
export function dataNumber(name: string): number | null {
  const found = /^data_(\d{6,})\.dat$/.exec(name);
  return found ? Number(found[1]) : null;
}
