/** Records that policies share: each is written once, and each policy has those that it lacks, and the fields that differ. */

/** A policy's part of a table, ready to be looked up. */
export const partOf = ({ absent, changed }) => ({ lacks: new Set(absent), changed });

/** A record as one policy has it, or null where that policy lacks it. */
export function under(rows, place, part) {
  if (part.lacks.has(place)) return null;
  const changed = part.changed[place];
  if (!changed) return rows[place];
  const given = Object.entries({ ...rows[place], ...changed }).filter(([, value]) => value !== null);
  return Object.fromEntries(given);
}
