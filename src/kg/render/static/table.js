/** The table of the relations shown: the picture's equal for those who cannot see it. */
'use strict';

KG.table = (() => {
  const { make, byId, linkButton } = KG.dom;
  const { model, filters } = KG;
  const LIMIT = 1000;
  const sorting = { key: 'from', down: false };

  const COLUMNS = [
    { key: 'from', title: 'From', text: (edge) => model.nameOf(edge.from), target: (edge) => edge.from },
    { key: 'verb', title: 'Relation', text: (edge) => edge.verb, target: (edge) => edge.id },
    { key: 'to', title: 'To', text: (edge) => model.nameOf(edge.to), target: (edge) => edge.to },
    { key: 'family', title: 'Family', text: (edge) => edge.family },
    { key: 'start', title: 'Start', text: (edge) => model.shortDate(edge.start) },
    { key: 'end', title: 'End', text: (edge) => model.shortDate(edge.end) },
    { key: 'grade', title: 'Grade', text: (edge) => edge.grade ?? '' },
    { key: 'basis', title: 'Basis', text: (edge) => (edge.inferred ? 'inferred' : 'told') },
    { key: 'status', title: 'Status', text: (edge) => edge.status },
    { key: 'change', title: 'Compared', text: (edge) => KG.compare.word(edge), isOff: () => model.chosen.compared === null },
  ];
  const columns = () => COLUMNS.filter((column) => !column.isOff?.());

  function cell(column, edge) {
    const text = column.text(edge);
    const content = column.target ? linkButton(text, () => KG.select(column.target(edge))) : make('bdi', {}, text);
    return make('td', {}, content);
  }

  function row(edge) {
    const chosen = filters.state.selected === edge.id;
    return make('tr', { class: chosen && 'chosen' }, ...columns().map((column) => cell(column, edge)));
  }

  /** The shown relations in the chosen order. */
  function rows() {
    const column = COLUMNS.find(({ key }) => key === sorting.key);
    const shown = [...filters.view.edges].map((id) => model.edges.get(id));
    const direction = sorting.down ? -1 : 1;
    return shown.sort((a, b) => direction * column.text(a).localeCompare(column.text(b), 'en'));
  }

  function sortBy(key) {
    sorting.down = sorting.key === key && !sorting.down;
    sorting.key = key;
    show();
  }

  function heading({ key, title }) {
    const order = sorting.key === key ? (sorting.down ? 'descending' : 'ascending') : 'none';
    const button = make('button', { type: 'button', class: 'link', click: () => sortBy(key) }, title);
    return make('th', { scope: 'col', 'aria-sort': order }, button);
  }

  /** Fill the table if it is open; its size is always told. */
  function show() {
    byId('table-count').textContent = String(filters.view.edges.size);
    if (!byId('table-box').open) return;
    byId('table-head').replaceChildren(...columns().map(heading));
    byId('table-body').replaceChildren(...rows().slice(0, LIMIT).map(row));
  }

  byId('table-box').addEventListener('toggle', () => {
    show();
    document.body.classList.toggle('has-table', byId('table-box').open);
  });
  return { show };
})();
