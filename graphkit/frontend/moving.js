// The view of a picture and its movement: while the view moves, what was drawn is moved, stretched and shown again;
// once it is at rest the picture is drawn anew. Fast without a graphics card, however many people there are.

import { onScreen, paint } from './picture.js';
import { placeOf, radiusOf } from './scene.js';

const REST = 130; // milliseconds without a movement until the picture is drawn anew
const MARGIN = 0.2; // of the canvas, drawn beyond each of its sides
const DEEPEST = 160; // pixels per person at most

export function fitted(map) {
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

export function look(map, view) {
  map.view = bounded(map, view);
  map.movedAt = performance.now();
  map.isSharp = false;
  map.hovered = null;
  request(map);
}

export function zoomAt(map, factor, x, y) {
  const { view } = map;
  const scale = bounded(map, { ...view, scale: view.scale * factor }).scale;
  const ratio = scale / view.scale;
  look(map, { scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio });
}

export const pan = (map, x, y) => look(map, { ...map.view, x: map.view.x + x, y: map.view.y + y });

export function around([left, top, width, height], map, most = DEEPEST) {
  const scale = Math.min(most, (0.9 * map.size.width) / width, (0.86 * map.size.height) / height);
  const x = map.size.width / 2 - (left + width / 2) * scale;
  return { scale, x, y: map.size.height / 2 - (top + height / 2) * scale };
}

export function glide(map, to) {
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

export function request(map) {
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
  if (!map.hovered) map.tip.hidden = true;
  outlineUnit(map, map.selected?.unit, map.theme.primary, 3);
  outlineUnit(map, map.hovered?.unit, map.theme.text, 1.25);
  outlineUnit(map, map.focused, map.theme.text, 2);
  ringPerson(map, map.selected?.person, map.theme.primary, 3);
  ringPerson(map, map.hovered?.person, map.theme.text, 1.25);
}

function place(map, picture) {
  const ratio = map.view.scale / picture.view.scale;
  const x = map.view.x - (picture.view.x + picture.margin.width) * ratio;
  const y = map.view.y - (picture.view.y + picture.margin.height) * ratio;
  map.context.drawImage(picture.canvas, x, y, picture.size.width * ratio, picture.size.height * ratio);
}

function outlineUnit(map, number, colour, width) {
  if (number === undefined) return;
  const [left, top, wide, high] = onScreen(map.scene.units[number].box, map.view);
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

// everything is drawn anew: other people, another size or other colours
export function renew(map, fit) {
  map.whole = map.near = null;
  map.isSharp = false;
  if (!map.scene || !map.size.width) return;
  map.view = fit || !map.view ? fitted(map) : bounded(map, map.view);
  request(map);
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
