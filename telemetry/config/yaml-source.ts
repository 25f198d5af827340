/** A YAML file with the line of each of its fields, and `${ENV}` filled in. */

import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';

import type { ConfigProblem } from './problem.ts';
import { fieldName } from './problem.ts';

export interface YamlSource {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Line of the field, or of the nearest one above it that is in the file; null for the whole file. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | null;
}

/** Reads YAML text; faults of the file itself and unset `${ENV}` come back as problems. */
export function readYamlSource(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): YamlSource {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const problems: ConfigProblem[] = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    field: 'the file',
    expected: 'YAML',
    received: error.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? 'something else',
    fix: 'look at the indentation and the quotes of this line and the one above',
  }));
  if (problems.length > 0) return { value: null, problems, lineOf: () => null };
  problems.push(...fillEnvironment(document, env, lineAt));
  return {
    value: document.toJS() as unknown,
    problems,
    lineOf: (path) => lineOf(document, path, lineAt),
  };
}

/** Replaces `${NAME}` and `${NAME:-otherwise}` in texts, in place; `$${` stands for `${`. */
function fillEnvironment(
  document: Document.Parsed,
  env: Readonly<Record<string, string | undefined>>,
  lineAt: (offset: number) => number,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Scalar(_key, node, ancestors) {
      if (typeof node.value !== 'string' || !node.value.includes('${')) return;
      node.value = node.value.replace(
        /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
        (whole, name: string, otherwise: string | undefined) => {
          if (whole.startsWith('$$')) return whole.slice(1);
          const found = env[name] ?? otherwise;
          if (found !== undefined) return found;
          problems.push({
            line: lineAt(node.range?.[0] ?? 0),
            field: fieldName(pathOf(ancestors)) || 'the file',
            expected: `the environment variable ${name}`,
            received: 'nothing',
            fix: `set it (${name}=…), or write \${${name}:-otherwise}`,
          });
          return '';
        },
      );
    },
  });
  return problems;
}

function pathOf(ancestors: readonly unknown[]): string[] {
  const path: string[] = [];
  for (const node of ancestors) {
    if (typeof node === 'object' && node !== null && 'key' in node && isScalar(node.key))
      path.push(String(node.key.value));
  }
  return path;
}

function lineOf(
  document: Document.Parsed,
  path: readonly PropertyKey[],
  lineAt: (offset: number) => number,
): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const range = isMap(parent)
      ? keyRange(parent.items, String(last))
      : rangeOf(document.getIn(path.slice(0, length), true));
    if (range !== null) return lineAt(range);
  }
  return null;
}

function keyRange(items: readonly { readonly key: unknown }[], name: string): number | null {
  const pair = items.find(({ key }) => isScalar(key) && String(key.value) === name);
  return pair === undefined ? null : rangeOf(pair.key);
}

function rangeOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  const range: unknown = node.range;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null;
}
