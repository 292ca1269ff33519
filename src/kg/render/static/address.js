/** The page's address holds what the reader has chosen, so that a view can be kept and sent. */
'use strict';

KG.address = (() => {
  const { model, filters } = KG;
  const { state } = filters;
  /** What other parts keep in the address: each has write(told) and read(told) over its URLSearchParams. */
  const parts = [];
  const FLAGS = ['asserted', 'inferred', 'accepted', 'disputed', 'undated'];

  /** The choices that differ from the first view, as the part of an address after #. */
  function write() {
    const told = new URLSearchParams();
    for (const flag of FLAGS) if (!state[flag]) told.set(flag, '0');
    for (const kind of state.hiddenKinds) told.append('hide', kind);
    for (const family of state.hiddenFamilies) told.append('without', family);
    for (const key of ['grade', 'source', 'around', 'selected']) if (state[key]) told.set(key, state[key]);
    if (state.layout !== 'hierarchy') told.set('layout', state.layout);
    if (model.whole && state.from !== model.whole.first) told.set('from', model.dateOf(state.from));
    if (model.whole && state.to !== model.whole.last) told.set('to', model.dateOf(state.to));
    for (const part of parts) part.write(told);
    return told.toString();
  }

  const known = (value, test) => (value !== null && test(value) ? value : null);

  function readRange(told) {
    for (const end of ['from', 'to']) {
      const day = model.dayOf(told.get(end));
      if (day !== null && model.whole) state[end] = Math.max(model.whole.first, Math.min(model.whole.last, day));
    }
  }

  /** Take over the choices in the address; what it names that does not exist is left out. */
  function read() {
    const told = new URLSearchParams(location.hash.slice(1));
    filters.reset();
    for (const flag of FLAGS) state[flag] = told.get(flag) !== '0';
    state.hiddenKinds = new Set(told.getAll('hide'));
    state.hiddenFamilies = new Set(told.getAll('without'));
    state.grade = known(told.get('grade'), (grade) => filters.GRADES.includes(grade)) ?? '';
    state.source = known(told.get('source'), (iri) => Object.hasOwn(model.sources, iri)) ?? '';
    state.around = known(told.get('around'), (id) => model.nodes.has(id));
    state.selected = known(told.get('selected'), (id) => model.nodes.has(id) || model.edges.has(id));
    state.layout = known(told.get('layout'), (name) => Object.hasOwn(model.layouts, name)) ?? 'hierarchy';
    readRange(told);
    for (const part of parts) part.read(told);
  }

  /** Put the choices into the address without a new entry in the history; a page in a notebook's frame has none. */
  function keep() {
    if (location.protocol !== 'about:') history.replaceState(null, '', '#' + write());
  }

  /** Let another part keep its choices in the address too. */
  const add = (part) => parts.push(part);

  return { read, keep, add };
})();
