// The overview of a big organisation on a 2D canvas, fast without a graphics card: the picture is drawn when the view
// is at rest; while it moves, what was drawn is moved, stretched and shown again.
//
// Python -> browser  data = {account, revision, packed, legend, description, height}
// browser -> Python  state "selected" = {person: n} | {unit: n}, with the revision they are counted in, or null
//
// Text from people is only ever set as textContent or drawn.

import { drawLegend, element } from './legend.js';
import { onScreen, paint } from './picture.js';
import { placeOf, radiusOf, unpack, whatIsAt } from './scene.js';

const REST = 130; // milliseconds without a movement until the picture is drawn anew
const MARGIN = 0.2; // of the canvas, drawn beyond each of its sides
const DEEPEST = 160; // pixels per person at most
const SLACK = 4; // pixels that a finger or mouse may move within a click
const maps = new WeakMap();

// -- the view ---------------------------------------------------------------------------------------------------------

function fitted(map) {
  const { scene, size } = map;
  const scale = Math.min((size.width - 8) / scene.width, (size.height - 8) / scene.height);
  return { scale, x: (size.width - scene.width * scale) / 2, y: (size.height - scene.height * scale) / 2 };
}

// the picture never leaves the canvas, nor is it smaller than it
function bounded(map, view) {
  const least = fitted(map);
  const scale = Math.min(Math.max(view.scale, least.scale), Math.max(DEEPEST, least.scale));
  const within = (at, room, length, middle) =>
    length <= room ? middle : Math.min(room * 0.35, Math.max(room * 0.65 - length, at));
  return {
    scale,
    x: within(view.x, map.size.width, map.scene.width * scale, (map.size.width - map.scene.width * scale) / 2),
    y: within(view.y, map.size.height, map.scene.height * scale, (map.size.height - map.scene.height * scale) / 2),
  };
}

function look(map, view) {
  map.view = bounded(map, view);
  map.movedAt = performance.now();
  map.isSharp = false;
  hideTip(map);
  request(map);
}

function zoomAt(map, factor, x, y) {
  const { view } = map;
  const scale = bounded(map, { ...view, scale: view.scale * factor }).scale;
  const ratio = scale / view.scale;
  look(map, { scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio });
}

const pan = (map, x, y) => look(map, { ...map.view, x: map.view.x + x, y: map.view.y + y });

function around([left, top, width, height], map, most = DEEPEST) {
  const scale = Math.min(most, (0.9 * map.size.width) / width, (0.86 * map.size.height) / height);
  const x = map.size.width / 2 - (left + width / 2) * scale;
  return { scale, x, y: map.size.height / 2 - (top + height / 2) * scale };
}

function glide(map, to) {
  const [from, start, target] = [map.view, performance.now(), bounded(map, to)];
  const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 260;
  map.gliding = (now) => {
    const part = duration ? Math.min(1, (now - start) / duration) : 1;
    const eased = part * (2 - part);
    const scale = from.scale * (target.scale / from.scale) ** eased;
    // straight toward the target as seen, not as counted
    const done = target.scale === from.scale ? eased : (scale - from.scale) / (target.scale - from.scale);
    look(map, { scale, x: from.x + (target.x - from.x) * done, y: from.y + (target.y - from.y) * done });
    if (part >= 1) map.gliding = null;
  };
  request(map);
}

// -- drawing ----------------------------------------------------------------------------------------------------------

function request(map) {
  if (!map.frame) map.frame = requestAnimationFrame((now) => step(map, now));
}

function step(map, now) {
  map.frame = 0;
  if (!map.scene || !map.size.width) return;
  if (map.gliding) map.gliding(now);
  const resting = !map.gliding && !map.held.size && now - map.movedAt >= REST;
  if (!map.isSharp && (resting || !map.near)) draw(map);
  show(map);
  if (!map.isSharp || map.gliding) request(map);
}

function draw(map) {
  const margin = { width: map.size.width * MARGIN, height: map.size.height * MARGIN };
  map.whole ||= drawn(map, fitted(map), { width: 0, height: 0 });
  map.near = drawn(map, map.view, margin, map.near);
  map.isSharp = true;
}

// a canvas of its own with the picture as it is seen in a view, a margin added all round
function drawn(map, view, margin, old) {
  const canvas = old?.canvas || document.createElement('canvas');
  const size = { width: map.size.width + 2 * margin.width, height: map.size.height + 2 * margin.height };
  size.frame = { left: margin.width, top: margin.height };
  size.frame.right = margin.width + map.size.width;
  size.frame.bottom = margin.height + map.size.height;
  const [width, height] = [Math.ceil(size.width * map.density), Math.ceil(size.height * map.density)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { alpha: false });
  context.setTransform(map.density, 0, 0, map.density, 0, 0);
  const theme = { ...map.theme, hatched: hatched(map, map.scene.colours[map.scene.unknown]) };
  paint(context, map.scene, { ...view, x: view.x + margin.width, y: view.y + margin.height }, size, theme);
  return { canvas, view, margin, size };
}

function show(map) {
  const { context } = map;
  context.setTransform(map.density, 0, 0, map.density, 0, 0);
  context.fillStyle = map.theme.background;
  context.fillRect(0, 0, map.size.width, map.size.height);
  if (!map.isSharp && map.whole) place(map, map.whole);
  place(map, map.near);
  outlineUnit(map, map.selected?.unit, map.theme.primary, 3);
  outlineUnit(map, map.hovered?.unit, map.theme.text, 1.25);
  ringPerson(map, map.selected?.person, map.theme.primary, 3);
  ringPerson(map, map.hovered?.person, map.theme.text, 1.25);
}

function place(map, picture) {
  const ratio = map.view.scale / picture.view.scale;
  const x = map.view.x - (picture.view.x + picture.margin.width) * ratio;
  const y = map.view.y - (picture.view.y + picture.margin.height) * ratio;
  map.context.drawImage(picture.canvas, x, y, picture.size.width * ratio, picture.size.height * ratio);
}

function outlineUnit(map, place_, colour, width) {
  if (place_ === undefined) return;
  const [left, top, wide, high] = onScreen(map.scene.units[place_].box, map.view);
  map.context.strokeStyle = colour;
  map.context.lineWidth = width;
  map.context.strokeRect(left + 1, top + 1, wide - 2, high - 2);
}

function ringPerson(map, person, colour, width) {
  if (person === undefined) return;
  const { unit, x, y } = placeOf(map.scene, person);
  const radius = Math.max(6, radiusOf(map.scene, unit, person) * map.view.scale + 3);
  map.context.strokeStyle = colour;
  map.context.lineWidth = width;
  map.context.beginPath();
  map.context.arc(x * map.view.scale + map.view.x, y * map.view.scale + map.view.y, radius, 0, 2 * Math.PI);
  map.context.stroke();
}

// -- what is chosen, and what is said about it --------------------------------------------------------------------------

function select(map, found) {
  map.selected = found;
  map.component.setStateValue('selected', found && { ...found, revision: map.revision });
  listUnits(map);
  request(map);
}

function hover(map, x, y) {
  const found = whatIsAt(map.scene, (x - map.view.x) / map.view.scale, (y - map.view.y) / map.view.scale, map.view.scale);
  map.hovered = found;
  map.canvas.style.cursor = found ? 'pointer' : 'grab';
  if (found) showTip(map, said(map.scene, found), x, y);
  else hideTip(map);
  request(map);
}

function said(scene, found) {
  if (found.unit !== undefined) return `${scene.units[found.unit].name}\n${scene.units[found.unit].says}`;
  const { person } = found;
  const { unit } = placeOf(scene, person);
  const level = scene.levels[person];
  const lines = [scene.names[person], scene.titles[person], unit.place ? unit.name : ''];
  return [...lines.filter(Boolean), `${scene.glyphs[level]} ${scene.words[level]}`].join('\n');
}

function showTip(map, text, x, y) {
  map.tip.textContent = text;
  map.tip.hidden = false;
  const left = Math.min(x + 14, map.size.width - map.tip.offsetWidth - 4);
  const below = y + 16 + map.tip.offsetHeight < map.size.height;
  map.tip.style.transform = `translate(${Math.max(0, left)}px, ${below ? y + 16 : y - map.tip.offsetHeight - 8}px)`;
}

function hideTip(map) {
  map.tip.hidden = true;
  map.hovered = null;
}

// the units as buttons behind the picture: Tab goes through them, a screen reader reads them, Enter is a click
function listUnits(map) {
  const { scene } = map;
  const at = map.list.getRootNode().activeElement?.dataset?.unit;
  const open = new Set();
  const chosen = map.selected?.unit;
  for (let unit = scene.units[chosen ?? 0]; unit; unit = scene.units[unit.parent]) open.add(unit.place);
  const buttons = [];
  const add = (unit) => {
    for (const child of unit.children) {
      buttons.push(unitButton(map, child));
      if (open.has(child.place)) add(child);
    }
  };
  add(scene.units[0]);
  map.list.replaceChildren(...buttons);
  map.list.querySelector(`[data-unit="${at}"]`)?.focus({ preventScroll: true });
}

function isInView(map, unit) {
  const [left, top, width, height] = onScreen(unit.box, map.view);
  return left + width > 20 && top + height > 20 && left < map.size.width - 20 && top < map.size.height - 20;
}

function unitButton(map, unit) {
  const button = element('button', '', `${unit.name}: ${unit.says}`);
  button.type = 'button';
  button.dataset.unit = unit.place;
  button.setAttribute('aria-pressed', map.selected?.unit === unit.place);
  button.onfocus = () => {
    if (!isInView(map, unit)) glide(map, around(unit.box, map, map.view.scale));
    map.hovered = { unit: unit.place };
    request(map);
  };
  button.onblur = () => hideTip(map);
  button.onclick = () => {
    if (map.selected?.unit === unit.place) glide(map, around(unit.box, map));
    else select(map, { unit: unit.place });
  };
  return button;
}

// -- mouse, fingers, keys -------------------------------------------------------------------------------------------------

function listen(map) {
  const { canvas, held } = map;
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, at(event));
    map.travelled = held.size > 1 ? Infinity : 0;
    map.gliding = null;
  };
  canvas.onpointermove = (event) => {
    if (!map.scene) return;
    if (held.has(event.pointerId)) drag(map, event.pointerId, at(event));
    else hover(map, at(event).x, at(event).y);
  };
  canvas.onpointerup = (event) => {
    if (held.delete(event.pointerId) && !held.size && map.travelled <= SLACK) click(map, at(event));
    map.movedAt = performance.now();
    request(map);
  };
  canvas.onpointercancel = (event) => held.delete(event.pointerId);
  canvas.onpointerleave = () => {
    hideTip(map);
    request(map);
  };
  canvas.ondblclick = (event) => zoomInto(map, at(event));
  canvas.onwheel = (event) => {
    event.preventDefault();
    if (map.scene) zoomAt(map, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), at(event).x, at(event).y);
  };
  map.host.querySelector('.stage').onkeydown = (event) => pressed(map, event);
  for (const button of map.host.querySelectorAll('button[data-zoom]')) {
    button.onclick = () => zoomBy(map, button.dataset.zoom);
  }
}

function drag(map, pointer, to) {
  const from = map.held.get(pointer);
  const other = [...map.held].find(([id]) => id !== pointer)?.[1];
  map.held.set(pointer, to);
  if (other) {
    const apart = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    zoomAt(map, apart(to) / apart(from), (to.x + other.x) / 2, (to.y + other.y) / 2);
    pan(map, (to.x - from.x) / 2, (to.y - from.y) / 2);
    return;
  }
  map.travelled += Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  if (map.travelled > SLACK) pan(map, to.x - from.x, to.y - from.y);
}

const found = (map, { x, y }) =>
  whatIsAt(map.scene, (x - map.view.x) / map.view.scale, (y - map.view.y) / map.view.scale, map.view.scale);

function click(map, at) {
  if (map.scene) select(map, found(map, at));
}

function zoomInto(map, at) {
  const what = map.scene && found(map, at);
  if (what?.unit !== undefined) glide(map, around(map.scene.units[what.unit].box, map));
  else if (map.scene) zoomAt(map, 1.8, at.x, at.y);
}

function zoomBy(map, how) {
  if (!map.scene) return;
  if (how === 'fit') return glide(map, fitted(map));
  const ratio = how === 'in' ? 1.5 : 1 / 1.5;
  const [x, y] = [map.size.width / 2, map.size.height / 2];
  return glide(map, { scale: map.view.scale * ratio, x: x - (x - map.view.x) * ratio, y: y - (y - map.view.y) * ratio });
}

function pressed(map, event) {
  if (!map.scene || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  const zooms = { '+': 'in', '=': 'in', '-': 'out', 0: 'fit' };
  if (steps[event.key]) pan(map, ...steps[event.key]);
  else if (zooms[event.key]) zoomBy(map, zooms[event.key]);
  else if (event.key === 'Escape' && map.selected) select(map, null);
  else return;
  event.preventDefault();
}

// -- size, theme and data -------------------------------------------------------------------------------------------------

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

// unknown looks unknown: lines on grey, as no known share has them
function hatched(map, colour) {
  const side = 8;
  const tile = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = tile.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = '#ffffff';
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  context.beginPath();
  for (const at of [-side, 0, side]) {
    context.moveTo(at - 1, side + 1);
    context.lineTo(at + side + 1, -1);
  }
  context.stroke();
  return map.context.createPattern(tile, 'repeat');
}

function renew(map, fit) {
  map.whole = map.near = null;
  map.isSharp = false;
  if (!map.scene || !map.size.width) return;
  map.view = fit || !map.view ? fitted(map) : bounded(map, map.view);
  request(map);
}

async function adopt(map, data) {
  if (map.revision === data.revision) return;
  const isOther = map.account !== data.account;
  Object.assign(map, { revision: data.revision, account: data.account });
  const scene = await unpack(data.packed);
  if (map.revision !== data.revision) return; // newer data came meanwhile
  const isAnew = isOther || !map.scene || map.scene.width !== scene.width || map.scene.height !== scene.height;
  Object.assign(map, { scene, hovered: null });
  if (isAnew) map.selected = null;
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
