// The library is a UMD build: importing it sets globalThis.vis. Then the component itself.
import './vis-network.min.js';
export { default } from './visnet.js';
