/** Share of a window at each side in which what its tiles hold is drawn too, so that a window that is moved is not white at its edge. */
export const MARGIN = 0.25;
