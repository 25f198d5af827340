/** A row of an imported file as it stood there: kept for ever, whatever became of it. */

/** Natural key: source, line. */
export interface ImportRowFact {
  readonly kind: 'import-row';
  /**
   * What was imported: `runlog:<sha256 of the file>`, `cryostat:<device>/<folder>/<file name>`, or for a row of a living
   * table `runlog:mariadb://<host>/<database>/<table>#<digest of run and data>`.
   */
  readonly source: string;
  /** The file as it was named, for people. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly raw: string;
  /** Null: taken in; else why not. */
  readonly refused: string | null;
  /** What it became: campaign, run and name of a file; null for a refused row or a reading. */
  readonly target: {
    readonly campaign: string;
    readonly run: string;
    readonly name: string;
  } | null;
  /** The named cells of a row of the run catalogue, raw; null elsewhere. */
  readonly cells: Readonly<Record<string, string>> | null;
}
