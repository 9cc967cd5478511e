// The focused map: vis-network draws people and personal lines, `overlay.js` what it cannot.
//
// Python -> browser  data = {account, frame, revision, nodes, edges, legs, guides, options, height, legend, words, focus}
// browser -> Python  state "selected" = {node, edge}; triggers "drawn" = {source, target}, "moved" = {person, manager}
//
// Python calls again whenever data or theme change; the network is kept and only what differs is exchanged, so a
// rerun moves nothing. Text from people is only ever set as textContent or drawn.

import { drawLegend, element } from './legend.js';
import { after, before, LABEL, nameWidth } from './overlay.js';
import { forgetStills, keepStills } from './stills.js';

const maps = new WeakMap();
const NARROW = 500; // pixels, of a map whose legend is folded away
const LOWEST = 320; // pixels, of a map,
const MARGIN = 112; // and above and below the people together, for the tools
const READABLE = 0.35; // scale from which names stand at most people

const variable = (element, name, otherwise) =>
  getComputedStyle(element).getPropertyValue(name).trim() || otherwise;

function withTooltip(item) {
  if (typeof item.title !== 'string') return item;
  return { ...item, title: element('div', 'tooltip', item.title) };
}

function exchange(dataSet, items) {
  const kept = new Set(items.map((item) => item.id));
  dataSet.remove(dataSet.getIds().filter((id) => !kept.has(id)));
  dataSet.update(items.map(withTooltip));
}

// a line that is pointed at, or whose person is, is drawn in full
const chosen = { edge: (values) => Object.assign(values, { opacity: 1 }), label: false };

function create(host, data) {
  const canvas = host.querySelector('.canvas');
  canvas.style.height = `${data.height}px`;
  const nodes = new vis.DataSet(data.nodes.map(withTooltip));
  const edges = new vis.DataSet(data.edges.map(withTooltip));
  const options = { ...data.options, edges: { ...data.options.edges, chosen } };
  const network = new vis.Network(canvas, { nodes, edges }, options);
  const map = { host, canvas, network, nodes, edges, mode: 'look', from: null, turn: null, textColor: null };
  return Object.assign(map, { revision: data.revision, account: data.account, frame: data.frame });
}

function listen(map) {
  map.network.on('click', (event) => {
    hideTooltip(map);
    if (event.nodes.length) pick(map, event.nodes[0]);
    else select(map, null, event.edges.length ? event.edges[0] : null);
  });
  map.network.on('beforeDrawing', (context) => before(map, context));
  map.network.on('afterDrawing', (context) => after(map, context));
  map.network.on('hoverNode', (event) => Object.assign(map, { hovered: event.node }));
  map.network.on('blurNode', () => Object.assign(map, { hovered: null }));
  map.network.on('dragEnd', (event) => dropped(map, event));
  for (const button of map.host.querySelectorAll('button[data-zoom]')) {
    button.onclick = () => zoom(map, button.dataset.zoom);
  }
  for (const button of map.host.querySelectorAll('button[data-mode]')) {
    button.onclick = () => enter(map, map.mode === button.dataset.mode ? 'look' : button.dataset.mode);
  }
  map.canvas.onkeydown = (event) => pressed(map, event);
}

function select(map, node, edge) {
  map.component.setStateValue('selected', { node, edge });
}

// -- drawing a line from one person to another, and moving somebody under another manager --

const isPerson = (map, id) => map.nodes.get(id)?.shape === 'dot';

function enter(map, mode) {
  map.mode = mode;
  map.from = null;
  map.network.setOptions({ interaction: { dragNodes: mode === 'move' } });
  for (const button of map.host.querySelectorAll('button[data-mode]')) {
    button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
  }
  const hint = map.host.querySelector('.hint');
  hint.textContent = mode === 'look' ? '' : map.words[`hint_${mode}`];
  hint.hidden = mode === 'look';
}

function pick(map, node) {
  if (map.mode !== 'line' || !isPerson(map, node)) return select(map, node, null);
  if (map.from === null) {
    map.from = node;
    map.host.querySelector('.hint').textContent = map.words.hint_line_to.replace('{who}', map.nodes.get(node).name);
    return undefined;
  }
  if (map.from !== node) map.component.setTriggerValue('drawn', { source: map.from, target: node });
  return enter(map, 'look');
}

function dropped(map, event) {
  if (map.mode !== 'move' || !event.nodes.length) return;
  const person = event.nodes[0];
  const place = map.nodes.get(person);
  const manager = under(map, event.pointer.canvas, person);
  map.network.moveNode(person, place.x, place.y);
  if (manager !== null && isPerson(map, person)) {
    map.component.setTriggerValue('moved', { person, manager });
    enter(map, 'look');
  }
}

/** Who stands nearest to where somebody was dropped; a name beside a person counts as the person. */
function under(map, at, person) {
  let nearest = null;
  let least = 60;
  for (const node of map.nodes.get()) {
    if (node.id === person || node.shape !== 'dot') continue;
    const right = node.beside ? Math.min(Math.max(at.x - node.x, 0), LABEL) : 0;
    const distance = Math.hypot(at.x - node.x - right, at.y - node.y);
    if (distance < least) [nearest, least] = [node.id, distance];
  }
  return nearest;
}

// -- moving about --

/** The whole picture: people with their names, and what stands behind them; no higher than it needs. */
function showAll(map, animation = false) {
  if (!map.nodes.length && !map.guides.length) return;
  const wide = map.canvas.clientWidth;
  const whole = document.fullscreenElement !== null;
  let [scale, frame] = [1, null];
  for (let turn = 0; turn < 6; turn += 1) { // names take more of the map the smaller it is
    frame = framed(map, scale);
    const room = Math.min(wide / frame.wide, ((whole ? map.canvas.clientHeight : map.height) - MARGIN) / frame.high);
    scale = Math.min(room * 0.98, 1.5);
  }
  if (!whole) {
    map.canvas.style.height = `${Math.round(Math.min(Math.max(frame.high * scale + MARGIN, LOWEST), map.height))}px`;
    map.network.setSize('100%', '100%');
    map.network.canvas.setSize();
  }
  map.network.moveTo({ position: frame.middle, scale, animation });
}

/** What the whole picture takes at a scale. */
function framed(map, scale) {
  const boxes = [
    ...map.nodes.get().map((node) => {
      const name = nameWidth(map, node, scale);
      const [left, right] = node.beside ? [30, name + 30] : [Math.max(name / 2, 30), Math.max(name / 2, 30)];
      return [node.x - left, node.y - 30, node.x + right, node.y + 40];
    }),
    ...map.guides.map((g) => (g.shape === 'words' ? [g.x, g.y - 12, g.x, g.y + 12] : around(g))),
  ];
  const [left, top] = [0, 1].map((side) => boxes.reduce((least, box) => Math.min(least, box[side]), Infinity));
  const [right, bottom] = [2, 3].map((side) => boxes.reduce((most, box) => Math.max(most, box[side]), -Infinity));
  return { wide: right - left, high: bottom - top, middle: { x: (left + right) / 2, y: (top + bottom) / 2 } };
}

const around = (guide) => [
  guide.x - guide.width / 2,
  guide.y - guide.height / 2 - 12,
  guide.x + guide.width / 2,
  guide.y + guide.height / 2,
];

function zoom(map, how) {
  const animation = { duration: 200 };
  if (how === 'whole') return document.fullscreenElement ? document.exitFullscreen() : map.stage.requestFullscreen();
  if (how === 'fit') return showAll(map, animation);
  const scale = map.network.getScale() * (how === 'in' ? 1.3 : 1 / 1.3);
  return map.network.moveTo({ scale, animation });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressed(map, event) {
  const arrow = ARROWS[event.key];
  const [picked] = map.network.getSelectedNodes();
  if (arrow && event.altKey) step(map, picked, arrow);
  else if (arrow) pan(map, arrow);
  else if (event.key === 'Enter' && picked !== undefined) pick(map, picked);
  else if (event.key === 'Escape' && map.mode !== 'look') enter(map, 'look');
  else if (event.key === '+' || event.key === '=') zoom(map, 'in');
  else if (event.key === '-') zoom(map, 'out');
  else if (event.key === '0') zoom(map, 'fit');
  else return;
  event.preventDefault();
}

function pan(map, [x, y]) {
  const at = map.network.getViewPosition();
  const scale = map.network.getScale();
  map.network.moveTo({ position: { x: at.x + (60 * x) / scale, y: at.y + (60 * y) / scale } });
}

/** Select the nearest person to the left, to the right, above or below. */
function step(map, picked, [x, y]) {
  const start = picked === undefined ? map.network.getViewPosition() : map.network.getPosition(picked);
  let nearest = null;
  let least = Infinity;
  for (const node of map.nodes.get()) {
    const along = (node.x - start.x) * x + (node.y - start.y) * y;
    const aside = Math.abs((node.x - start.x) * y) + Math.abs((node.y - start.y) * x);
    if (node.id !== picked && along > 1 && along + 2 * aside < least) [nearest, least] = [node.id, along + 2 * aside];
  }
  if (nearest === null) return;
  map.network.selectNodes([nearest]);
  map.network.moveTo({ position: map.network.getPosition(nearest) });
  if (map.mode === 'look') select(map, nearest, null);
}

// vis leaves a stale tooltip behind when the view moves under the mouse
function hideTooltip(map) {
  const popup = map.canvas.querySelector('.vis-tooltip');
  if (popup) popup.style.visibility = 'hidden';
}

// a canvas cannot see CSS variables
function adoptTheme(map) {
  const color = variable(map.host, '--st-text-color', '#333333');
  if (color === map.textColor) return;
  map.textColor = color;
  map.host.ink = color; // so that a test in a browser can ask what names are written with
  map.background = variable(map.host, '--st-background-color', '#ffffff');
  map.face = variable(map.host, '--st-font', 'sans-serif');
  map.border = variable(map.host, '--st-border-color', '#c5d0d3');
  map.ground = variable(map.host, '--st-secondary-background-color', '#f0f4f5');
  map.network.setOptions({ edges: { font: { color, face: map.face, strokeColor: map.background, strokeWidth: 3 } } });
}

function name(map, words) {
  map.words = words;
  map.host.querySelector('.key summary').textContent = words.legend;
  for (const button of map.host.querySelectorAll('.tools button')) {
    const word = words[button.dataset.mode || button.dataset.zoom];
    button.title = word;
    button.setAttribute('aria-label', word);
  }
}

function follow(map, focus) {
  if (!focus || focus.turn === map.turn) return;
  map.turn = focus.turn;
  select(map, focus.node, null);
  map.network.unselectAll();
  if (focus.node === null || !map.nodes.get(focus.node)) return;
  map.network.selectNodes([focus.node]);
  if (map.network.getScale() > READABLE && inView(map, focus.node)) return; // a view that shows them stays as it is
  map.network.focus(focus.node, { animation: { duration: 300 }, scale: Math.max(map.network.getScale(), 0.8) });
}

function inView(map, id) {
  const at = map.network.canvasToDOM(map.network.getPosition(id));
  return at.x > 0 && at.y > 0 && at.x < map.canvas.clientWidth && at.y < map.canvas.clientHeight;
}

/** Draw what changed; whoever was selected stays so, and only another account or arrangement is shown as a whole. */
function redraw(map, data) {
  const selected = map.network.getSelectedNodes();
  forgetStills(map);
  exchange(map.nodes, data.nodes);
  exchange(map.edges, data.edges);
  drawLegend(map.host.querySelector('.legend'), data.legend);
  map.network.selectNodes(selected.filter((id) => map.nodes.get(id)));
  if (map.account !== data.account || map.frame !== data.frame) showAll(map);
  Object.assign(map, { revision: data.revision, account: data.account, frame: data.frame });
}

export default function draw(component) {
  const { data, parentElement } = component;
  if (!data || !data.nodes) return undefined;
  const host = parentElement.querySelector('.visnet');
  let map = maps.get(parentElement);
  const fresh = !map;
  if (fresh) {
    map = create(host, data);
    map.stage = host.querySelector('.stage');
    maps.set(parentElement, map);
    listen(map);
    keepStills(map);
    drawLegend(host.querySelector('.legend'), data.legend);
    host.querySelector('.key').open = map.canvas.clientWidth > NARROW;
    host.network = map.network; // so that a test in a browser can ask where a person is drawn
  }
  map.component = component; // always the newest setters
  map.guides = data.guides;
  map.legs = host.legs = data.legs; // on the host so that a test in a browser can ask which are drawn
  map.ranked = [...data.nodes].sort((a, b) => a.rank - b.rank);
  map.large = data.large || 1;
  map.height = data.height;
  map.canvas.setAttribute('aria-label', data.description);
  name(map, data.words);
  adoptTheme(map);
  if (fresh) showAll(map);
  else if (map.revision !== data.revision) redraw(map, data);
  map.network.redraw();
  follow(map, data.focus);
  return () => {
    clearTimeout(map.resting);
    map.network.destroy();
    maps.delete(parentElement);
  };
}
