/** Events that are parts of others: a whole is not counted with its parts. */

/** The type of the edge from a part to its whole. */
export const PART = 'isSubEventOf';

/** The events among some that others among them are part of, at any depth; `incident` gives the edges of an event. */
export function wholesAmong(events, incident) {
  const found = new Set();
  const climb = (id, seen) => {
    for (const { type, from, to } of incident.get(id) ?? []) {
      if (type !== PART || from !== id || seen.has(to)) continue;
      seen.add(to);
      climb(to, seen);
    }
    return seen;
  };
  for (const id of events) for (const whole of climb(id, new Set([id]))) if (whole !== id) found.add(whole);
  return new Set([...found].filter((id) => events.has(id)));
}
