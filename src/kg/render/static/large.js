/** The explorer of a large graph, which sigma.js draws. */
import './network/sigma.js';
import './main.js';
