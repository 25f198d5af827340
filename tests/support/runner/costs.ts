/** What the parts of `npm test` cost: it decides only in which order they begin and how many run at once. */

/** Of a job that measures how quick something is: it runs when nothing else does, in the end. */
export const ALONE = Number.POSITIVE_INFINITY;

export interface Cost {
  /** By itself on a quiet machine of two cores. */
  readonly seconds: number;
  /** Processor time per second of it: how many cores it keeps busy. */
  readonly load: number;
}

/** Whatever costs more than others of its kind, by path or name. */
const COSTS: Readonly<Record<string, Cost>> = {
  tsc: { seconds: 20, load: 1 },
  'tsc browser': { seconds: 10, load: 1 },
  'astro check': { seconds: 35, load: 1.2 },
  'site build': { seconds: 30, load: 1.2 },
  oxlint: { seconds: 20, load: 1.8 },
  prettier: { seconds: 25, load: 1 },
  knip: { seconds: 12, load: 1 },
  'e2e demo': { seconds: 170, load: 0.8 },
  'e2e pages': { seconds: 130, load: 1.2 },
  'e2e site': { seconds: 300, load: 1 },
  'tests/integration/every-collector.test.ts': { seconds: 64, load: 0.3 },
  'tests/integration/nothing-lost.test.ts': { seconds: 59, load: 0.9 },
  'tests/integration/start.test.ts': { seconds: 58, load: 1.2 },
  // Compares what moves: it waits more than that, but beside two others pictures would seldom fit.
  'tests/integration/dashboards.test.ts': { seconds: 50, load: 1.4 },
  'tests/integration/stream-files.test.ts': { seconds: 34, load: 1.0 },
  'tests/integration/query-plans.test.ts': { seconds: 28, load: 0.8 },
  'tests/integration/backup-faults.test.ts': { seconds: 28, load: 0.4 },
  'tests/integration/publish-budget.test.ts': { seconds: 26, load: 0.4 },
  'tests/integration/backup.test.ts': { seconds: 26, load: 0.4 },
  'tests/integration/backup-elsewhere.test.ts': { seconds: 23, load: 0.3 },
  'tests/integration/agent-life.test.ts': { seconds: 22, load: 0.6 },
  'tests/integration/agent-files.test.ts': { seconds: 22, load: 0.6 },
  'tests/integration/import-killed.test.ts': { seconds: 22, load: 0.5 },
  'tests/integration/moved.test.ts': { seconds: 22, load: 0.5 },
  'tests/integration/published-files.test.ts': { seconds: 19, load: 0.7 },
  'tests/integration/catalogue-users.test.ts': { seconds: 18, load: 0.5 },
  'tests/integration/bad-input.test.ts': { seconds: 18, load: 0.6 },
  'tests/integration/interrupt.test.ts': { seconds: 14, load: 0.9 },
  'tests/integration/hanging-disk.test.ts': { seconds: 6, load: ALONE },
  'tests/integration/agent.test.ts': { seconds: 5, load: ALONE },
  'tests/site/static/write-pages.test.ts': { seconds: 9, load: 1 },
  'tests/agents/deploy/bundle.test.ts': { seconds: 7, load: 1 },
  'tests/dashboards/export/rules.test.ts': { seconds: 7, load: 1 },
  'tests/site/src/docs/documented.test.ts': { seconds: 7, load: 1 },
  'tests/agents/look/plan.test.ts': { seconds: 6, load: 1 },
  'tests/telemetry/analysis/fit-reflection.test.ts': { seconds: 6, load: 1 },
  'tests/telemetry/catalogue/bulk/bulk-load.test.ts': { seconds: 6, load: 1 },
  'tests/agents/simulator/simulator.test.ts': { seconds: 5, load: 1 },
  'tests/telemetry/recorder/retention/upkeep.test.ts': { seconds: 5, load: 1 },
  'tests/telemetry/recorder/run-statistics.test.ts': { seconds: 4, load: 1 },
  'tests/agents/formats/spoilt-logs.test.ts': { seconds: 3, load: 1 },
  'tests/agents/simulator/sweeps.test.ts': { seconds: 3, load: 1 },
  'tests/dashboards/export/grafana-types.test.ts': { seconds: 3, load: 1 },
  'tests/house/tree.test.ts': { seconds: 3, load: 1 },
};

const USUAL = {
  static: { seconds: 15, load: 1 },
  unit: { seconds: 0.5, load: 1 },
  integration: { seconds: 8, load: 0.5 },
} as const;

/** Returns what a part costs: as the table says, or as others of its kind do. */
export function costOf(part: string): Cost {
  const kind = part.startsWith('tests/integration/') ? 'integration' : 'unit';
  return COSTS[part] ?? USUAL[part.startsWith('tests/') ? kind : 'static'];
}

/** The parts that the table names. */
export const COSTLY: readonly string[] = Object.keys(COSTS);
