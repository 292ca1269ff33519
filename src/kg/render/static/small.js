/** The explorer of most graphs, which vis-network draws. */
import './network/vis.js';
import './main.js';
