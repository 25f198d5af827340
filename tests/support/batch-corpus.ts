/** Answers and logs of batch systems, damaged in many ways, for parsers that must survive all of them. */

import { globSync, readFileSync, statSync } from 'node:fs';
import { readJobAd } from '#agents/formats/condor-ad.ts';
import { parseEventBlock } from '#agents/formats/condor-event-block.ts';
import { createBlockReader } from '#agents/formats/condor-event-blocks.ts';
import { createJobLog } from '#agents/formats/condor-job-log.ts';
import { parseCondorAds, parseCondorQueue } from '#agents/formats/condor-json.ts';
import { createLongReader } from '#agents/formats/condor-long.ts';
import { countSlots } from '#agents/formats/condor-slots.ts';
import { sniffCondor } from '#agents/formats/condor-sniff.ts';
import { parseSacctJson, parseSqueueJson } from '#agents/formats/slurm-json.ts';
import { parseSinfoJson, parseSinfoText } from '#agents/formats/slurm-nodes.ts';
import { parseSacctText, parseSqueueText, SEPARATOR } from '#agents/formats/slurm-text.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { sharedData } from './shared-data.ts';

/** One parser with inputs that are whole, to be damaged. */
export interface Victim {
  readonly name: string;
  readonly corpus: readonly string[];
  /** Parses; throws where a line is lost without a word. */
  readonly parse: (text: string) => void;
}

const EVENTS = `000 (12.000.000) 2026-11-23 10:00:00 Job submitted from host: <10.0.0.3:9618?alias=sn01&noUDP>
    DAG Node: calibrate
...
001 (12.000.000) 11/23 10:01:00 Job executing on host: <10.0.0.4:9618>
\tCpus = 2
...
012 (12.000.000) 2026-11-23 10:02:00.123Z Job was held.
\tover its memory
\tCode 34 Subcode 102
...
005 (12.000.000) 2026-11-23 10:03:00 Job terminated.
\t(1) Normal termination (return value 0)
\t\tUsr 0 00:01:30, Sys 0 00:00:10  -  Total Remote Usage
...
{
  "EventTypeNumber": 0, "EventTime": "2026-11-23T10:00:00Z", "Cluster": 13, "Proc": 0,
  "SubmitHost": "<10.0.0.3:9618?alias=sn01>", "LogNotes": "DAG Node: a } brace"
}
`;
const AD = {
  ClusterId: 12,
  ProcId: 3,
  JobStatus: 5,
  QDate: 1_790_000_000,
  HoldReason: 'disk full',
  HoldReasonCode: 34,
  RequestMemory: '/Expr(MemoryUsage)/',
};
const LONG = `ClusterId = 13\nProcId = 0\nHoldReason = "a \\"b\\""\nRank = 0.0\nExitBySignal = FALSE\nX = a + b\n\nClusterId = 14\n*** Offset = 0\n`;
const SLOTS = [
  { State: 'Claimed', Cpus: 4, SlotType: 'Dynamic' },
  { State: 'Unclaimed', Cpus: 2 },
];
const SLURM = {
  jobs: [
    { job_id: 5, array_job_id: { set: true, number: 5 }, array_task_string: '1-9:2%3' },
    { job_id: 6, job_state: ['FAILED'], exit_code: 768, submit_time: 1_790_000_000 },
    { job_id: 7, state: { current: 'TIMEOUT' }, time: { total: { seconds: 1 } }, steps: [{}] },
  ],
  nodes: [{ name: 'wn1', state: ['IDLE', 'DRAIN'], cpus: 8, alloc_cpus: 3 }],
};
const ROW = [
  '7_3',
  'a',
  'flash',
  'main',
  'CANCELLED by 0',
  'None',
  '2026-11-23T10:00:00',
  '2026-11-23T10:00:01',
  'N/A',
  '2',
  '1G',
  'flash:run=quax/12',
  'fft',
];

/** Real files, where they lie beside the clone; none elsewhere. */
function real(pattern: string): string[] {
  return globSync(sharedData(`htcondor/${pattern}`))
    .toSorted()
    .filter((path) => statSync(path).size < 60_000)
    .slice(0, 40)
    .map((path) => readFileSync(path, 'utf8'));
}

function parseEvents(text: string): void {
  const blocks = createBlockReader();
  const clock = createLocalClock({ zone: 'Europe/Rome' });
  const log = createJobLog({ known: [], submittedAt: () => null });
  let taken = 0;
  for (const [i, line] of text.split('\n').entries()) {
    for (const block of blocks.feed({ text: line, number: i + 1, offset: 0 })) {
      taken += block.lines.length;
      const event = parseEventBlock(block, { clock, latest: Date.UTC(2026, 10, 23) });
      if ('code' in event) log.take(event);
      else if (event.reason === '') throw new Error('refused without a reason');
    }
  }
  const between = text.split('\n').filter((line) => /^\s*(?:\.\.\.|[[\],])?\s*$/.test(line)).length;
  const lines = text.split('\n').length;
  if (taken + blocks.pending().length + between < lines) throw new Error('a line was lost');
}

function parseLong(text: string): void {
  const reader = createLongReader();
  const ads = text.split('\n').map((line, i) => reader.feed(line, i + 1));
  for (const found of [...ads, reader.end()]) if (found !== null) readJobAd(found.ad);
}

/** Every parser of batch systems. */
export function batchVictims(): Victim[] {
  const queue = JSON.stringify([AD, { ...AD, ProcId: 4, JobStatus: 2 }], null, 1);
  const slurm = JSON.stringify(SLURM);
  const row = ROW.join(SEPARATOR);
  return [
    { name: 'condor JSON', corpus: [queue, ...real('mivade*/**/*.json')], parse: parseCondorQueue },
    {
      name: 'condor slots',
      corpus: [JSON.stringify(SLOTS)],
      parse(text) {
        const answer = parseCondorAds(text);
        if (answer.ok) countSlots(answer.ads);
      },
    },
    { name: 'condor events', corpus: [EVENTS, ...real('*/**/*.log')], parse: parseEvents },
    { name: 'condor long ads', corpus: [LONG, ...real('gratia*/**/history.*')], parse: parseLong },
    { name: 'condor files', corpus: [queue, EVENTS, LONG], parse: sniffCondor },
    { name: 'squeue JSON', corpus: [slurm], parse: parseSqueueJson },
    { name: 'sacct JSON', corpus: [slurm], parse: parseSacctJson },
    { name: 'sinfo JSON', corpus: [slurm], parse: parseSinfoJson },
    { name: 'squeue text', corpus: [`${row}\n${row}`], parse: parseSqueueText },
    {
      name: 'sacct text',
      corpus: [[row, '3:0', '100', '1-00:00:01.5'].join(SEPARATOR)],
      parse: parseSacctText,
    },
    {
      name: 'sinfo text',
      corpus: [['wn1', 'mixed*', '2/6/0/8'].join(SEPARATOR)],
      parse: parseSinfoText,
    },
  ];
}
