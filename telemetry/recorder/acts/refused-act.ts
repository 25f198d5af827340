/** An act that is not done, and why; the status is what HTTP answers. */

export class RefusedAct extends Error {
  override readonly name = 'RefusedAct';
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
