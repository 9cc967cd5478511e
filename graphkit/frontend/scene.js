// What Python sent, unpacked: units with their boxes, and everybody in them, counted from 0 in the order of the picture.
// Where somebody stands follows from the grid of the own unit; nothing is laid out here.

export const NEAR = 4; // pixels per person, from which people are drawn one by one; below, their unit shows shares
export const CLICKABLE = 7; // pixels per person, from which a click means the person
const FEW = 1500; // of those whose support is known: so many are drawn large enough to be seen from far away
const LARGE = 30; // pixels of a unit's shorter side, from which a click means it and not the unit around it
const ROOMY = 46; // pixels of the average side of what is within a unit, from which it is told apart
const LONE = 3; // a person alone in a large box is not drawn larger than so many others

export async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const scene = await new Response(plain).json();
  for (const name of ['levels', 'influence', 'marks']) {
    scene[name] = Uint8Array.from(scene[name], (digit) => digit.charCodeAt(0) - 48);
  }
  scene.units.forEach((unit, place) => addTo(scene, unit, place));
  for (const unit of scene.units.slice(1).reverse()) addUp(unit, scene.units[unit.parent]);
  scene.inhabited = scene.units.filter((unit) => unit.people);
  scene.unknown = scene.colours.length - 1;
  scene.points = points(scene);
  return scene;
}

function addTo(scene, unit, place) {
  unit.place = place;
  unit.children = [];
  unit.all = [...unit.shares]; // and those of the units within
  unit.inner = unit.people ? unit.cell : null; // where it shows its shares
  unit.depth = place ? scene.units[unit.parent].depth + 1 : 0;
  if (place) scene.units[unit.parent].children.push(unit);
  unit.stepX = unit.cell[2] / unit.columns;
  unit.stepY = unit.cell[3] / unit.rows;
  unit.step = Math.min(unit.stepX, unit.stepY, LONE);
}

function addUp(unit, around) {
  unit.all.forEach((people, level) => {
    around.all[level] += people;
  });
  const [left, top, width, height] = unit.box;
  const [x, y, wide, high] = around.inner || unit.box;
  const [first, highest] = [Math.min(left, x), Math.min(top, y)];
  around.inner = [first, highest, Math.max(left + width, x + wide) - first, Math.max(top + height, y + high) - highest];
}

// whoever is to be seen from far away, those who matter most last, on top
function points(scene) {
  const marked = [];
  const known = [];
  for (let person = 0; person < scene.levels.length; person += 1) {
    if (scene.marks[person]) marked.push(person);
    else if (scene.levels[person] !== scene.unknown) known.push(person);
  }
  marked.sort((one, other) => scene.marks[one] - scene.marks[other]);
  return known.length > FEW ? marked : [...known, ...marked];
}

export function unitOf(scene, person) {
  let low = 0;
  let high = scene.inhabited.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (scene.inhabited[middle].first <= person) low = middle;
    else high = middle - 1;
  }
  return scene.inhabited[low];
}

export function placeOf(scene, person) {
  const unit = unitOf(scene, person);
  const at = person - unit.first;
  const x = unit.cell[0] + ((at % unit.columns) + 0.5) * unit.stepX;
  const y = unit.cell[1] + (Math.floor(at / unit.columns) + 0.5) * unit.stepY;
  return { unit, x, y };
}

// a person's size is influence, the smallest where that is unknown
export const radiusOf = (scene, unit, person) => unit.step * (0.26 + 0.036 * scene.influence[person]);

export const contains = ([left, top, width, height], x, y) =>
  x >= left && y >= top && x < left + width && y < top + height;

// From far away what is within a unit is not told apart, and the unit is closed.
const isOpen = (unit, scale) =>
  scale >= NEAR || unit.box[2] * unit.box[3] * scale ** 2 >= ROOMY ** 2 * (unit.children.length + 1);

// all units that are drawn at a scale, the outer ones first; a closed one is the last of its branch
export function shown(scene, scale, isWanted) {
  const found = [];
  const waiting = [scene.units[0]];
  for (const unit of waiting) {
    if (!isWanted(unit)) continue;
    const closed = unit.depth > 0 && unit.children.length > 0 && !isOpen(unit, scale);
    found.push({ unit, closed });
    if (!closed) waiting.push(...unit.children);
  }
  return found;
}

// the units drawn around a place, from the largest to the smallest, without the account
const unitsAt = (scene, x, y, scale) =>
  shown(scene, scale, (unit) => contains(unit.box, x, y)).slice(1);

// what is at a place of the picture, when a unit of it is `scale` pixels: {person}, {unit} or null
export function whatIsAt(scene, x, y, scale) {
  const point = pointAt(scene, x, y, scale);
  if (point !== null) return { person: point };
  const around = unitsAt(scene, x, y, scale);
  const { unit, closed } = around.at(-1) || { unit: scene.units[0], closed: false };
  const person = closed ? null : personIn(unit, x, y, scale);
  if (person !== null) return { person };
  const big = around.filter((one) => Math.min(one.unit.box[2], one.unit.box[3]) * scale >= LARGE);
  const met = big.at(-1) || around[0];
  return met ? { unit: met.unit.place } : null;
}

function pointAt(scene, x, y, scale) {
  const reach = 8 / scale;
  let nearest = null;
  let least = reach * reach;
  for (const person of scene.points) {
    const place = placeOf(scene, person);
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance <= least && place.unit.step * scale < 2 * CLICKABLE) [nearest, least] = [person, distance];
  }
  return nearest;
}

function personIn(unit, x, y, scale) {
  if (!unit.people || unit.step * scale < CLICKABLE || !contains(unit.cell, x, y)) return null;
  const column = Math.floor((x - unit.cell[0]) / unit.stepX);
  const at = Math.floor((y - unit.cell[1]) / unit.stepY) * unit.columns + column;
  return at < unit.people ? unit.first + at : null;
}
