/** Puts measured figures into the handbook's data file: nothing there is ever typed by hand. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

const FILE = join(import.meta.dirname, '..', '..', 'content', 'infrastructure', 'figures.json');

interface Recorded extends Figure {
  /** The day it was measured, UTC. */
  readonly day: string;
}

/** Replaces the figures of the same names; figures that were not measured this time keep their day. */
export function recordFigures(figures: readonly Figure[], now: Date): void {
  const day = now.toISOString().slice(0, 10);
  const kept = readRecorded().filter((old) => !figures.some(({ name }) => name === old.name));
  const all = [...kept, ...figures.map((figure): Recorded => ({ ...shorten(figure), day }))];
  all.sort((a, b) => a.name.localeCompare(b.name));
  writeFileSync(FILE, `${JSON.stringify({ figures: all }, null, 2)}\n`);
}

/** Six significant digits: more than any of these measurements has. */
function shorten(figure: Figure): Figure {
  const short = (value: number): number => Number(value.toPrecision(6));
  const { value, ratio } = figure;
  return { ...figure, value: short(value), ratio: ratio === null ? null : short(ratio) };
}

function readRecorded(): readonly Recorded[] {
  if (!existsSync(FILE)) return [];
  const file = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly figures: readonly Recorded[] };
  return file.figures;
}
