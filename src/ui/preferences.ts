/** What a visitor chose for this browser. Storage may be forbidden (private windows, file URLs): then it is not kept. */

const prefix = 'ddpm-lab.';

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // The choice still holds until the page is closed.
  }
}
