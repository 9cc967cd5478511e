// What vis-network cannot draw: guides behind people, right-angled reporting lines, glyphs, trust, names, and the
// meetings of a route or a plan.
//
// Names are as large on the screen as they can be read, whatever the zoom: those that find no room are left out, the
// least important first.

import { drawLegs, drawNumbers, numberBoxes, overlap } from './legs.js';

export const LABEL = 130; // width of a name beside a person, at scale 1
const NAME = { least: 11, usual: 13, most: 22 }; // pixels on the screen
const DETAIL_FROM = 0.85; // scale from which titles stand below names
const MOST_NAMES = 400;
const FIRST = 10; // ranks of those whose name is bold: whoever decides
const HALF_ROW = 20;
const RAIL = 15; // from a person to the upright of the reporting line

const widths = new Map();

/** Width of words per pixel of font size, measured once. */
function measured(context, words, face) {
  const key = `${face}|${words}`;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    context.font = `100px ${face}`;
    widths.set(key, context.measureText(words).width / 100);
  }
  return widths.get(key);
}

function shortened(context, words, face, size, most) {
  if (measured(context, words, face) * size <= most) return words;
  let length = Math.floor((words.length * most) / (measured(context, words, face) * size));
  while (length > 1 && measured(context, `${words.slice(0, length)}…`, face) * size > most) length -= 1;
  return `${words.slice(0, length)}…`;
}

// -- behind the people --

export function before(map, context) {
  for (const guide of [...map.guides].sort((a, b) => b.width - a.width)) drawGuide(map, context, guide);
  drawElbows(map, context);
}

function drawGuide(map, context, guide) {
  const scale = map.network.getScale();
  context.save();
  context.fillStyle = map.ground;
  context.strokeStyle = map.textColor;
  context.lineWidth = 1 / scale;
  context.globalAlpha = 0.5;
  if (guide.shape === 'ring') {
    context.beginPath();
    context.arc(guide.x, guide.y, guide.width / 2, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 0.3;
    context.stroke();
  } else if (guide.shape === 'box') {
    const [x, y] = [guide.x - guide.width / 2, guide.y - guide.height / 2];
    context.fillRect(x, y, guide.width, guide.height);
    context.globalAlpha = 0.3;
    context.strokeRect(x, y, guide.width, guide.height);
  }
  context.restore();
}

/** The words of a guide, and the room they take. */
function nameGuide(map, context, guide, scale, taken, circles) {
  const size = Math.max(14, 11 / scale) * map.large;
  const most = { box: guide.width - 24, words: guide.width, ring: Infinity }[guide.shape];
  const short = guide.shape === 'words' ? headed : shortened;
  const words = short(context, guide.words, map.face, size, most);
  const wide = measured(context, words, map.face) * size;
  const corner = { x: guide.x - guide.width / 2 + 12, y: guide.y - guide.height / 2 + 16 };
  const places = guide.shape === 'ring' ? onRing(guide, wide) : [guide.shape === 'box' ? corner : guide];
  const boxes = places.map(({ x, y }) => [x, y - size / 2, x + wide, y + size / 2]);
  const box = boxes.find((each) => isFree(each, taken, circles)) || boxes[0];
  context.globalAlpha = 0.8;
  context.textAlign = 'left';
  written(map, context, words, box[0], box[1] + size / 2, size, 600);
  return box;
}

/** The words of a row or a column; where they find no room, the sign or the number among them, which says the same. */
function headed(context, words, face, size, most) {
  const [sign] = words.match(/^[?0+−]+(?= )|[?\d]$/) || [];
  const fits = measured(context, words, face) * size <= most;
  return sign && !fits ? sign : shortened(context, words, face, size, most);
}

/** Where the words of a ring may stand: on its top, else the nearest place on either side where they cover nobody. */
function onRing(guide, wide) {
  const turns = Array.from({ length: 72 }, (_, n) => (n % 2 ? 1 : -1) * Math.ceil(n / 2) * (Math.PI / 36));
  const radius = guide.width / 2;
  return turns.map((turn) => ({ x: guide.x + radius * Math.sin(turn) - wide / 2, y: guide.y - radius * Math.cos(turn) }));
}

/** Where the name of somebody on rings stands first. */
function below(map, node, size, scale) {
  const half = nameWidth(map, node, scale) / 2;
  const top = node.y + node.size + (node.trust >= 1 ? 9 : 5);
  return [node.x - half, top, node.x + half, top + 1.15 * size];
}

const isFree = (box, ...taken) => !taken.some((others) => others.some((other) => overlap(box, other)));

function drawElbows(map, context) {
  context.save();
  context.strokeStyle = map.border;
  context.lineWidth = Math.max(1.4, 1 / map.network.getScale());
  context.beginPath();
  for (const edge of map.edges.get({ filter: (each) => each.elbow })) {
    const report = map.nodes.get(edge.from);
    const manager = map.nodes.get(edge.to);
    if (!report || !manager) continue;
    const listed = report.x > manager.x && report.x - manager.x < 2 * RAIL + 6;
    const rail = listed ? manager.x : report.x - RAIL - 4;
    context.moveTo(manager.x, manager.y);
    if (!listed) {
      const [down, right] = edge.riser ? [edge.riser[0] - RAIL - 4, edge.riser[1]] : [rail, manager.y + HALF_ROW];
      context.lineTo(manager.x, manager.y + HALF_ROW);
      context.lineTo(down, manager.y + HALF_ROW);
      context.lineTo(down, right);
      context.lineTo(rail, right);
    }
    context.lineTo(rail, report.y);
    context.lineTo(report.x, report.y);
  }
  context.stroke();
  context.restore();
}

// -- over the people --

export function after(map, context) {
  const scale = map.network.getScale();
  const seen = view(map, scale);
  const visible = map.ranked.filter((node) => inside(node, seen));
  drawLegs(map, context, scale);
  for (const node of visible) drawMarks(map, context, node, scale);
  drawNumbers(map, context, scale, drawNames(map, context, visible, scale));
}

function view(map, scale) {
  const at = map.network.getViewPosition();
  const [wide, high] = [map.canvas.clientWidth / scale, map.canvas.clientHeight / scale];
  return { left: at.x - wide / 2 - LABEL, right: at.x + wide / 2 + 40, top: at.y - high / 2 - 40, bottom: at.y + high / 2 + 40 };
}

const inside = (node, seen) =>
  node.x > seen.left && node.x < seen.right && node.y > seen.top && node.y < seen.bottom;

/** The glyph of the support within, and an arc about the person: a third of the circle for each level of trust. */
function drawMarks(map, context, node, scale) {
  context.save();
  context.globalAlpha = node.faded ? 0.3 : 1;
  if (node.trust >= 1) {
    context.beginPath();
    context.strokeStyle = '#1e88e5';
    context.lineWidth = 3;
    context.arc(node.x, node.y, node.size + 5, -Math.PI / 2, -Math.PI / 2 + (2 * Math.PI * node.trust) / 3);
    context.stroke();
  }
  if (node.glyph && node.size * scale > 5) {
    context.font = `700 ${node.size * (node.glyph.length > 1 ? 1.05 : 1.3)}px ${map.face}`;
    context.fillStyle = node.ink;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(node.glyph, node.x, node.y + node.size * 0.06);
  }
  context.restore();
}

const nameSize = (map, scale) => (Math.min(Math.max(NAME.usual * scale, NAME.least), NAME.most) * map.large) / scale;
const longest = (scale) => Math.max(LABEL, (LABEL * NAME.least) / (NAME.usual * scale));

/** Room of a name at a scale. */
export function nameWidth(map, node, scale) {
  const context = map.canvas.querySelector('canvas').getContext('2d');
  return Math.min(measured(context, node.name, map.face) * nameSize(map, scale), longest(scale));
}

/** Who is pointed at first, then whom a route or a plan leads over, its numbers, and everybody else by rank. */
function drawNames(map, context, visible, scale) {
  const size = nameSize(map, scale);
  const first = new Set([map.hovered, ...map.network.getSelectedNodes()]);
  const ordered = [...visible.filter((node) => first.has(node.id)), ...visible.filter((node) => !first.has(node.id))];
  context.save();
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const named = map.guides.filter((guide) => guide.words);
  const circles = visible.map(({ x, y, size: radius }) => [x - radius, y - radius, x + radius, y + radius]);
  const taken = [];
  const kept = [...circles, ...visible.filter((node) => node.rank < FIRST).map((node) => below(map, node, size, scale))];
  for (const guide of named) taken.push(nameGuide(map, context, guide, scale, taken, kept));
  const walked = new Set(map.legs.flatMap((leg) => [leg.from, leg.to]));
  const write = (node) => drawName(map, context, node, size, scale, taken, circles, first.has(node.id) || walked.has(node.id));
  ordered.filter((node) => walked.has(node.id)).forEach(write);
  const numbers = numberBoxes(map, scale, taken);
  taken.push(...numbers);
  ordered.slice(0, MOST_NAMES).filter((node) => !walked.has(node.id)).forEach(write);
  context.restore();
  return numbers;
}

/** A name, where it covers no other name and nobody's circle; of somebody on the way or pointed at, in any case. */
function drawName(map, context, node, size, scale, taken, circles, whole) {
  const most = whole ? Infinity : longest(scale);
  const words = shortened(context, node.name, map.face, size, most);
  const detail = node.detail && scale >= DETAIL_FROM ? shortened(context, node.detail, map.face, size * 0.78, most) : '';
  const wide = Math.max(measured(context, words, map.face) * size, detail ? measured(context, detail, map.face) * size * 0.78 : 0);
  const high = detail ? size * 2 : size * 1.15;
  const edge = node.size + (node.trust >= 1 ? 9 : 5);
  const left = node.beside ? node.x - node.size : node.x - wide / 2;
  const sides = [[node.x + edge + 2, node.y - high / 2], [left, node.y + edge], [left, node.y - edge - high]];
  const boxes = (node.beside ? sides : sides.slice(1)).map(([x, y]) => [x, y, x + wide, y + high]);
  const box = boxes.find((each) => isFree(each, taken, circles)) || (whole ? boxes[0] : null);
  if (!box) return;
  taken.push(box);
  const [x, y] = box;
  context.globalAlpha = node.faded && !whole ? 0.35 : 1;
  const start = node.beside ? x : x + wide / 2;
  context.textAlign = node.beside ? 'left' : 'center';
  written(map, context, words, start, y + (detail ? size * 0.55 : high / 2), size, node.rank < FIRST ? 600 : 400);
  if (!detail) return;
  context.globalAlpha *= 0.75;
  written(map, context, detail, start, y + size * 1.5, size * 0.78, 400);
}

function written(map, context, words, x, y, size, weight) {
  context.font = `${weight} ${size}px ${map.face}`;
  context.strokeStyle = map.background;
  context.lineWidth = size / 2.8;
  context.strokeText(words, x, y);
  context.fillStyle = map.textColor;
  context.fillText(words, x, y);
}
