/** A small chart as one SVG path: the band between minimum and maximum of each bucket, broken where a bucket is empty. */

import type { Spark } from '#site/snapshot/schema/now.ts';

export interface SparkShape {
  readonly path: string;
  /** Height of the limit line, or null where it lies outside. */
  readonly limitY: number | null;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 240;
const HEIGHT = 48;
const PAD = 3;

/** Returns the path of a spark, 240 by 48 units, stretched by CSS. */
export function sparkShape(
  spark: Spark,
  { limit, fromZero }: { limit: number | null; fromZero: boolean },
): SparkShape {
  const { low, high, drawn } = range(spark, limit, fromZero);
  const y = (value: number): number =>
    round(HEIGHT - PAD - ((value - low) / (high - low)) * (HEIGHT - 2 * PAD));
  const count = spark.min.length;
  const x = (i: number): number => round((count === 1 ? 0.5 : i / (count - 1)) * WIDTH);
  return {
    path: brokenPath(spark, x, y),
    limitY: drawn === null ? null : y(drawn),
    width: WIDTH,
    height: HEIGHT,
  };
}

function range(spark: Spark, limit: number | null, fromZero: boolean) {
  const values = [...spark.min, ...spark.max].filter((value) => value !== null);
  const max = Math.max(...values);
  const min = fromZero ? Math.min(0, ...values) : Math.min(...values);
  const drawn = limit !== null && isNear(limit, min, max) ? limit : null;
  const low = Math.min(min, drawn ?? min);
  const high = Math.max(max, drawn ?? max);
  if (high > low) {
    const room = fromZero ? 0 : (high - low) * 0.08;
    return { low: low - room, high: high + (fromZero ? (high - low) * 0.08 : room), drawn };
  }
  const around = Math.abs(low) > 0 ? Math.abs(low) * 0.05 : 1;
  return { low: low - around, high: low + around, drawn };
}

/** A limit far away would press the curve into a line: it is then said in words only. */
function isNear(limit: number, min: number, max: number): boolean {
  if (min <= 0 || limit <= 0) return limit <= 2.5 * max && limit >= min;
  return limit / max <= 2.5 && min / limit <= 2.5;
}

function brokenPath(spark: Spark, x: (i: number) => number, y: (value: number) => number): string {
  const parts: string[] = [];
  let isDown = false;
  spark.min.forEach((min, i) => {
    const max = spark.max[i] ?? null;
    if (min === null || max === null) {
      isDown = false;
      return;
    }
    const top = y(max);
    const bottom = y(min);
    parts.push(`${isDown ? 'L' : 'M'}${x(i)} ${top}${bottom === top ? '' : `V${bottom}`}`);
    if (!isDown && (spark.min[i + 1] ?? null) === null) parts.push('h.01');
    isDown = true;
  });
  return parts.join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
