/** The record of a source beside its letter: what independent sources say to its statements. */
import { model } from '../model/index.js';

/** The record in words; empty where nothing is compared. */
export function recordInWords(source) {
  const found = model.recordOf(source);
  if (!found) return '';
  const [compared, corroborated, contradicted, low, high] = found;
  const against = contradicted ? `, ${contradicted} contradicted` : '';
  return `${corroborated} of ${compared} statements that others speak of too are corroborated (95% interval ${low} to ${high})${against}`;
}
