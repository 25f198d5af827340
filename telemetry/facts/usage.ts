/** What there is of a resource and how much of it is used: volumes, clouds, tape. */

/** UCUM code: bytes, or pieces of one kind. */
export const RESOURCE_UNITS = [
  'By',
  '{cpu}',
  '{instance}',
  '{volume}',
  '{group}',
  '{address}',
] as const;
/** One of `RESOURCE_UNITS`. */
export type ResourceUnit = (typeof RESOURCE_UNITS)[number];

/** What a resource is for. */
export const RESOURCE_ROLES = ['daq', 'storage', 'cloud', 'tape', 'other'] as const;
/** One of `RESOURCE_ROLES`. */
export type ResourceRole = (typeof RESOURCE_ROLES)[number];

/** Natural key: resource, at. */
export interface UsageFact {
  readonly kind: 'usage';
  /** `<node>/<name>` of a volume, `<place>/<resource>` of a quota: `lnf-daq/daq`, `infn-cloud/volumes`. */
  readonly resource: string;
  readonly label: string;
  readonly role: ResourceRole;
  readonly unit: ResourceUnit;
  /** When it was asked, UTC ms. */
  readonly at: number;
  /** Null: the source did not answer; a missing answer is not an empty disk. */
  readonly used: number | null;
  /** Used plus what may still be written, or the quota; a reserve that only root may use is not in it. Null: not known or unlimited. */
  readonly capacity: number | null;
}
