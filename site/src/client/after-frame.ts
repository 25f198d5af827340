/** What can wait until the reader sees what cannot. */

/** Resolves once the next frame is on its way to the screen. */
export function afterFrame(): Promise<void> {
  return new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
}
