// The overview of a big organisation on a 2D canvas.
//
// Python -> browser  data = {account, revision, packed, legend, description, height}
// browser -> Python  state "selected", see choosing.js
//
// Python calls again whenever data or theme change; the map is kept, and a rerun that changes nothing moves nothing.

import { listUnits, select } from './choosing.js';
import { listen } from './gestures.js';
import { drawLegend } from './legend.js';
import { fitted, renew } from './moving.js';
import { unpack } from './scene.js';

const maps = new WeakMap();

function measure(map) {
  const size = { width: map.canvas.clientWidth, height: map.canvas.clientHeight };
  const density = window.devicePixelRatio || 1;
  if (size.width === map.size.width && size.height === map.size.height && density === map.density) return;
  const wasWhole = map.scene && map.size.width && map.view.scale <= fitted(map).scale * 1.01;
  Object.assign(map, { size, density });
  Object.assign(map.canvas, { width: Math.round(size.width * density), height: Math.round(size.height * density) });
  renew(map, wasWhole);
}

// a canvas cannot see CSS variables
function adoptTheme(map) {
  const style = getComputedStyle(map.host);
  const variable = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const theme = {
    background: variable('--st-background-color', '#ffffff'),
    box: variable('--st-secondary-background-color', '#f0f4f5'),
    border: variable('--st-border-color', '#c5d0d3'),
    text: variable('--st-text-color', '#17262b'),
    primary: variable('--st-primary-color', '#0f6674'),
    outline: '#5f6b70',
    font: variable('--st-font', 'sans-serif'),
  };
  if (map.theme && Object.keys(theme).every((name) => theme[name] === map.theme[name])) return;
  map.theme = theme;
  renew(map, false);
}

async function adopt(map, data) {
  if (map.revision === data.revision) return;
  const isOther = map.account !== data.account;
  Object.assign(map, { revision: data.revision, account: data.account });
  const scene = await unpack(data.packed);
  if (map.revision !== data.revision) return; // newer data came meanwhile
  const isAnew = isOther || !map.scene || map.scene.width !== scene.width || map.scene.height !== scene.height;
  Object.assign(map, { scene, hovered: null, focused: undefined });
  if (isAnew) map.selected = null;
  if (map.selected) select(map, map.selected); // counted in the new revision
  drawLegend(map.host.querySelector('.legend'), data.legend);
  renew(map, isAnew);
  listUnits(map);
  map.host.dataset.drawn = data.revision;
}

function create(host) {
  const canvas = host.querySelector('.canvas');
  const map = {
    host,
    canvas,
    context: canvas.getContext('2d', { alpha: false }),
    list: host.querySelector('.units'),
    tip: host.querySelector('.tip'),
    size: { width: 0, height: 0 },
    held: new Map(),
    movedAt: 0,
    selected: null,
  };
  listen(map);
  map.observer = new ResizeObserver(() => measure(map));
  map.observer.observe(canvas);
  host.map = map; // so that a test in a browser can ask where a person is drawn
  return map;
}

export default function mount(component) {
  const { data, parentElement } = component;
  if (!data || !data.packed) return undefined;
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = create(parentElement.querySelector('.overview'))));
  map.component = component; // always the newest setters
  map.canvas.style.setProperty('--height', `${data.height}px`);
  map.canvas.setAttribute('aria-label', data.description);
  adoptTheme(map);
  measure(map);
  adopt(map, data);
  return () => {
    cancelAnimationFrame(map.frame);
    map.observer.disconnect();
    maps.delete(parentElement);
  };
}
