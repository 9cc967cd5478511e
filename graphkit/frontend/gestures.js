// Mouse, fingers and keys on the picture.

import { hover, leave, select, under } from './choosing.js';
import { around, fitted, glide, pan, request, zoomAt } from './moving.js';

const SLACK = 4; // pixels that a finger or mouse may move within a click

export function listen(map) {
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
    else hover(map, at(event));
  };
  canvas.onpointerup = (event) => {
    if (held.delete(event.pointerId) && !held.size && map.travelled <= SLACK) click(map, at(event));
    map.movedAt = performance.now();
    request(map);
  };
  canvas.onpointercancel = (event) => held.delete(event.pointerId);
  canvas.onpointerleave = () => leave(map);
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

function click(map, at) {
  if (map.scene) select(map, under(map, at));
}

function zoomInto(map, at) {
  const what = map.scene && under(map, at);
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
