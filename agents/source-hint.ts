/** What a collector needs outside of itself, said without looking: for `flash agent --dry-run` and `flash doctor`. */

interface Hint {
  /** In a word or two, for a person: "data directory". */
  readonly what: string;
}

export type SourceHint =
  | (Hint & {
      /** `path`: a file or a directory. */
      readonly kind: 'directory' | 'file' | 'path';
      readonly path: string;
    })
  | (Hint & {
      readonly kind: 'program';
      /** A name that is looked for in `PATH`, or a path. */
      readonly program: string;
    })
  | (Hint & {
      readonly kind: 'address';
      /** Of which only host and port are used; without user and password. */
      readonly url: string;
    });

/** Hints of files that settings may name: those that they leave out are none. */
export function fileHints(
  files: Readonly<Record<string, string | null | undefined>>,
): SourceHint[] {
  return Object.entries(files).flatMap(([what, path]): SourceHint[] =>
    path === undefined || path === null ? [] : [{ kind: 'file', what, path }],
  );
}
