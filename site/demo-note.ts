/** What the DEMO mark says when it is asked. */

export const DEMO_NOTE =
  "Simulated experiment. Data files are 1:100 of FLASH's 34 MB; nothing is multiplied.";
