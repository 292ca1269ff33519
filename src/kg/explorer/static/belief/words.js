/** What is required of the evidence, and what falls by it, in words. */

export const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

const own = (isOwn) => (isOwn ? ' (policy)' : '');

/** The least grade that is admitted: of some requirements together, of which the policy's own are one part. */
export function gradeWords({ reliability, credibility }, { least }) {
  if (!reliability && !credibility) return 'any';
  return `${reliability ?? 'F'}${credibility ?? '6'} or better${own(`${reliability}${credibility}` !== least)}`;
}

/** The least number of independent sources, likewise. */
export const sourceWords = ({ sources }, chosen) => `at least ${sources}${own(sources > chosen.sources)}`;

const without = ({ grade, sources }) => `grade ${grade}, ${count(sources, 'independent source')}`;

/** Why an edge falls or is weaker, as sentences; none where nothing of it is lost. */
export function lossSentences({ before, after, reasons, reporting, needed, isRival }) {
  const lost = [...reasons].map(([why, accounts]) => `${count(accounts, 'account')}: ${why}.`);
  const few = !after.holds && reporting > 0 && reporting < needed.sources;
  if (few) lost.push(`Reported by ${count(reporting, 'independent source')} of ${needed.sources} required.`);
  if (!lost.length) return [];
  const verdict = after.holds ? `Still holds, with ${without(after)}; before: ${without(before)}.` : `Falls; before: ${without(before)}.`;
  return [verdict, ...lost, ...(isRival ? ['Accounts differ here: a rebuild may choose another value.'] : [])];
}

/** What a policy requires, as words after its name; `titleOf` gives the title of a source by its place. */
export function requirementWords({ reliability, credibility, only, without, sources, unhedged }, titleOf) {
  return [
    only === undefined ? null : `what “${titleOf(only)}” says`,
    without ? `without ${without.map(titleOf).join(', ')}` : null,
    reliability || credibility ? `accounts graded ${reliability ?? 'F'}${credibility ?? '6'} or better` : only === undefined ? 'accounts of any grade' : null,
    sources ? `reported by ${sources} independent sources` : null,
    unhedged ? 'nothing hedged' : 'hedged or not',
  ].filter(Boolean).join(', ');
}
