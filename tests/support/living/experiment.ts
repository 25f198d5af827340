/** A small experiment for a living hub: one campaign, a run that takes data, two thermometers. */

import type { Fact } from '#telemetry/facts/index.ts';
import { CAMPAIGN, channelFact, fileFact, readingsFact } from '../facts.ts';

export const SLUG = 'run-2026.11-quax';
export const CAVITY = 'fridge/ch3-t';

export const SETTINGS = {
  campaigns: [
    {
      name: CAMPAIGN,
      slug: SLUG,
      title: 'QUAX-like',
      key_channels: [
        { channel: CAVITY, role: 't_cav', label: 'Cavity' },
        { channel: 'fridge/ch6-t', role: 't_mc', label: 'Mixing chamber' },
      ],
    },
  ],
} as const;

const FILE_EVERY_MS = 2_190;

export interface PastOptions {
  readonly now: number;
  /** Default 30. */
  readonly minutes?: number;
  /** Time between readings, ms; default 10 s. */
  readonly cadenceMs?: number;
  /** How long ago the last file came, ms; default 0. */
  readonly filesEndedMs?: number;
}

/** What came before `now`: two channels with their readings, and a run that is still open. */
export function pastOf(options: PastOptions): Fact[] {
  const { now, minutes = 30, cadenceMs = 10_000, filesEndedMs = 0 } = options;
  const from = now - minutes * 60_000;
  const times = every(from, now, cadenceMs);
  const files = every(from, now - filesEndedMs, FILE_EVERY_MS).map((takenAt, i) =>
    fileFact({ name: `data_${String(i + 1).padStart(6, '0')}.dat`, takenAt }),
  );
  return [
    channelFact(CAVITY),
    channelFact('fridge/ch6-t'),
    readingsFact(
      CAVITY,
      times.map((t, i) => [t, 0.03 + 0.0005 * Math.sin(i / 9), 'good']),
    ),
    readingsFact(
      'fridge/ch6-t',
      times.map((t, i) => [t, 0.011 + 0.0001 * Math.sin(i / 7), 'good']),
    ),
    ...files,
  ];
}

function every(from: number, to: number, stepMs: number): number[] {
  return Array.from({ length: Math.floor((to - from) / stepMs) }, (_, i) => from + i * stepMs);
}

/** One more reading of the cavity. */
export function cavityReading(t: number, kelvin: number): Fact {
  return readingsFact(CAVITY, [[t, kelvin, 'good']]);
}
