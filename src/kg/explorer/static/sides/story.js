/** The story: sentences computed from the data, of which every figure leads to what it counts. */
import { collections, filters, model } from '../model/index.js';
import { select } from '../page/actions.js';
import { byId, make, refill } from '../page/dom.js';

function part(words) {
  if (typeof words === 'string') return words;
  const id = collections.idOf(words);
  const isOn = filters.state.selected === id;
  return make('button', { type: 'button', class: 'door', 'aria-pressed': String(isOn), title: words.title, click: () => select(isOn ? null : id) }, words.text);
}

const sentences = (found) => found.flatMap((sentence, at) => [at ? ' ' : null, ...sentence.map(part)]);

/** Tell the story of the chosen policy. */
export function show() {
  const [first, second, ...rest] = model.story;
  const { verdicts } = model;
  refill(byId('story'), model.story.length ? make('p', { class: 'lead' }, ...sentences([first, second].filter(Boolean))) : null,
    rest.length || verdicts ? make('p', { class: 'then' }, ...sentences([...rest, ...(verdicts ? [verdicts.sentence] : [])])) : null);
}
