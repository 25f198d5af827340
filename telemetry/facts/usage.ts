/** What there is of a resource and how much of it is used: volumes now, quotas and tape later. */

/** Natural key: resource, at. */
export interface UsageFact {
  readonly kind: 'usage';
  /** `<node>/<name>`: `lnf-daq/daq disk`. */
  readonly resource: string;
  readonly label: string;
  readonly role: 'daq' | 'storage' | 'cloud' | 'tape' | 'other';
  readonly unit: 'By';
  readonly at: number;
  /** Null: the source did not answer; a missing answer is not an empty disk. */
  readonly used: number | null;
  /** Used plus what may still be written; a reserve that only root may use is not in it. */
  readonly capacity: number | null;
}
