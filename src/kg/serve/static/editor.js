/** The query editor over this server's endpoint: examples, completion from the build, and results as pictures. */
import * as pictures from './pictures.js';
import { chartPlan, mapPlan, networkPlan, timePlan } from './results.js';

const { Yasgui } = window;
const settings = JSON.parse(document.getElementById('settings').textContent);
const endpoint = new URL(document.getElementById('yasgui').dataset.endpoint, location.href).href;
const here = (path) => new URL(path, endpoint);

/** What a suggestion means, by what it writes. */
const meanings = new Map();

async function suggestions(text) {
  const found = await (await fetch(here(`complete?text=${encodeURIComponent(text)}`))).json();
  for (const [term, meaning] of found) meanings.set(term, meaning);
  return found.map(([term]) => term);
}

/** A completer of words that `fits`: prefixed names while they are written, names at the reader's wish. */
const completer = (name, autoShow, fits) => ({
  name,
  autoShow,
  bulk: false,
  isValidCompletionPosition: (yasqe) => fits(yasqe.getCompleteToken().string),
  get: (yasqe, token) => suggestions(token.string),
  postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, displayText: `${hint.text}  ${meanings.get(hint.text) ?? ''}`.slice(0, 110) })),
});
Yasgui.Yasqe.registerAutocompleter(completer('terms', true, (text) => /^[a-z]+:[\w-]*$/i.test(text)), false);
Yasgui.Yasqe.registerAutocompleter(completer('names', false, (text) => /^[\p{L}][\p{L}\p{N}'-]*$/u.test(text)), false);
// The first answer takes longer, since the server sorts its names for it.
suggestions('conflict:').catch(() => {});
// The library's own suggestions for prefixes and terms would be asked of other sites.
Yasgui.Yasqe.defaults.autocompleters = ['variables', 'terms', 'names'];
Yasgui.Yasqe.defaults.value = settings.first;
Yasgui.Yasr.defaults.prefixes = settings.prefixes;

const labels = new Map();
const labelOf = (iri) => labels.get(iri) ?? decodeURIComponent(iri.replace(/.*[/#](?=.)/, ''));
const LABELS = `SELECT ?iri (SAMPLE(?name) AS ?label) { VALUES ?iri { … } ?iri skos:prefLabel|rdfs:label|dct:title ?name } GROUP BY ?iri`;

/** Ask for the labels of the project's things in a result, once each. */
async function learnLabels(rows) {
  const wanted = new Set(rows.flatMap((row) => Object.values(row)).filter((term) => term.type === 'uri' && term.value.startsWith(settings.base) && !labels.has(term.value)).map(({ value }) => value));
  const named = [...wanted].filter((iri) => !/[<>"{}|\\^`\s]/.test(iri)).slice(0, 900);
  if (!named.length) return;
  const query = LABELS.replace('…', named.map((iri) => `<${iri}>`).join(' '));
  const reply = await fetch(endpoint, { method: 'POST', body: new URLSearchParams({ query }), headers: { Accept: 'application/sparql-results+json' } });
  if (!reply.ok) return;
  for (const row of (await reply.json()).results.bindings) labels.set(row.iri.value, row.label.value);
}

const rowsOf = (yasr) => yasr.results?.getBindings() ?? [];
const escaped = (text) => Object.assign(document.createElement('span'), { textContent: text }).innerHTML;

/** The library's table, with labels beside identifiers, and numbers as numbers. */
class Table extends Yasgui.Yasr.plugins.table {
  async draw(config) {
    await learnLabels(rowsOf(this.yasr)).catch(() => {});
    return super.draw(config);
  }

  getCellContent(term, prefixes) {
    const shown = super.getCellContent(term, prefixes);
    if (term.type === 'uri' && labels.has(term.value)) return `${shown}<div class="label">${escaped(labels.get(term.value))}</div>`;
    return /#(integer|decimal|double|float)$/.test(term.datatype ?? '') ? `<div class="number">${escaped(term.value)}</div>` : shown;
  }
}
Yasgui.Yasr.registerPlugin('table', Table);

/** A view that draws what `plan` makes of the rows; offered where it makes something of them. */
const view = (label, plan, picture) => class {
  constructor(yasr) {
    Object.assign(this, { yasr, label, priority: 1 });
  }

  planned() {
    return this.yasr.results ? plan(this.yasr.results.getVariables() ?? [], rowsOf(this.yasr), labelOf) : null;
  }

  canHandleResults() {
    return this.planned() !== null;
  }

  async draw() {
    await learnLabels(rowsOf(this.yasr)).catch(() => {});
    const planned = this.planned();
    this.yasr.resultsEl.append(await picture(planned));
    if (planned.left) this.yasr.resultsEl.append(Object.assign(document.createElement('p'), { className: 'note', textContent: `${planned.left} more are not drawn; the table has all.` }));
  }

  getIcon() {
    return document.createElement('span');
  }
};
let outlines = null;
const onMap = async (planned) => {
  outlines ??= await (await fetch(here('static/outlines.json'))).json();
  return pictures.map(planned, outlines);
};
Yasgui.Yasr.registerPlugin('map', view('Map', mapPlan, onMap));
Yasgui.Yasr.registerPlugin('network', view('Network', networkPlan, pictures.network));
Yasgui.Yasr.registerPlugin('timeline', view('Timeline', timePlan, pictures.timeline));
Yasgui.Yasr.registerPlugin('chart', view('Chart', chartPlan, pictures.chart));
Yasgui.Yasr.defaults.pluginOrder = ['table', 'map', 'network', 'timeline', 'chart', 'response'];

const yasgui = new Yasgui(document.getElementById('yasgui'), {
  requestConfig: { endpoint, method: 'POST' },
  copyEndpointOnNewTab: false,
  populateFromUrl: true,
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  persistenceId: 'conflict-kg',
});
for (const tab of Object.values(yasgui._tabs)) tab.setEndpoint(endpoint);

// The project's identifiers need not resolve: their pages are here.
document.getElementById('yasgui').addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const iri = link ? link.getAttribute('href') : '';
  if (!iri.startsWith(settings.base)) return;
  event.preventDefault();
  window.open(new URL(iri.slice(settings.base.length), new URL('.', endpoint)), '_blank', 'noopener');
});

// A query that waits for a value to be filled in is shown, the others are asked at once.
const choice = document.getElementById('example');
choice.addEventListener('change', () => {
  const text = settings.examples[choice.value];
  if (!text) return;
  const tab = yasgui.addTab(true, { name: choice.value, yasqe: { value: text }, requestConfig: { endpoint } });
  if (!text.includes('{ … }')) tab.query();
});
