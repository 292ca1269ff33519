/**
 * Finding nodes by what a reader writes: any of their names in any script, words of an event with its place and date, and
 * all of it with slips of the pen. How names are compared, names.js says.
 */
import { fold } from './names.js';

/** How well a thing fits, the best first. */
export const FITS = ['name', 'beginning', 'words', 'part', 'similar'];

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const DATE = /\b(\d{4})-(\d\d)(?:-(\d\d))?\b/;

/** How many letters of a word may be wrong. */
const slips = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Whether two words are at most `most` edits apart: a letter more, less or another, or two next to each other exchanged. */
export function isNear(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return false;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + Number(!same));
      const isSwap = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      if (isSwap) next[at] = Math.min(next[at], before[at - 2] + 1);
    }
    if (Math.min(...next) > most) return false;
    [before, last] = [last, next];
  }
  return last[other.length] <= most;
}

/** The day numbers of the first and the last day that an ISO month or date names. */
function daysOf([, year, month, day]) {
  const first = Date.UTC(year, month - 1, day ?? 1);
  const last = day ? first : Date.UTC(year, month, 0);
  return { first: first / 86400000, last: last / 86400000 };
}

/** When an event was, in words that a reader may write. */
const datesIn = (thing) => [thing.start, thing.end].filter(Boolean)
  .map((date) => `${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${Number(date.slice(8, 10))} ${date.slice(0, 4)}`);

/** A thing as it is searched: the keys of its names, and the words of all that is said of it. */
function entryOf(thing) {
  const names = [thing.name, ...thing.names].map((name) => ({ name, folded: fold(name) }));
  const rest = thing.side === 'event' ? [thing.place, thing.kind_label, ...datesIn(thing)] : [thing.kind_label];
  const words = new Set([...names.map(({ folded }) => folded), ...rest.filter(Boolean).map(fold)].flatMap((text) => text.split(' ')));
  return { thing, names: names.map(({ name, folded }) => ({ name, key: folded.replaceAll(' ', '') || name.trim() })), words };
}

/** How an entry fits a question, as a place in FITS, and by which name; null where it does not. */
function fitOf({ names, words }, { key, asked }) {
  const by = (test) => names.find((name) => test(name.key));
  const tests = [(one) => one === key, (one) => one.startsWith(key)];
  for (const [fit, test] of tests.entries()) {
    const found = key && by(test);
    if (found) return { fit, name: found.name };
  }
  const all = [...words];
  if (asked.every((word) => all.some((one) => one.startsWith(word)))) return { fit: 2, name: null };
  const found = key && by((one) => one.includes(key));
  return found ? { fit: 3, name: found.name } : null;
}

/** How an entry fits a question that is written otherwise; `alike` holds, for each word asked, the words like it. */
function similarity({ names, words }, { key }, alike) {
  const found = names.find((name) => isNear(name.key, key, slips(key)));
  if (found) return { fit: 4, name: found.name };
  return alike.every((ones) => [...ones].some((word) => words.has(word))) ? { fit: 4, name: null } : null;
}

/**
 * A finder over things with name, names, side, kind_label, share and, of events, place, start, end, first and last. `find`
 * gives the things that a text may mean, the best first, each as { thing, fit, name }: how well it fits (FITS), and the
 * name that does. Things that are written otherwise come only where too few fit as written.
 */
export function makeFinder(things) {
  const entries = things.map(entryOf);
  const vocabulary = new Set(entries.flatMap(({ words }) => [...words]));
  const order = (a, b) => a.fit - b.fit || b.thing.share - a.thing.share || (a.thing.name < b.thing.name ? -1 : 1);

  /** A text as a question: a month or date apart from its words. */
  function questionOf(text) {
    const date = DATE.exec(text);
    const folded = fold(date ? text.replace(DATE, ' ') : text);
    return { days: date && daysOf(date), key: folded.replaceAll(' ', '') || (date ? '' : text.trim()), asked: folded.split(' ').filter(Boolean) };
  }

  const isThen = ({ first, last, side }, days) =>
    side === 'event' && (first ?? last) !== null && (first ?? last) <= days.last && (last ?? first) >= days.first;

  function find(text) {
    const question = questionOf(text);
    if (!question.key && !question.days) return [];
    const among = question.days ? entries.filter(({ thing }) => isThen(thing, question.days)) : entries;
    const fits = (test) => among.map((entry) => ({ thing: entry.thing, ...test(entry) })).filter(({ fit }) => fit !== undefined).sort(order);
    const found = fits((entry) => fitOf(entry, question));
    if (found.length || !question.key) return found;
    const alike = question.asked.map((word) => new Set([...vocabulary].filter((one) => one.startsWith(word) || isNear(one, word, slips(word)))));
    return fits((entry) => similarity(entry, question, alike));
  }

  return { find };
}
