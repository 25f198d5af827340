/** Where the picture of some charts stands: what it shows is its name, so that a plain web server finds it as a file. */

/** Returns the end of the address of a picture of what `search` asks of charts. */
export function picturePath(search: string): string {
  const name = btoa(search).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `charts/pictures/${name}.svg`;
}

/** Returns what a name asks for; null: it is none. */
export function searchOf(name: string): URLSearchParams | null {
  try {
    return new URLSearchParams(atob(name.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return null;
  }
}
