/** The projected reach beside the models: couplings of KSVZ and DFSZ, and reading between the points; pure. */

export interface ReachCurve {
  readonly name: string;
  /** Mass in µeV, coupling in 1e-16 GeV⁻¹; masses rise. */
  readonly points: readonly (readonly [number, number])[];
}

/** MHz of a photon of 1 µeV: E/h. */
const MHZ_PER_UEV = 241.798_924;
const FINE_STRUCTURE = 7.297_352_57e-3;
/** Mass in eV times decay constant in GeV: 5.70 µeV at 10¹² GeV (Gorghetto and Villadoro, arXiv 1812.01008, 5.691). */
const MASS_TIMES_SCALE = 5.691e6;
/** Coefficients of the two models: g = α g_γ / (π f_a). */
const G_GAMMA = { KSVZ: 0.97, DFSZ: 0.36 } as const;

export type Model = keyof typeof G_GAMMA;

/** Returns the frequency in MHz of an axion of a mass in µeV. */
export function mhzOf(massUev: number): number {
  return massUev * MHZ_PER_UEV;
}

/** Returns the mass in µeV of a frequency in MHz. */
export function massOf(mhz: number): number {
  return mhz / MHZ_PER_UEV;
}

/** Returns a model's coupling to photons in 1e-16 GeV⁻¹, without its sign. */
export function modelCoupling(model: Model, massUev: number): number {
  const scaleGev = MASS_TIMES_SCALE / (massUev * 1e-6);
  return (FINE_STRUCTURE * G_GAMMA[model]) / (Math.PI * scaleGev) / 1e-16;
}

/** Returns the reach at a mass, by a straight line between the points beside it; null: no curve goes there. */
export function reachAt(
  curves: readonly ReachCurve[],
  massUev: number,
): { readonly name: string; readonly coupling: number } | null {
  for (const { name, points } of curves) {
    for (const [at, [m1, g1]] of points.entries()) {
      const next = points[at + 1];
      if (next === undefined) continue;
      const [m2, g2] = next;
      if (massUev < m1 || massUev > m2) continue;
      return { name, coupling: g1 + ((g2 - g1) * (massUev - m1)) / (m2 - m1) };
    }
  }
  return null;
}

/** Returns what one reads at a frequency, in words; the same on the built page and in the browser. */
export function reachWords(curves: readonly ReachCurve[], mhz: number): string {
  const mass = massOf(mhz);
  const ksvz = modelCoupling('KSVZ', mass);
  const reach = reachAt(curves, mass);
  const models = `KSVZ ${ksvz.toFixed(2)}, DFSZ ${modelCoupling('DFSZ', mass).toFixed(2)}`;
  const flash =
    reach === null
      ? 'between the two cavities, no reach is given'
      : `reach ${reach.coupling.toFixed(2)} (${reach.name}), ${(reach.coupling / ksvz).toFixed(2)} of KSVZ`;
  return `${mhz.toFixed(0)} MHz, ${mass.toFixed(3)} µeV: ${flash}; ${models}; all in 10⁻¹⁶ GeV⁻¹.`;
}
