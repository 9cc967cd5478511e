// What is chosen on the picture, and what is said about what is under the mouse or has the focus.
//
// browser -> Python  state "selected" = {person: n} | {unit: n}, with the revision they are counted in, or null
// Text from people is only ever set as textContent.

import { element } from './legend.js';
import { around, glide, request } from './moving.js';
import { onScreen } from './picture.js';
import { placeOf, whatIsAt } from './scene.js';

export const under = ({ scene, view }, { x, y }) =>
  whatIsAt(scene, (x - view.x) / view.scale, (y - view.y) / view.scale, view.scale);

export function select(map, found) {
  map.selected = found;
  map.component.setStateValue('selected', found && { ...found, revision: map.revision });
  listUnits(map);
  request(map);
}

export function hover(map, { x, y }) {
  const found = under(map, { x, y });
  map.hovered = found;
  map.canvas.style.cursor = found ? 'pointer' : 'grab';
  if (found) showTip(map, said(map.scene, found), x, y);
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

export function leave(map) {
  map.hovered = null;
  request(map);
}

// the units as buttons behind the picture: Tab goes through them, a screen reader reads them, Enter is a click
export function listUnits(map) {
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
    map.focused = unit.place;
    request(map);
  };
  button.onblur = () => {
    map.focused = undefined;
    request(map);
  };
  button.onclick = () => {
    if (map.selected?.unit === unit.place) glide(map, around(unit.box, map));
    else select(map, { unit: unit.place });
  };
  return button;
}
