/** What the reader has chosen to see, in words: for the caption of a picture and the list of views. */
import { filters, model } from '../model/index.js';

const { state } = filters;

const FEW = 4;

/** Some names, the rest as a number. */
const listed = (names) => names.slice(0, FEW).join(', ') + (names.length > FEW ? ` and ${names.length - FEW} more` : '');

const kindLabel = (name) => model.kinds.find(({ kind }) => kind === name)?.label ?? name;

/** The time that is shown, where it is not all. */
function time() {
  const isAll = !model.whole || (state.from === model.whole.first && state.to === model.whole.last);
  return [isAll ? null : `${model.dateOf(state.from)} to ${model.dateOf(state.to)}`, state.undated ? null : 'dated only'];
}

const EVIDENCE = { asserted: 'no stated relations', inferred: 'no inferred relations', accepted: 'no accepted relations', disputed: 'no disputed relations' };

/** Every choice that hides something or compares, each in a few words. */
export function choices() {
  const { compared, policy } = model.chosen;
  return [
    model.policies[policy].label && `policy ${model.policies[policy].label}`,
    compared === null ? null : `compared with ${model.policies[compared].label}`,
    state.differences && 'differences only',
    ...time(),
    state.hiddenKinds.size && `without ${listed([...state.hiddenKinds].map(kindLabel))}`,
    state.hiddenFamilies.size && `without relations of ${listed([...state.hiddenFamilies])}`,
    ...Object.entries(EVIDENCE).map(([key, words]) => !state[key] && words),
    state.grade && `grade ${state.grade} or better`,
    state.source && `source: ${model.sources[state.source].title}`,
    state.hidden.size && `${state.hidden.size} hidden by hand`,
    state.only.size && `only around ${listed([...state.only].map(model.nameOf))}`,
  ].filter(Boolean);
}
