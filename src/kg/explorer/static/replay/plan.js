/** The scenes of a replay: what happened on one day, or in one month or year where days are too many. */

/** So many scenes at most are told by day, and by month. */
export const MOST = 60;
/** So many events are named in a caption. */
const NAMED = 2;
/** How much of an ISO date tells one scene from another: its day, month, year. */
const FINENESS = [10, 7, 4];
const FORMS = {
  10: { day: 'numeric', month: 'long', year: 'numeric' }, 7: { month: 'long', year: 'numeric' }, 4: { year: 'numeric' },
};

/** The events of a scene stand in order of time; `last` is the day up to which it has come. */
export function scenes(events, dateOf) {
  const dated = events.filter((event) => event.first !== null).sort((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1));
  for (const fineness of FINENESS) {
    const found = new Map();
    for (const event of dated) {
      const when = dateOf(event.first).slice(0, fineness);
      if (!found.has(when)) found.set(when, { when, last: event.first, events: [] });
      const scene = found.get(when);
      scene.last = event.first;
      scene.events.push(event);
    }
    if (found.size <= MOST || fineness === FINENESS.at(-1)) return [...found.values()];
  }
  return [];
}

/** A day, month or year in words: 2023-10-17 is 17 October 2023. */
export function inWords(when) {
  const full = `${when}-01-01`.slice(0, 10);
  return new Date(`${when.length === 10 ? when : full}T00:00:00Z`).toLocaleDateString('en-GB', { ...FORMS[when.length], timeZone: 'UTC' });
}

/** What a scene shows, in a sentence: its first events with who claims them, and how many more. */
export function caption({ when, events }, claimants) {
  const told = events.slice(0, NAMED).map((event) => {
    const by = claimants(event.id);
    return by.length ? `${event.name} (claimed by ${by.join(' and ')})` : event.name;
  });
  const more = events.length > NAMED ? `; and ${events.length - NAMED} more` : '';
  return `${inWords(when)}: ${told.join('; ')}${more}`;
}
