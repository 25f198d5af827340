/**
 * What a day of publishing at full rate writes: 200 channels with a reading every 1 to 10 s, 100 metrics
 * that agents and the hub record once a minute, a file every 2.2 s with two
 * copies, jobs, steps and log. So many minutes are published on a driven clock and counted, all files by kind; the day is
 * these minutes repeated. `FLASH_MINUTES=30`.
 */

import { startFullRate } from '../support/full-rate.ts';
import { figure, quantile, type Figure, type Measure } from './figure.ts';

const MINUTES = Number(process.env['FLASH_MINUTES'] ?? '20');
/** Metrics that are kept as channels: some twenty of the hub, and as many of an agent. */
const RECORDED = 100;
const MINUTES_A_DAY = 1_440;
const LIMIT_BYTES = 2e9;
const KINDS_SHOWN = 12;

const day: Measure = async () => {
  await using rate = await startFullRate({
    recorded: RECORDED,
  });
  const before = total(rate.publisher.health().written);
  const kindsBefore = sums(rate.publisher.health().written);
  const flushesBefore = rate.publisher.health().flushes;
  const [sizes, times]: [number[], number[]] = [[], []];
  let [seen, publications] = [before, 0];
  await rate.pass(MINUTES * 60_000, (tookMs) => {
    times.push(tookMs);
    const bytes = total(rate.publisher.health().written);
    sizes.push(bytes - seen);
    seen = bytes;
    publications += 1;
  });
  const { written, flushes } = rate.publisher.health();
  const scale = MINUTES_A_DAY / MINUTES;
  const against = `${MINUTES} minutes counted, times ${scale}; 200 channels, ${RECORDED} recorded metrics`;
  const kinds = [...sums(written)]
    .map(([kind, bytes]) => [kind, bytes - (kindsBefore.get(kind) ?? 0)] as const)
    .sort((a, b) => b[1] - a[1]);
  return [
    figure({
      name: 'publish-day.bytes',
      value: (seen - before) * scale,
      unit: 'bytes/day',
      against,
      atMost: LIMIT_BYTES,
    }),
    ...kinds
      .slice(0, KINDS_SHOWN)
      .map(([kind, bytes]): Figure =>
        figure({ name: `publish-day.of ${kind}`, value: bytes * scale, unit: 'bytes/day' }),
      ),
    figure({ name: 'publish-day.publication_p50', value: quantile(sizes, 0.5), unit: 'bytes' }),
    figure({ name: 'publish-day.publication_most', value: Math.max(...sizes), unit: 'bytes' }),
    figure({ name: 'publish-day.took_p50', value: quantile(times, 0.5), unit: 'ms' }),
    figure({ name: 'publish-day.took_p95', value: quantile(times, 0.95), unit: 'ms' }),
    figure({
      name: 'publish-day.flushes_a_publication',
      value: (flushes - flushesBefore) / publications,
      unit: 'fsyncs',
    }),
  ];
};

function sums(written: ReadonlyMap<string, { readonly bytes: number }>): Map<string, number> {
  return new Map([...written].map(([kind, { bytes }]) => [kind, bytes]));
}

function total(written: ReadonlyMap<string, { readonly bytes: number }>): number {
  return [...written.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

const measures: readonly Measure[] = [day];
export default measures;
