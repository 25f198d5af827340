/** What `flash doctor` asks of each layer: one question, one answer, and how to mend it. */

import type { FlashConfig } from './config/schema.ts';

export type CheckState = 'good' | 'attention' | 'failed' | 'not applicable';

/** How a state stands before its line. */
export const CHECK_MARKS: Readonly<Record<CheckState, string>> = {
  good: 'ok  ',
  attention: 'look',
  failed: 'BAD ',
  'not applicable': '-   ',
};

export interface CheckResult {
  readonly state: CheckState;
  /** What was found, with its numbers. */
  readonly found: string;
  /** What to do, unless the state is good. */
  readonly mend?: string;
}

export interface CheckInput {
  readonly config: FlashConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: number;
}

export interface Check {
  /** What is asked: "the catalogue answers". */
  readonly name: string;
  readonly run: (input: CheckInput) => Promise<CheckResult>;
}
