/** Accounts as the panel lists them: what was said, by whom, where, and how well graded. */
import { model } from '../model/index.js';
import { definitions, make, name } from '../page/dom.js';
import { recordInWords } from './record.js';

/** A source's title, as a link where it has an address on the web. */
export function sourceTitle(source) {
  if (!model.isWeb(source.url)) return name(source.title);
  return make('a', { href: source.url, rel: 'noopener noreferrer', target: '_blank' }, name(source.title));
}

function sourceLine(source) {
  if (!source) return null;
  const rest = [source.publisher, source.issued].filter(Boolean).join(', ');
  return make('span', {}, sourceTitle(source), rest ? ` (${rest})` : '',
    source.text_of ? name(`; the text of ${source.text_of}, with the reliability of that source`) : '');
}

function statedValues(values) {
  if (!values.length) return null;
  return make('details', { class: 'stated' }, make('summary', {}, 'Stated values'),
    definitions(values.map(([property, value]) => [property, name(value)])));
}

/** One account: what was said, by whom, where, and how well graded. */
function accountItem(iri) {
  const account = model.accounts[iri];
  return make('li', { class: `account ${account.status}` },
    make('p', { class: 'said' }, make('span', { class: 'grade', title: 'source reliability, information credibility' }, account.grade),
      ' ', name(account.paraphrase)),
    definitions([
      ['source', sourceLine(model.sources[account.source])],
      ['its record', recordInWords(account.source)],
      ['locator', account.locator && name(account.locator)],
      ['hedge', account.hedge && name(account.hedge)],
      ['relays', account.relays && name(account.relays)],
      ['status', account.status + (account.reason ? `: ${account.reason}` : '')],
      ['recorded', model.shortDate(account.recorded)],
    ]), statedValues(account.values));
}

/** A list of accounts under a title. */
export function accounts(iris, title = 'Accounts') {
  const known = iris.filter((iri) => model.accounts[iri]);
  if (!known.length) return null;
  return make('section', {}, make('h3', {}, `${title} (${known.length})`),
    make('ul', { class: 'accounts' }, ...known.map(accountItem)));
}
