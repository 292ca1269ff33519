/** Puts the parts together: which answers what, the controls of the page's head, and the first view. */
import * as bar from './belief/bar.js';
import { tables, turtle } from './export/index.js';
import './export/menu.js';
import * as picture from './export/picture.js';
import * as hands from './hands/index.js';
import * as notes from './hands/notes.js';
import * as several from './hands/several.js';
import * as views from './hands/views.js';
import * as lanes from './lanes/lanes.js';
import * as map from './map/map.js';
import { arrange, belief, collections, dossier, filters, model, scene, sides } from './model/index.js';
import { network } from './network/network.js';
import { draw, listen, refresh, select, showDetails, showParts, stress, summary } from './page/actions.js';
import * as address from './page/address.js';
import { byId, say } from './page/dom.js';
import './page/keys.js';
import { combobox } from './page/combobox.js';
import { candidates, search } from './page/search.js';
import * as sheets from './page/sheets.js';
import * as tabs from './page/tabs.js';
import * as theme from './page/theme.js';
import { unpack } from './page/unpack.js';
import * as compare from './panel/compare.js';
import * as details from './panel/details.js';
import * as guide from './panel/guide.js';
import * as legend from './panel/legend.js';
import * as table from './panel/table.js';
import * as timeline from './panel/timeline.js';
import * as pathsFind from './paths/find.js';
import * as paths from './paths/paths.js';
import './replay/replay.js';
import * as key from './sides/key.js';
import * as stage from './sides/sides.js';
import * as story from './sides/story.js';

const { state, view } = filters;

function showChoices() {
  byId('fold').value = state.fold ? '1' : '0';
  say(summary());
}

/** Bring what is selected into sight. */
function reveal(id) {
  if (id === null) return;
  sheets.open('side');
  network.reveal(id);
}

/** Select what the reader looked for: it is drawn whatever the filters hide. */
function find(id) {
  if (tabs.isOn('sides') && !sides.actors.has(id)) tabs.choose('network');
  select(id);
  if (!view.nodes.has(id)) say('Drawn because you looked for it; the filters hide it.');
}

const searchList = combobox(byId('search'), {
  candidates: (text) => candidates(text, true),
  choose: ({ id, spot }) => (spot ? map.seek(spot.place) : find(id)),
});

function runSearch() {
  const { id, wrong } = search(byId('search').value);
  searchList.close();
  if (id !== null) find(id);
  else if (!map.seek(byId('search').value)) {
    say(wrong);
    searchList.open();
  }
}

/** What was looked for is found: its words go. */
function clearSearch() {
  byId('search').value = '';
}

function chooseLayout(name) {
  state.layout = name;
  state.pins.clear();
  if (name === 'ego' && model.nodes.has(state.selected)) state.centre = state.selected;
  refresh();
  network.fit();
}

/** Draw the overview, or everything that the filters let through. */
function chooseFold(fold) {
  state.fold = fold;
  refresh();
  network.fit();
}

function reset() {
  filters.reset();
  belief.reset();
  select(null);
  legend.show();
  refresh();
  network.fit();
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(`${location.href.split('#')[0]}#${views.exact()}`);
    say('Link copied.');
  } catch {
    say('Copy the link from the address bar.');
  }
}

function wire() {
  byId('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    runSearch();
  });
  byId('layout').addEventListener('change', (event) => chooseLayout(event.target.value));
  byId('fold').addEventListener('change', (event) => chooseFold(event.target.value === '1'));
  byId('fit').addEventListener('click', network.fit);
  byId('reset').addEventListener('click', reset);
  byId('link').addEventListener('click', copyLink);
  window.addEventListener('hashchange', () => address.restore(show));
  hands.wire(show);
  window.addEventListener('resize', network.fit);
  network.onPick(select);
  tabs.onChoose(() => say(summary()));
}

/** Bring the details to what is required of the evidence once the picture of it is seen, when that changes. */
let required = '';
function showBelief() {
  const now = JSON.stringify([belief.chosen, [...belief.chosen.dropped], belief.isActive() && model.chosen]);
  const isFirst = required === '';
  if (required === now) return;
  required = now;
  if (isFirst) return;
  requestAnimationFrame(() => setTimeout(() => required === now && showDetails()));
}

/** Show what the address, or `text` in its place, asks for. */
function show(text) {
  read(text);
  open();
  surround();
}

/** Take over what the address asks for. */
function read(text) {
  address.read(text);
  byId('layout').value = state.layout;
}

/** Draw the picture of what has been read. */
function open() {
  draw();
  stress();
  network.fit();
  hands.lookThere();
}

/** Draw the opening view, which does not wait for the network behind it. */
function raise() {
  filters.update();
  story.show();
  key.show();
  stage.show();
}

/** Fill what stands around the picture. */
function surround() {
  key.show();
  bar.offer();
  legend.show();
  showDetails();
  paths.leave();
  if (state.selected !== null) sheets.open('side');
  showParts();
  paths.again();
  if (address.absent()) say(address.absent());
}

listen({
  refreshed: [stage.show, story.show, bar.show, showBelief, timeline.show, table.show, lanes.show, map.show, compare.show, showChoices, guide.check, several.show, address.keep, hands.show],
  selected: [paths.leave, clearSearch, reveal, stage.show, story.show, table.show, lanes.show, map.show, guide.check, several.show, address.keep, hands.show],
  detailed: (id) => {
    details.show(id);
    notes.show();
  },
});
network.describe({
  node: (node) => `${node.name}\n${node.kind_label}${node.start || node.end ? '\n' + model.interval(node) : ''}`,
  edge: (edge) => `${model.sentence(edge)}\n${model.interval(edge)}, ${edge.inferred ? 'inferred' : 'stated by sources'}, ${edge.status}`,
});
wire();
read();
// What may change the stage's size comes before the picture, and the rest once it is seen.
guide.offer(address.isSent());
compare.show();
const isStage = tabs.isOn('sides');
if (isStage) raise();
else {
  open();
  network.flush();
}
requestAnimationFrame(() => setTimeout(async () => {
  if (isStage) open();
  const wrong = await unpack(byId('packed').textContent).then(model.learn).catch((error) => error.message);
  surround();
  if (wrong) say(wrong);
  // For those who look at the page with the browser's tools, and for its tests: the page itself reads it nowhere.
  window.__kg = {
    arrange, belief, collections, dossier, exports: { ...tables, turtle, svg: picture.svg }, filters, model, network, openViews: views.openFile, pathsFind, scene,
    select, sides, theme, viewsFile: views.file,
  };
}));
