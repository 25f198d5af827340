/** Has a damaged asset published anew: what leads to it is forgotten, so that the next publication writes it again. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RAW } from './pending-series.ts';
import type { PublicationMemory } from './publication-memory.ts';
import type { PublishedState } from './published-state.ts';
import { channelFolder, SERIES_LEVELS, TILE_SPAN } from './schema/series.ts';

export interface Damage {
  readonly directory: string;
  readonly state: PublishedState;
  readonly memory: PublicationMemory;
}

const DAY = 86_400_000;

/** Forgets one asset by its path; the damaged file goes, so that no twin of it is served in its place. */
export async function rebuild(path: string, damage: Damage): Promise<void> {
  const { directory, memory } = damage;
  for (const end of ['', '.gz', '.br']) await rm(join(directory, path + end), { force: true });
  const [kind, slug = '', name = ''] = path.split('/');
  if (kind === 'run') forgetRun(damage, slug, Number.parseInt(name, 10));
  else if (kind === 'files') forgetPart(damage, slug, Number.parseInt(name, 10));
  else if (kind === 'series' && name !== '') forgetTile(damage, slug, name);
  else if (kind === 'log' && slug !== '') memory.logMonths = null;
  else if (kind === 'alarms' && slug !== '') memory.alarmMonths = null;
  else if (kind === 'days') forgetDays(memory);
  else if (kind === 'rota') memory.overview.rotaYears = null;
  else if (kind === 'runs' || kind === 'tuner') forgetIndex(damage, slug);
  else if (kind?.startsWith('tail.') === true) memory.tail.minutes = null;
  // Everything else is written with each manifest, or is a list: those are made anew with the whole.
  else if (kind === 'tree' || kind?.startsWith('assets.') === true) forgetAll(damage);
  memory.manifestAt = 0;
  memory.tilesAt = 0;
}

/** Every day is counted and every year written again: a year is little. */
function forgetDays({ overview: { days } }: PublicationMemory): void {
  for (const date of days.days.keys()) days.waiting.add(date);
  days.days.clear();
  days.years = [];
}

function forgetRun({ state, memory }: Damage, slug: string, number: number): void {
  state.campaigns.get(slug)?.shards.delete(number);
  memory.waiting.set(slug, 0);
}

/** Neither its revisions nor its sum fit any more: the part gets its next revision. */
function forgetPart({ state, memory }: Damage, slug: string, part: number): void {
  const campaign = state.campaigns.get(slug);
  if (campaign === undefined) return;
  const parts = campaign.runs.parts.map((one) =>
    one.part === part ? { ...one, revisions: -1, sum: -1, bytes: 0 } : one,
  );
  state.campaigns.set(slug, { ...campaign, runs: { ...campaign.runs, parts } });
  memory.partLookedAt.clear();
  memory.waiting.set(slug, 0);
}

/** An index is written with any of its runs; with the same content it has the same name. */
function forgetIndex(damage: Damage, name: string): void {
  for (const [slug, campaign] of damage.state.campaigns) {
    const { head, runs } = campaign;
    const [newest] = runs.columns.number;
    const isIts = [head.runs.path, head.tuner.path].some((path) => path.endsWith(`/${name}`));
    if (isIts && newest !== undefined) forgetRun(damage, slug, newest);
  }
}

/** `60000-1795428000000.r29923800.json`, `raw-2026-11-20.r29923800.parquet` */
function forgetTile({ state, memory }: Damage, folder: string, name: string): void {
  const channel = [...state.series.keys()].find((one) => channelFolder(one) === folder);
  const raw = /^raw-(\d{4}-\d\d-\d\d)\./.exec(name)?.[1];
  const [level = '', start = ''] = name.split(/[-.]/);
  if (channel === undefined) return;
  const from = raw === undefined ? Number(start) : Date.parse(raw);
  const width = SERIES_LEVELS.find((one) => String(one) === level);
  memory.tileWrittenAt.clear();
  const to = from + (width === undefined ? DAY : TILE_SPAN[width]) - 1;
  memory.damagedSeries.push({ channel, level: raw === undefined ? level : RAW, from, to });
}

/** A list of assets is made anew with everything that it names. */
function forgetAll({ state, memory }: Damage): void {
  memory.alarmMonths = null;
  state.manifest = null;
  state.campaigns.clear();
  state.series.clear();
  state.log = { months: [] };
}
