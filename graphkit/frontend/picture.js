// One picture of a scene: boxes, shares or people, those who matter, and names where there is room.
//
// view = {scale, x, y}: a place (px, py) of the scene is drawn at (px * scale + x, py * scale + y).
// size = {width, height, frame}: of the picture; the frame is the part of it that is on the screen for now.

import { NEAR, placeOf, radiusOf, shown } from './scene.js';

const ROUND = 7; // pixels per person, from which they are round
const NAMED = 64; // and have names
const MOST_LABELS = 60;
const LEAST_LETTERS = 12; // of a name; less of it says nothing
const DECIDER = 6; // least radius in pixels
const CONTACT = 3.5;
const POINT = 2.2;

export function paint(context, scene, view, size, theme) {
  context.fillStyle = theme.background;
  context.fillRect(0, 0, size.width, size.height);
  const seen = shown(scene, view.scale, (unit) => isSeen(unit.box, view, size));
  for (const { unit } of seen) if (unit.depth) paintBox(context, unit, view, theme);
  for (const { unit, closed } of seen) {
    if (closed) paintShares(context, scene, unit.inner, unit.all, view, theme);
    else if (unit.people && unit.step * view.scale < NEAR) paintShares(context, scene, unit.cell, unit.shares, view, theme);
    else if (unit.people && isSeen(unit.cell, view, size)) paintPeople(context, scene, unit, view, size, theme);
  }
  paintPoints(context, scene, view, size, theme);
  paintLabels(context, scene, seen, view, size, theme);
}

export const onScreen = ([left, top, width, height], view) => [
  left * view.scale + view.x,
  top * view.scale + view.y,
  width * view.scale,
  height * view.scale,
];

function isSeen(box, view, size) {
  const [left, top, width, height] = onScreen(box, view);
  return left < size.width && top < size.height && left + width > 0 && top + height > 0;
}

function paintBox(context, unit, view, theme) {
  const [left, top, width, height] = onScreen(unit.box, view);
  const gap = Math.min(1.5, width * 0.02, height * 0.02);
  context.fillStyle = theme.box;
  context.strokeStyle = theme.border;
  context.lineWidth = unit.depth === 1 ? 1.5 : 0.75;
  context.beginPath();
  context.roundRect(left + gap, top + gap, width - 2 * gap, height - 2 * gap, Math.min(4, width * 0.1, height * 0.1));
  context.fill();
  context.stroke();
}

// -- people ---------------------------------------------------------------------------------------------------------

// from far away a unit is a bar: how many stand where toward us, those unknown hatched at its end
function paintShares(context, scene, box, shares, view, theme) {
  const [left, top, width, height] = onScreen(box, view);
  const total = shares.reduce((sum, people) => sum + people);
  const gap = Math.min(2, width * 0.03, height * 0.03);
  const [wide, high] = [width - 2 * gap, height - 2 * gap];
  let done = 0;
  shares.forEach((people, level) => {
    if (!people) return;
    const from = (done / total) * wide;
    done += people;
    context.fillStyle = level === scene.unknown ? theme.hatched : scene.colours[level];
    context.fillRect(left + gap + from, top + gap, (done / total) * wide - from, high);
  });
}

function paintPeople(context, scene, unit, view, size, theme) {
  const pixels = unit.step * view.scale;
  const rows = seenRows(unit, view, size);
  const byLevel = scene.colours.map(() => []);
  for (let row = rows.top; row < rows.bottom; row += 1) {
    const last = Math.min(unit.people, row * unit.columns + rows.right);
    for (let at = row * unit.columns + rows.left; at < last; at += 1) {
      byLevel[scene.levels[unit.first + at]].push(unit.first + at);
    }
  }
  byLevel.forEach((people, level) => {
    if (people.length) paintLevel(context, scene, unit, view, theme, people, level, pixels);
  });
  if (pixels >= NAMED) byLevel.flat().forEach((person) => paintName(context, scene, person, view, theme, pixels));
}

// only the part of the grid that is on the screen
function seenRows(unit, view, size) {
  const [left, top] = onScreen(unit.cell, view);
  const [stepX, stepY] = [unit.stepX * view.scale, unit.stepY * view.scale];
  const within = (value, most) => Math.max(0, Math.min(most, value));
  return {
    left: within(Math.floor(-left / stepX), unit.columns),
    right: within(Math.ceil((size.width - left) / stepX), unit.columns),
    top: within(Math.floor(-top / stepY), unit.rows),
    bottom: within(Math.ceil((size.height - top) / stepY), unit.rows),
  };
}

function paintLevel(context, scene, unit, view, theme, people, level, pixels) {
  context.beginPath();
  for (const person of people) {
    const { x, y, radius } = dot(scene, unit, person, view, pixels);
    if (pixels < ROUND) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  context.fillStyle = scene.colours[level];
  context.fill();
  if (pixels >= 2 * ROUND) outline(context, theme, level === scene.unknown && pixels >= 3 * ROUND);
  if (pixels >= 3 * ROUND) people.forEach((person) => paintGlyph(context, scene, unit, person, view, pixels));
}

function outline(context, theme, dashed) {
  context.setLineDash(dashed ? [3, 2.5] : []);
  context.lineWidth = 0.8;
  context.strokeStyle = theme.outline;
  context.stroke();
  context.setLineDash([]);
}

function dot(scene, unit, person, view, pixels) {
  const at = person - unit.first;
  const named = pixels >= NAMED;
  const x = unit.cell[0] + ((at % unit.columns) + 0.5) * unit.stepX;
  const y = unit.cell[1] + (Math.floor(at / unit.columns) + 0.5) * unit.stepY - (named ? 0.14 * unit.step : 0);
  const radius = radiusOf(scene, unit, person) * view.scale * (named ? 0.66 : 1);
  return { x: x * view.scale + view.x, y: y * view.scale + view.y, radius };
}

function paintGlyph(context, scene, unit, person, view, pixels) {
  const { x, y, radius } = dot(scene, unit, person, view, pixels);
  const level = scene.levels[person];
  context.font = `700 ${Math.max(7, radius * 0.9)}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = scene.inks[level];
  context.fillText(scene.glyphs[level], x, y + 0.5);
}

function paintName(context, scene, person, view, theme, pixels) {
  const { x, y, unit } = placeOf(scene, person);
  const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
  const lines = pixels >= 1.6 * NAMED && scene.titles[person] ? [scene.names[person], scene.titles[person]] : [scene.names[person]];
  context.textAlign = 'center';
  context.textBaseline = 'top';
  lines.forEach((line, number) => {
    context.font = `${number ? 400 : 600} ${number ? 10 : 11}px ${theme.font}`;
    context.fillStyle = theme.text;
    context.fillText(cut(context, line, unit.stepX * view.scale - 6), left, top + 0.2 * pixels + 13 * number);
  });
}

// -- those who matter, at any distance --------------------------------------------------------------------------------

export const isDecider = (scene, person) => Boolean(scene.marks[person] & scene.decides);
export const isContact = (scene, person) => Boolean(scene.marks[person] & scene.contacted);

function paintPoints(context, scene, view, size, theme) {
  for (const person of scene.points) {
    const place = placeOf(scene, person);
    const pixels = place.unit.step * view.scale;
    const { x, y, radius } = dot(scene, place.unit, person, view, pixels);
    if (x < -20 || y < -20 || x > size.width + 20 || y > size.height + 20) continue;
    if (!scene.marks[person] && pixels >= NEAR) continue; // drawn with the others
    paintPoint(context, scene, person, x, y, radius, theme);
  }
}

function paintPoint(context, scene, person, x, y, drawn, theme) {
  const decides = isDecider(scene, person);
  const least = decides ? DECIDER : isContact(scene, person) ? CONTACT : POINT;
  const radius = Math.max(drawn, least);
  const width = Math.min(4, Math.max(1.6, radius * 0.22));
  const rings = [];
  if (decides) rings.push(scene.mark_colours[scene.decides]);
  if (isContact(scene, person)) rings.push(scene.mark_colours[scene.contacted]);
  rings.forEach((colour, number) => {
    const outer = radius + width * (rings.length - number);
    fillShape(context, x, y, outer + 1, decides, theme.background);
    fillShape(context, x, y, outer, decides, colour);
  });
  fillShape(context, x, y, radius + 0.8, decides, rings.length ? theme.background : theme.outline);
  fillShape(context, x, y, radius, decides, scene.colours[scene.levels[person]]);
  if (radius < 7) return;
  context.font = `700 ${radius * 0.9}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = scene.inks[scene.levels[person]];
  context.fillText(scene.glyphs[scene.levels[person]], x, y + 0.5);
}

// a diamond for whoever decides: not by colour alone
function fillShape(context, x, y, radius, isDiamond, colour) {
  context.beginPath();
  if (isDiamond) {
    const reach = radius * 1.25;
    context.moveTo(x, y - reach);
    context.lineTo(x + reach, y);
    context.lineTo(x, y + reach);
    context.lineTo(x - reach, y);
    context.closePath();
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = colour;
  context.fill();
}

// -- names ------------------------------------------------------------------------------------------------------------

// no two on top of each other: those who decide, then units from the outside in, then our contacts
function paintLabels(context, scene, seen, view, size, theme) {
  const taken = [];
  const marked = scene.points.filter((person) => scene.marks[person]).reverse();
  const name = (person) => {
    if (taken.length < MOST_LABELS) paintPointName(context, scene, person, view, size, theme, taken);
  };
  marked.filter((person) => isDecider(scene, person)).forEach(name);
  for (const { unit } of seen) {
    if (unit.depth && taken.length < MOST_LABELS) paintUnitName(context, unit, view, size, theme, taken);
  }
  marked.filter((person) => !isDecider(scene, person)).forEach(name);
}

function paintUnitName(context, unit, view, size, theme, taken) {
  const [left, top, width, height] = onScreen(unit.box, view);
  const frame = meets(size.frame, left, top, width, height) ? size.frame : { left: 0, top: 0, right: size.width };
  const x = Math.max(left, frame.left) + 6; // of a box that begins off the screen the name stays on it
  const room = Math.min(left + width, frame.right) - x - 6;
  const high = Math.max(10, Math.min(unit.depth === 1 ? 17 : 14, Math.min(width, height) * 0.12));
  if (room < 30 || height < 1.6 * high || Math.min(width, height) < 26) return;
  context.font = `${unit.depth === 1 ? 700 : 600} ${high}px ${theme.font}`;
  const name = cut(context, unit.name, room);
  if (name.length < Math.min(LEAST_LETTERS, unit.name.length)) return;
  const nameWidth = context.measureText(name).width;
  const count = context.measureText(unit.headcount).width * 0.85 + 8;
  const counted = nameWidth + count <= room;
  const wide = nameWidth + (counted ? count : 0);
  const y = freeBelow(taken, x, Math.max(top, frame.top) + Math.min(4, high * 0.25), wide, high + 3, top + height);
  if (y === null) return;
  if (y + high > top + 0.14 * Math.min(width, height)) pill(context, theme, x, y, wide, high);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillStyle = theme.text;
  context.fillText(name, x, y + 1);
  if (!counted) return;
  context.font = `400 ${high * 0.85}px ${theme.font}`;
  context.globalAlpha = 0.8;
  context.fillText(unit.headcount, x + nameWidth + 7, y + 1 + high * 0.1);
  context.globalAlpha = 1;
}

const meets = (frame, left, top, width, height) =>
  left < frame.right && top < frame.bottom && left + width > frame.left && top + height > frame.top;

// below the names of the units around it where these are in the way
function freeBelow(taken, x, from, width, height, bottom) {
  let y = from;
  for (let turn = 0; turn < 4; turn += 1) {
    const box = [x - 3, y - 1, width + 6, height];
    const other = taken.find((one) => overlap(one, box));
    if (!other) {
      taken.push(box);
      return y;
    }
    y = other[1] + other[3] + 1;
    if (y + height > bottom) return null;
  }
  return null;
}

function paintPointName(context, scene, person, view, size, theme, taken) {
  const place = placeOf(scene, person);
  const pixels = place.unit.step * view.scale;
  const [x, y] = [place.x * view.scale + view.x, place.y * view.scale + view.y];
  if (pixels >= NAMED || x < 0 || y < 0 || x > size.width || y > size.height) return;
  const decides = isDecider(scene, person);
  context.font = `${decides ? 700 : 500} ${decides ? 13 : 11}px ${theme.font}`;
  const name = cut(context, scene.names[person], 150);
  const width = context.measureText(name).width;
  const reach = Math.max(radiusOf(scene, place.unit, person) * view.scale, decides ? DECIDER + 4 : CONTACT + 2) + 5;
  const left = x + reach + width > size.frame.right ? x - reach - width : x + reach;
  const box = [left - 3, y - 9, width + 6, 18];
  if (taken.some((one) => overlap(one, box))) return;
  taken.push(box);
  pill(context, theme, left, y - 7, width, 13);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = theme.text;
  context.fillText(name, left, y + 0.5);
}

function pill(context, theme, x, y, width, height) {
  context.globalAlpha = 0.86;
  context.fillStyle = theme.background;
  context.beginPath();
  context.roundRect(x - 4, y - 1.5, width + 8, height + 4, 4);
  context.fill();
  context.globalAlpha = 1;
}

const overlap = (one, other) =>
  one[0] < other[0] + other[2] && other[0] < one[0] + one[2] && one[1] < other[1] + other[3] && other[1] < one[1] + one[3];

// the text, or as much of it as fits
function cut(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const letters = Array.from(text).slice(0, 80);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${letters.slice(0, middle).join('')}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low ? `${letters.slice(0, low).join('').trimEnd()}…` : '';
}
