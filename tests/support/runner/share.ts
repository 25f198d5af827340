/** Which unit tests share a process: starting one and loading what it imports costs more than most files' tests. */

/**
 * What a file says that changes or ends the process for the others, or holds it up while they could run: such a file
 * has a process of its own.
 */
const OWN = /\bprocess\.|\bglobalThis\b|\bmock\b|\bWorker\b|\bgc\b|\bchild_process\b/;

/** A file that takes longer than this gains nothing by sharing, and would make the others wait. */
const LONGEST_S = 3;

/** So many at most in one process: two cores want several to choose from. */
const AT_MOST = 40;

export interface UnitFile {
  readonly path: string;
  readonly text: string;
  readonly seconds: number;
}

/** Returns groups of files that run in one process each, neighbours together: they import the same modules. */
export function groupUnitFiles(files: readonly UnitFile[]): (readonly UnitFile[])[] {
  const [own, shared] = [files.filter(isOwn), files.filter((file) => !isOwn(file))];
  const layers = Map.groupBy(shared, ({ path }) => path.split('/').slice(0, 2).join('/'));
  const groups = [...layers.values()].flatMap((layer) => {
    const count = Math.ceil(layer.length / AT_MOST);
    const size = Math.ceil(layer.length / count);
    return Array.from({ length: count }, (_, n) => layer.slice(n * size, (n + 1) * size));
  });
  return [...groups, ...own.map((file) => [file])];
}

function isOwn({ text, seconds }: UnitFile): boolean {
  return seconds > LONGEST_S || OWN.test(text);
}
