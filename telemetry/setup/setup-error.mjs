/** An error a person can act on: what failed, on what, why, and what to do. */

/**
 * Thrown by every step of the setup; printed without a stack.
 *
 * @property {string} subject the file, package or program concerned
 * @property {string} why     the cause, as far as it is known
 * @property {string} hint    what to type or change
 */
export class SetupError extends Error {
  constructor({ what, subject, why, hint, cause }) {
    super(what, { cause });
    this.name = 'SetupError';
    this.subject = subject;
    this.why = why;
    this.hint = hint;
  }
}

/** Returns the lines shown for an error; an unexpected one keeps its stack. */
export function describeError(error) {
  if (!(error instanceof SetupError)) return `flash: ${error?.stack ?? error}`;
  return [
    `flash: ${error.message}`,
    ...(error.subject ? [`  on what:    ${error.subject}`] : []),
    ...(error.why ? [`  why:        ${indentRest(error.why)}`] : []),
    ...(error.hint ? [`  what to do: ${indentRest(error.hint)}`] : []),
  ].join('\n');
}

function indentRest(text) {
  return text.trimEnd().split('\n').join('\n              ');
}
