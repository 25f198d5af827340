/** Which layer may import which: imports point down only. */

import { resolveImport } from './imports.ts';
import type { Import } from './imports.ts';
import type { Finding } from './tree.ts';

const LAYERS = ['telemetry', 'agents', 'dashboards', 'site', 'content'];

/** A rule: files under `of` may import `may` (a prefix of a path) and nothing else of ours. */
interface LayerRule {
  readonly of: string;
  readonly may: readonly string[];
  readonly never?: readonly string[];
}

const RULES: readonly LayerRule[] = [
  { of: 'telemetry/setup/', may: ['telemetry/setup/'] },
  { of: 'telemetry/', may: ['telemetry/'], never: ['telemetry/setup/'] },
  {
    of: 'agents/',
    may: ['agents/', 'telemetry/'],
    never: ['telemetry/catalogue/', 'telemetry/recorder/', 'telemetry/setup/'],
  },
  {
    of: 'dashboards/',
    may: ['dashboards/', 'telemetry/metrics', 'telemetry/units', 'telemetry/alerts'],
  },
  { of: 'site/', may: ['site/', 'telemetry/', 'dashboards/'], never: ['telemetry/setup/'] },
  { of: 'content/', may: ['site/mdx.ts'] },
];

/** Data that prose and pages share: a page may read it, as text. */
const CONTENT_DATA = /^content\/.*\.(ya?ml|json)$/;

/** The one list above its layer: a loader of the site reads which collectors there are. */
const COLLECTOR_LIST = 'agents/collectors/index.ts';
const SIMULATOR = 'agents/simulator/';
const SIMULATOR_COMMAND = /^agents\/(commands\.ts|commands\/[a-z-]*(simulat|demo)[a-z-]*\.ts)$/;

/** What a parser of `agents/formats` may import of Node: nothing that reaches the world. */
const PURE_NODE = new Set(['node:buffer', 'node:path', 'node:string_decoder', 'node:util']);

/** Returns the imports that point up, sideways or out of a pure folder. */
export function checkLayers(imports: readonly Import[]): Finding[] {
  return [
    ...imports.flatMap((one) => {
      const says = judge(one);
      return says === undefined
        ? []
        : [{ path: one.from, says: `imports ${one.specifier}: ${says}` }];
    }),
    ...checkCollectorList(imports),
  ];
}

function judge(one: Import): string | undefined {
  if (one.kind === 'named') return undefined;
  const target = resolveImport(one);
  if (target === undefined) return judgePackage(one);
  if (one.from.startsWith('site/') && CONTENT_DATA.test(target)) return undefined;
  if (target.startsWith(SIMULATOR) && !mayUseSimulator(one.from)) {
    return 'only its command may import the simulator';
  }
  return judgeCrossing(one, target) ?? judgeLayer(one.from, target);
}

function judgePackage({ from, specifier }: Import): string | undefined {
  if (from.startsWith('telemetry/setup/')) {
    return specifier.startsWith('node:') ? undefined : 'the setup has no dependencies';
  }
  if (from.startsWith('content/')) return 'prose imports only #site/mdx.ts';
  if (!from.startsWith('agents/formats/') || !specifier.startsWith('node:')) return undefined;
  return PURE_NODE.has(specifier) ? undefined : 'a parser is pure: bytes in, values out';
}

function judgeCrossing({ from, specifier }: Import, target: string): string | undefined {
  const layer = layerOf(target);
  if (!specifier.startsWith('.') || layer === undefined) return undefined;
  if (!from.includes('/') || layerOf(from) === layer) return undefined;
  return `write #${target} across layers`;
}

function judgeLayer(from: string, target: string): string | undefined {
  if (from.startsWith('telemetry/setup/') && target.startsWith('telemetry/setup/'))
    return undefined;
  const rule = RULES.find(({ of }) => from.startsWith(of));
  if (rule === undefined || target === COLLECTOR_LIST) return undefined;
  const isAllowed = rule.may.some((prefix) => target.startsWith(prefix));
  const isNever = (rule.never ?? []).some((prefix) => target.startsWith(prefix));
  if (isAllowed && !isNever) return undefined;
  return `${rule.of} may import only ${rule.may.join(', ')}${rule.never ? ` without ${rule.never.join(', ')}` : ''}`;
}

function checkCollectorList(imports: readonly Import[]): Finding[] {
  const readers = imports.filter(
    (one) => one.from.startsWith('site/') && resolveImport(one) === COLLECTOR_LIST,
  );
  const files = [...new Set(readers.map(({ from }) => from))];
  return files.slice(1).map((path) => ({
    path,
    says: `imports the list of collectors; only one loader may (${files[0]})`,
  }));
}

function layerOf(path: string): string | undefined {
  return LAYERS.find((layer) => path.startsWith(`${layer}/`));
}

function mayUseSimulator(from: string): boolean {
  return /^(agents\/simulator|tests)\//.test(from) || SIMULATOR_COMMAND.test(from);
}
