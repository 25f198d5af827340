/** Nodes of Slurm by state, and their cores, from `sinfo` as JSON or as text. Words: Slurm's manual page of sinfo. */

import { listOf, slurmNumber, words } from './slurm-json.ts';
import { SEPARATOR } from './slurm-text.ts';

/** `sinfo --Node --format`: name, state, cores allocated/idle/other/total. */
export const SINFO_FORMAT = ['%N', '%T', '%C'].join(SEPARATOR);

const NODE_STATES = [
  'idle',
  'mixed',
  'allocated',
  'completing',
  'planned',
  'reserved',
  'maint',
  'draining',
  'drained',
  'down',
  'fail',
  'failing',
  'future',
] as const;

type NodeState = (typeof NODE_STATES)[number] | 'unknown';

/** States in which an idle core may be given to a job. */
const USABLE: ReadonlySet<NodeState> = new Set([
  'idle',
  'mixed',
  'allocated',
  'completing',
  'planned',
]);

/** Cores and nodes of a partition by state. */
export interface NodeCount {
  /** Every known state is there, with 0 where no node has it. */
  readonly nodes: ReadonlyMap<NodeState, number>;
  readonly cores: { readonly claimed: number; readonly idle: number; readonly other: number };
  readonly problems: readonly string[];
}

/** Nodes counted, or the reason why the whole answer is none. */
export type SlurmNodes =
  ({ readonly ok: true } & NodeCount) | { readonly ok: false; readonly reason: string };

interface Node {
  readonly name: string;
  readonly state: NodeState;
  readonly cores: NodeCount['cores'];
}

function isState(text: string): text is (typeof NODE_STATES)[number] {
  return NODE_STATES.some((state) => state === text);
}

/** The state of a node from its base and its flags; signs behind it (`idle*`: does not answer) are left out. */
function nodeState(base: string, flags: readonly string[]): NodeState {
  const state = base.toLowerCase().replace(/[^a-z]+$/, '');
  if (flags.includes('DRAIN'))
    return ['allocated', 'mixed', 'completing'].includes(state) ? 'draining' : 'drained';
  if (state !== 'down' && flags.includes('MAINTENANCE')) return 'maint';
  return isState(state) ? state : 'unknown';
}

function countNodes(nodes: readonly Node[], problems: readonly string[]): SlurmNodes {
  const counts = new Map<NodeState, number>(NODE_STATES.map((state) => [state, 0]));
  const cores = { claimed: 0, idle: 0, other: 0 };
  const seen = new Set<string>();
  for (const { name, state, cores: own } of nodes) {
    // A node stands once for each of its partitions.
    if (seen.has(name)) continue;
    seen.add(name);
    counts.set(state, (counts.get(state) ?? 0) + 1);
    cores.claimed += own.claimed;
    cores.idle += own.idle;
    cores.other += own.other;
  }
  return { ok: true, nodes: counts, cores, problems };
}

/** Parses `sinfo --json` of versions that list nodes; those that group them (23.11 and later) are read as text. Never throws. */
export function parseSinfoJson(answer: string): SlurmNodes {
  const list = listOf(answer, 'nodes');
  if ('reason' in list) return { ok: false, reason: list.reason };
  const nodes: Node[] = [];
  const problems: string[] = [];
  for (const [i, item] of list.items.entries()) {
    const name = item['name'];
    const [base = '', ...more] = words(item['state']);
    const total = slurmNumber(item['cpus']);
    if (typeof name !== 'string' || total === null) {
      problems.push(`node ${String(i + 1)} of the answer has no name, or no number of cores`);
      continue;
    }
    const state = nodeState(base, [...more, ...words(item['state_flags'])]);
    const claimed = Math.min(total, slurmNumber(item['alloc_cpus']) ?? 0);
    const free = total - claimed;
    const isUsable = USABLE.has(state);
    nodes.push({
      name,
      state,
      cores: { claimed, idle: isUsable ? free : 0, other: isUsable ? 0 : free },
    });
  }
  return countNodes(nodes, problems);
}

/** Parses `sinfo --Node --noheader --format=SINFO_FORMAT`. Never throws. */
export function parseSinfoText(answer: string): SlurmNodes {
  const nodes: Node[] = [];
  const problems: string[] = [];
  for (const line of answer.split('\n')) {
    if (line.trim() === '') continue;
    const [name, word = '', cells = ''] = line.split(SEPARATOR).map((cell) => cell.trim());
    const match = /^(\d+)\/(\d+)\/(\d+)\/\d+$/.exec(cells);
    if (name === undefined || name === '' || match === null) {
      problems.push(`no node: '${line.slice(0, 60)}'`);
      continue;
    }
    const [claimed, idle, other] = match.slice(1).map(Number);
    nodes.push({
      name,
      state: nodeState(word, []),
      cores: { claimed: claimed ?? 0, idle: idle ?? 0, other: other ?? 0 },
    });
  }
  return countNodes(nodes, problems);
}
