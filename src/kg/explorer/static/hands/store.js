/** The browser's storage; a frame in a notebook has none, and what is stored may be anything. */
const PREFIX = 'conflict-kg-';

export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Store a value; whether that was possible. */
export function save(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
