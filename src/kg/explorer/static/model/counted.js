/** Events of datasets, which the page counts and does not draw: by month, and by the square of degrees that they lie in. */

/** The days that two spans have between their ends, of which either can be null. */
export function joined(one, other) {
  if (!one || !other) return one ?? other;
  return { first: Math.min(one.first, other.first), last: Math.max(one.last, other.last) };
}

/** The first and last day of each month, as in `2023-11`, by its place. */
const daysOf = (months, dayOf) => months.map((month) => {
  const [year, number] = month.split('-').map(Number);
  const next = number === 12 ? `${String(year + 1).padStart(4, '0')}-01-01` : `${month.slice(0, -2)}${String(number + 1).padStart(2, '0')}-01`;
  const first = dayOf(`${month}-01`);
  return first === null ? null : { first, last: (dayOf(next) ?? first + 31) - 1 };
});

/** The counts of the page's data, with how many events of a spot, or of all, begin in a range of days. */
export function makeCounted(data, dayOf) {
  const days = daysOf(data.months, dayOf);
  const known = days.filter(Boolean);
  const span = known.length ? { first: known[0].first, last: known[known.length - 1].last } : null;
  const isIn = (place, { from, to }) => days[place] !== null && days[place].first <= to && days[place].last >= from;

  /** How many of a spot's events begin in a range; those without a month count where what is undated is shown. */
  function within(spot, state) {
    if (state.from === null) return spot.events;
    let [dated, found] = [0, 0];
    for (let at = 0; at < spot.months.length; at += 2) {
      dated += spot.months[at + 1];
      if (isIn(spot.months[at], state)) found += spot.months[at + 1];
    }
    return found + (state.undated ? spot.events - dated : 0);
  }

  /** How many of all events begin in a range. */
  function total(state) {
    const begun = data.by_month.reduce((sum, events, place) => sum + (state.from === null || isIn(place, state) ? events : 0), 0);
    return begun + (state.undated ? data.events - data.dated : 0);
  }

  return { ...data, days, span, within, total };
}
