/** Finds what a file imports: TypeScript, scripts, Astro components (fence and scripts) and MDX. */

import ts from 'typescript';
import type { TreeFile } from './tree.ts';

/**
 * How a file reaches another: at load (`static`), when a line runs (`dynamic`), only for the
 * compiler (`type`), or by naming it in a string, as workers and child processes do (`named`; so
 * is Astro, whose program is run).
 */
export type ImportKind = 'static' | 'dynamic' | 'type' | 'named';

/** One import as written. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly kind: ImportKind;
}

/** Returns every import of a file, in order. */
export function findImports(file: TreeFile): Import[] {
  return scriptsOf(file).flatMap((text) => {
    const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest);
    return findInSource(source).map((found) => ({ from: file.path, ...found }));
  });
}

/** Returns the parts of a file that are script. */
function scriptsOf({ path, text }: TreeFile): string[] {
  if (path.endsWith('.astro')) {
    const fence = /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
    const scripts = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)];
    return [fence, ...scripts.map((match) => match[1] ?? '')];
  }
  if (path.endsWith('.mdx')) {
    const statement = /^(?:import|export)\b[^;'"]*['"][^'"]+['"];?/gm;
    return [(text.match(statement) ?? []).join('\n')];
  }
  return /\.(ts|mts|mjs|js)$/.test(path) ? [text] : [];
}

type Found = Omit<Import, 'from'>;

function findInSource(source: ts.SourceFile): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const hit = importOf(node);
    if (hit) found.push(hit);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importOf(node: ts.Node): Found | undefined {
  if (ts.isImportDeclaration(node)) {
    return literal(
      node.moduleSpecifier,
      node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    );
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return literal(node.moduleSpecifier, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, true);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    return target && ts.isStringLiteralLike(target)
      ? { specifier: target.text, kind: 'dynamic' }
      : undefined;
  }
  if (ts.isStringLiteral(node) && /(^|\/)astro\.mjs$/.test(node.text)) {
    return { specifier: 'astro/bin/astro.mjs', kind: 'named' };
  }
  if (ts.isStringLiteral(node) && /^(\.\.?\/|#)[^*\s]*\.(ts|mjs)$/.test(node.text)) {
    return { specifier: node.text, kind: 'named' };
  }
  return undefined;
}

function literal(node: ts.Node, isType: boolean): Found | undefined {
  if (!ts.isStringLiteral(node)) return undefined;
  return { specifier: node.text, kind: isType ? 'type' : 'static' };
}

/** Resolves a specifier to a path below the top; undefined for packages and `node:`. */
export function resolveImport({ from, specifier }: Import): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (!specifier.startsWith('.')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/').replace(/\?.*$/, '');
}

/** Returns the package that a specifier names ("@scope/name"), or undefined for our own files. */
export function packageOf({ specifier }: Import): string | undefined {
  if (/^(\.|#|\/|node:|astro:|virtual:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
