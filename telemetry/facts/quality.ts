/** How far a value can be believed; limits, statistics and charts use good values only. */

/** Every quality that a reading may have. */
export const QUALITIES = ['good', 'over', 'under', 'off', 'uncalibrated', 'missing'] as const;

/**
 * - `good`: a measured value in range.
 * - `over`, `under`: the instrument says that the value is beyond the sensor's range; the number means nothing.
 * - `off`: the sensor or gauge is switched off, whatever number it prints.
 * - `uncalibrated`: a number without a valid calibration, or one that its neighbours contradict.
 * - `missing`: the source says that nothing was measured (a marker, an empty cell).
 */
export type Quality = (typeof QUALITIES)[number];
