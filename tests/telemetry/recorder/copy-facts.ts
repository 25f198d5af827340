/** Facts about copies on tape, and what the catalogue makes of them. */

import assert from 'node:assert/strict';

import type { ReplicaFact } from '#telemetry/facts/file.ts';

import { CAMPAIGN, RUN_PATH, T0 } from '../../support/facts.ts';
import type { Sender } from '../../support/facts.ts';
import type { TestRecorder } from './setup.ts';

/** What the storage answered of a copy on tape; `adler32` null: it told none. */
export function copyFact(
  name: string,
  adler32: string | null,
  part: Partial<ReplicaFact> = {},
): ReplicaFact {
  return {
    kind: 'replica',
    campaign: CAMPAIGN,
    run: RUN_PATH,
    name,
    location: 'cnaf-tape',
    uri: `davs://tape.example/${name}`,
    state: 'present',
    locality: 'both',
    at: T0 + 1_000,
    verified: null,
    why: null,
    evidence: { by: 'head', bytes: 340_000, adler32 },
    ...part,
  };
}

/** Records facts that must be taken in; returns what was refused of them. */
export async function recordFacts(
  setup: TestRecorder,
  sender: Sender,
  facts: Parameters<Sender['batch']>[0],
) {
  const { status, body } = await setup.recorder.record(sender.batch(facts));
  assert.equal(status, 200);
  assert.ok('refused' in body);
  return body.refused;
}

/** State, whether it is verified, and why, of one copy; null where there is none. */
export async function copyStateOf(setup: TestRecorder, name: string, location: string) {
  const [row] = await setup.query(
    'SELECT p.state, p.verified_ms, p.why FROM replica p JOIN file f ON f.id = p.file_id WHERE f.name = ? AND p.location = ?',
    [name, location],
  );
  return row === undefined ? null : [row['state'], row['verified_ms'] !== null, row['why']];
}
