/** The query editor over this server's endpoint, and the examples that can be put into it. */
'use strict';

(() => {
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const endpoint = new URL(document.getElementById('yasgui').dataset.endpoint, location.href).href;

  // Suggestions for prefixes and terms would be asked of other sites.
  Yasgui.Yasqe.defaults.autocompleters = ['variables'];
  Yasgui.Yasqe.defaults.value = settings.first;
  Yasgui.Yasr.defaults.prefixes = settings.prefixes;

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
})();
