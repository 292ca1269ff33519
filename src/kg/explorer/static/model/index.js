/** What this page holds, and what of it is chosen and drawn. */
import { byId } from '../page/dom.js';
import { makeBelief } from '../belief/belief.js';
import { makeArrange } from './arrange.js';
import { makeCollections } from './collections.js';
import { makeDossier } from './dossier.js';
import { makeFilters } from './filters.js';
import { makeModel } from './model.js';
import { makeScene } from './scene.js';
import { makeSides } from './sides.js';

export const model = makeModel(JSON.parse(byId('data').textContent));
export const belief = makeBelief(model);
export const filters = makeFilters(model, belief);
export const scene = makeScene(model, filters);
export const arrange = makeArrange(model, filters, scene);
export const sides = makeSides(model, filters);
export const dossier = makeDossier(model);
export const collections = makeCollections(model, sides);
