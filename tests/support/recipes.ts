/** The recipes of `content/developers/adding.mdx`: the files and additions that they show, written into a copy of the sources. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MIGRATIONS = 'telemetry/catalogue/migrations';

/** A block that names its file: the file whole, or what is added to it. */
export interface RecipeBlock {
  readonly file: string;
  readonly isAddition: boolean;
  /** Without the indentation of the list that it stands in. */
  readonly text: string;
}

/** Returns the blocks of a page that name a file, in their order. */
export function recipeBlocks(page: string): readonly RecipeBlock[] {
  return [...page.matchAll(/^( *)(`{3,4})(\w+)([^\n]*)\n([\s\S]*?)^\1\2$/gm)].flatMap(
    ([, indent = '', , language, rest = '', inner = '']) => {
      const file = /\btitle="([^"]+)"/.exec(rest)?.[1];
      const text = inner.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      return file === undefined ? [] : [{ file, isAddition: language === 'diff', text }];
    },
  );
}

/**
 * Returns a text with the lines that begin with `+`, each after the line that stands before it in the block, or before
 * the next one where the block begins with them.
 * @throws {Error} where a line that the block shows as there is not there
 */
export function withAdditions(text: string, block: string): string {
  const lines = text.split('\n');
  let at = -1;
  let waiting: string[] = [];
  for (const line of block.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('+')) {
      if (at < 0) waiting.push(line.slice(1));
      else lines.splice((at += 1), 0, line.slice(1));
      continue;
    }
    const known = line.slice(1);
    at = lines.indexOf(known, at + 1);
    if (at < 0) throw new Error(`“${known}” is not there`);
    lines.splice(at, 0, ...waiting);
    at += waiting.length;
    waiting = [];
  }
  return lines.join('\n');
}

/** Copies the sources that git knows into `directory`, links as links, with the packages as they are. */
export function copySources(root: string, directory: string): void {
  const list = 'git ls-files -z -co --exclude-standard';
  const take = 'tar --null --ignore-failed-read --no-recursion -T - -c';
  execFileSync('sh', ['-c', `${list} | ${take} | tar -x -C "$0"`, directory], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
}

/** Follows every recipe in a copy of the sources; `NNNN` is the next number of a migration. */
export function followRecipes(directory: string): readonly string[] {
  const page = readFileSync(join(directory, 'content/developers/adding.mdx'), 'utf8');
  const next = readdirSync(join(directory, MIGRATIONS)).length + 1;
  return recipeBlocks(page).map(({ file, isAddition, text }) => {
    const name = file.replace('NNNN', String(next).padStart(4, '0'));
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, isAddition ? withAdditions(readFileSync(path, 'utf8'), text) : text);
    return name;
  });
}
