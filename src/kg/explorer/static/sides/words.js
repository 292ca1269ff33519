/** Lines and names of the opening view in words. */
import { model, sides } from '../model/index.js';

const many = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** What an actor did by some events, as a verb with how often. */
function deed(events, isSaid) {
  const kinds = new Set(events.map((id) => model.nodes.get(id).kind));
  const often = events.length > 1 ? ` ${events.length}×` : '';
  if (isSaid) return `is said to have attacked${often}`;
  if ([...kinds].every((kind) => kind === 'Strike' || kind === 'Killing')) return `struck${often}`;
  if ([...kinds].every((kind) => kind === 'Attack' || kind === 'AttackSeries')) return `attacked${often}`;
  return `used force against${often}`;
}

/** How the part in an event is said: by a claim of the actor itself, or by others who blame it. */
function saidHow(held) {
  const types = new Set(held.map(([first]) => model.edges.get(first).type));
  return [types.has('ClaimOfResponsibility') && 'claims', types.has('Attribution') && 'is blamed for'].filter(Boolean).join(' and ');
}

/** The verbs of a line as it stands: what is stated, then what it did, then what is only said. */
export function verbs(look) {
  const direct = look.held.filter((edges) => edges.length === 1).map(([id]) => model.edges.get(id).verb);
  const isSaid = (edges) => model.edges.get(edges[0]).family === 'speech';
  const events = (found) => sides.leaves(new Set(found.map(sides.eventOf)));
  const by = look.held.filter((edges) => edges.length > 1);
  const [said, done] = [by.filter(isSaid), by.filter((edges) => !isSaid(edges))];
  const parts = [...new Set(direct)];
  if (done.length) parts.push(deed(events(done), false));
  if (said.length) {
    const often = events(said).length;
    parts.push(`${saidHow(said)} ${often > 1 ? `${often} attacks on` : 'an attack on'}`);
  }
  return parts.join(', ');
}

/** On how many independent sources a line rests, and the grade of the best. */
export const backing = (look) => [many(look.sources, 'independent source'), look.grade && `best grade ${look.grade}`].filter(Boolean).join(', ');

/** A line as a sentence. */
export const sentence = (look) => `${model.nameOf(look.from)} ${verbs(look)} ${model.nameOf(look.to)}`;
