/** Puts the parts together: one refresh for every change, one selection for every click. */
'use strict';

(() => {
  const { model, filters, network, scene } = KG;
  const { byId, make, say } = KG.dom;
  const { state, view } = filters;

  /** What is shown, and what the picture draws of it, as a sentence. */
  function summary() {
    const inferred = [...view.edges].filter((id) => model.edges.get(id).inferred).length;
    const shown = `${view.nodes.size} of ${model.nodes.size} nodes and ${view.edges.size} of ${model.edges.size} relations shown, ${inferred} inferred`;
    return scene.isFolded ? `${shown}; ${scene.nodes.size} nodes drawn, the rest folded into counts.` : `${shown}.`;
  }

  KG.summary = summary;

  /** Recompute what is shown, and draw the picture of it. */
  function draw() {
    filters.update();
    scene.update();
    network.redraw(summary());
    network.mark(state.selected);
  }

  /** Bring what stands around the picture to what is shown. */
  function showParts() {
    for (const part of [KG.timeline, KG.table, KG.lanes, KG.map, KG.compare]) part.show();
    byId('fold').value = state.fold ? '1' : '0';
    say(summary());
    KG.guide.check();
    KG.address.keep();
  }

  /** Recompute what is shown and draw every part. */
  KG.refresh = () => {
    draw();
    showParts();
  };

  /** The ids that belong with the selection: a node with its shown neighbours, an edge or a group with its ends. */
  function circle(id) {
    if (model.edges.has(id)) return [id, model.edges.get(id).from, model.edges.get(id).to];
    if (scene.groups.has(id)) return [id, ...scene.groups.get(id).members.map((edge) => edge.id), ...KG.groups.ends(id)];
    const edges = model.incident.get(id).filter((edge) => view.edges.has(edge.id));
    return [id, ...edges.flatMap((edge) => [edge.id, edge.from, edge.to])];
  }

  const exists = (id) => model.nodes.has(id) || model.edges.has(id) || scene.groups.has(id);

  /** Select a node, an edge or a group of edges by its id, or nothing. */
  KG.select = (wanted) => {
    const id = exists(wanted) ? wanted : null;
    state.selected = id;
    scene.update();
    network.redraw(summary());
    network.setFocus(id === null ? null : circle(id));
    network.mark(id);
    KG.panel.show(id);
    KG.paths.leave();
    if (id !== null) {
      KG.sheets.open('side');
      network.reveal(id);
    }
    for (const part of [KG.table, KG.lanes, KG.map]) part.show();
    KG.guide.check();
    KG.address.keep();
  };

  /** The node that a name stands for: the same name first, then one that begins with it, then one that holds it. */
  KG.search = (text) => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return null;
    const tests = [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)];
    const nodes = [...model.nodes.values()];
    for (const test of tests) {
      const found = nodes.find((node) => test(node.name.toLowerCase()));
      if (found) return found.id;
    }
    return null;
  };

  function runSearch() {
    const id = KG.search(byId('search').value);
    if (id === null) {
      say('Nothing of that name.');
      return;
    }
    KG.select(id);
    if (!view.nodes.has(id)) say('Selected, but hidden by the filters.');
  }

  function chooseLayout(name) {
    state.layout = name;
    if (name === 'ego' && model.nodes.has(state.selected)) state.centre = state.selected;
    KG.refresh();
    network.fit();
  }

  /** Draw the overview, or everything that the filters let through. */
  function chooseFold(fold) {
    state.fold = fold;
    KG.refresh();
    network.fit();
  }

  function reset() {
    filters.reset();
    KG.select(null);
    KG.legend.show();
    KG.refresh();
    network.fit();
  }

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
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
    window.addEventListener('hashchange', () => {
      read();
      open();
      surround();
    });
    window.addEventListener('resize', network.fit);
    network.onPick(KG.select);
  }

  /** Take over what the address asks for. */
  function read() {
    KG.address.read();
    byId('layout').value = state.layout;
  }

  /** Draw the picture of what has been read. */
  function open() {
    draw();
    if (!exists(state.selected)) state.selected = null;
    network.setFocus(state.selected === null ? null : circle(state.selected));
    network.fit();
  }

  /** Fill what stands around the picture. */
  function surround() {
    KG.offerNames();
    KG.legend.show();
    KG.panel.show(state.selected);
    KG.paths.leave();
    if (state.selected !== null) KG.sheets.open('side');
    showParts();
    KG.paths.again();
  }

  /** Offer the names of the nodes there are under the chosen policy. */
  KG.offerNames = () => {
    const names = [...model.nodes.values()].map((node) => node.name).sort((a, b) => a.localeCompare(b, 'en'));
    byId('names').replaceChildren(...names.map((value) => make('option', { value })));
  };

  network.describe({
    node: (node) => `${node.name}\n${node.kind_label}${node.start || node.end ? '\n' + model.interval(node) : ''}`,
    edge: (edge) => `${model.sentence(edge)}\n${model.interval(edge)}, ${edge.inferred ? 'inferred' : 'told by sources'}, ${edge.status}`,
  });
  wire();
  read();
  // What may change the stage's size comes before the picture, and the rest once it is seen.
  KG.guide.offer(location.hash.length > 1);
  KG.compare.show();
  open();
  network.flush();
  requestAnimationFrame(() => setTimeout(() => {
    surround();
    window.__kg = KG;
  }));
})();
