/** A recorder on a throwaway catalogue, with a clock that the test sets. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';
import { CAMPAIGN, T0 } from '../../support/facts.ts';

/** A campaign with a cavity, a mixing chamber and a magnet. */
export const settings = {
  campaigns: [
    {
      name: CAMPAIGN,
      slug: 'quax',
      key_channels: [
        {
          channel: 'qfridge/ch7-t',
          role: 't_cav',
          label: 'Cavity',
          limits: [{ side: 'high', severity: 'attention', value: 0.05, reason: 'warm' }],
        },
        { channel: 'qfridge/ch6-t', role: 't_mc', label: 'Mixing chamber' },
        { channel: 'magnet/field', role: 'field', label: 'Field' },
      ],
    },
  ],
} as const;

export interface TestRecorder extends AsyncDisposable {
  readonly recorder: Recorder;
  readonly catalogue: TestCatalogue;
  readonly config: FlashConfig;
  readonly setNow: (ms: number) => void;
  readonly commits: () => number;
  /** Rows of a query by the publisher's account. */
  readonly query: (sql: string, values?: readonly unknown[]) => Promise<Row[]>;
}

export type Row = Record<string, unknown>;

export async function startTestRecorder(): Promise<TestRecorder> {
  const catalogue = await startTestCatalogue({ settings });
  let now = T0;
  let commits = 0;
  const recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock: { now: () => now, monotonic: () => performance.now() },
    campaigns: catalogue.config.campaigns,
    onCommit: () => (commits += 1),
  });
  return {
    recorder,
    catalogue,
    config: catalogue.config,
    setNow: (ms) => (now = ms),
    commits: () => commits,
    query: async (sql, values = []) => {
      const rows = await catalogue.pools.publisher.query<Row[]>(sql, [...values]);
      // Plain arrays: the driver adds column descriptions.
      return rows.map((row) => ({ ...row }));
    },
    [Symbol.asyncDispose]: async () => {
      await recorder.close();
      await catalogue[Symbol.asyncDispose]();
    },
  };
}
