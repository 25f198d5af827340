/** The escape hatch: `*.prom` files that any program may write, shown beside our own metrics, each with its age. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describeError, FlashError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/textfile.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext, CollectorProblem } from '../collector.ts';
import { admit } from './textfile/admit.ts';
import type { Admitted } from './textfile/admit.ts';
import { followFile } from './textfile/content.ts';
import type { Content, FollowedFile } from './textfile/content.ts';

interface TextfileSettings {
  readonly directories: readonly string[];
  /** Of all files together. */
  readonly max_series: number;
  readonly max_bytes: number;
  /** Seconds without a write after which a file counts as whole. */
  readonly quiet_s: number;
  /** Seconds after which a file's metrics are no longer shown; null: they are, however old. */
  readonly stale_after_s: number | null;
}

/** More files than this are not looked at. */
const MOST_FILES = 256;

/** One file that is there: what is shown of it, if anything. */
interface Seen {
  readonly source: string;
  readonly path: string;
  readonly content: Content | null;
}

export const textfile = defineCollector<TextfileSettings>({
  name: 'textfile',
  summary: 'metrics that other programs write into files',
  intervalMs: 15_000,
  deadlineMs: 10_000,
  metrics: metrics.textfileMetrics,
  schema: async () => {
    const { z } = await import('zod');
    return z.strictObject({
      directories: z.array(z.string().startsWith('/', 'expected an absolute path')).min(1),
      max_series: z.number().int().positive().max(100_000).default(2_000),
      max_bytes: z.number().int().positive().max(50_000_000).default(1_000_000),
      quiet_s: z.number().nonnegative().max(600).default(1),
      stale_after_s: z.number().positive().nullable().default(null),
    });
  },
  create: createTextfile,
  sources: ({ directories }) =>
    directories.map((path) => ({ kind: 'directory', what: '*.prom files', path })),
});

function createTextfile(settings: TextfileSettings, { effects }: CollectorContext): Collector {
  const followed = new Map<string, FollowedFile>();
  const { clock } = effects;
  const follow = (path: string): FollowedFile => {
    const known = followed.get(path);
    if (known !== undefined) return known;
    const { max_bytes: maxBytes, quiet_s: quiet } = settings;
    const file = followFile({ path, maxBytes, quietMs: quiet * 1_000, now: () => clock.now() });
    followed.set(path, file);
    return file;
  };
  return {
    async collect() {
      const { paths, problems } = await listFiles(settings.directories);
      for (const path of followed.keys()) if (!paths.has(path)) followed.delete(path);
      const seen: Seen[] = [];
      for (const [path, source] of paths) {
        const state = await follow(path).read();
        if (state === null) continue;
        if (state.problem !== null) problems.push(state.problem);
        seen.push({ source, path, content: freshOnly(state.content, settings, clock.now()) });
      }
      const offers = seen.flatMap(({ source, content }) =>
        content === null ? [] : [{ source, families: content.families }],
      );
      const admitted = admit(offers, settings.max_series);
      problems.push(...seen.flatMap((one) => problemsOf(one, admitted)));
      const observations = seen.flatMap((one) => observe(one, admitted));
      return { facts: [], observations, foreign: admitted.families, problems, cursor: {} };
    },
  };
}

function freshOnly(
  content: Content | null,
  { stale_after_s: limit }: TextfileSettings,
  now: number,
): Content | null {
  if (content === null || limit === null) return content;
  return now - content.mtimeMs > limit * 1_000 ? null : content;
}

/** Paths to names, in the order of the directories and of the names in each. @throws FlashError where no directory can be read */
async function listFiles(directories: readonly string[]): Promise<{
  readonly paths: ReadonlyMap<string, string>;
  readonly problems: CollectorProblem[];
}> {
  const paths = new Map<string, string>();
  const problems: CollectorProblem[] = [];
  const sources = new Set<string>();
  let unread = 0;
  for (const directory of directories) {
    const names: string[] = await readdir(directory).catch((thrown: unknown) => {
      unread += 1;
      problems.push({ reason: 'unreadable', subject: directory, message: describeError(thrown) });
      return [];
    });
    for (const name of names.toSorted()) {
      if (!name.endsWith('.prom') || name.startsWith('.')) continue;
      const [source, path] = [name.slice(0, -'.prom'.length), join(directory, name)];
      const reason = whyNot(source, sources);
      if (reason === null) paths.set(path, source);
      else problems.push({ reason: reason.word, subject: path, message: `${path}: ${reason.why}` });
      sources.add(source);
    }
  }
  if (unread === directories.length)
    throw new FlashError({
      operation: 'read metrics of others',
      subject: directories.join(', '),
      reason: problems[0]?.message ?? 'no directory can be read',
      hint: 'make the directory, readable by the user of the agent, or mend directories: in flash.yaml',
      transient: true,
    });
  return { paths, problems };
}

function whyNot(
  source: string,
  sources: ReadonlySet<string>,
): { readonly word: string; readonly why: string } | null {
  if (sources.has(source)) return { word: 'double', why: 'another directory has this name too' };
  if (sources.size < MOST_FILES) return null;
  return { word: 'overflow', why: `there are more than ${String(MOST_FILES)} files` };
}

function problemsOf({ source, path }: Seen, { refused, series }: Admitted): CollectorProblem[] {
  const clash = refused.get(source);
  if (clash !== undefined)
    return [{ reason: 'clash', subject: path, message: `${path} is refused: ${clash}` }];
  const leftOut = series.get(source)?.leftOut ?? 0;
  if (leftOut === 0) return [];
  const message = `${path}: ${String(leftOut)} series are left out: all files have more than max_series`;
  return [{ reason: 'overflow', subject: path, message }];
}

function observe({ source, content }: Seen, { refused, series }: Admitted): Observation[] {
  const labels = { source };
  const isShown = content !== null && !refused.has(source);
  const up = { metric: metrics.textfileUp, labels, value: isShown ? 1 : 0 };
  if (!isShown) return [up];
  const { shown, leftOut } = series.get(source) ?? { shown: 0, leftOut: 0 };
  return [
    up,
    { metric: metrics.textfileModified, labels, value: content.mtimeMs / 1_000 },
    { metric: metrics.textfileSeries, labels, value: shown },
    ...(leftOut === 0 ? [] : [{ metric: metrics.textfileLeftOut, labels, value: leftOut }]),
  ];
}
