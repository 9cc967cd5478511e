// The meetings of a route or a plan, on top of the map: as thick and as large on the screen at any zoom.

const BEND = 0.18; // of the distance: so two who lead to each other have a line each
const APART = 5; // pixels between a person and the line
const HEAD = 11; // of the arrow
const PLACES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]; // along the line, where its number may stand
const ASIDE = [0, -1, 1, -2, 2, -3, 3]; // on it, above and below, in heights of a number

/** The way of a leg: start, the point it bends to, end. */
function curve(map, leg, scale) {
  const [from, to] = [map.nodes.get(leg.from), map.nodes.get(leg.to)];
  const bend = { x: (from.x + to.x) / 2 + BEND * (to.y - from.y), y: (from.y + to.y) / 2 - BEND * (to.x - from.x) };
  return [away(from, bend, from.size + APART / scale), bend, away(to, bend, to.size + APART / scale)];
}

function away(from, toward, distance) {
  const length = Math.hypot(toward.x - from.x, toward.y - from.y) || 1;
  return { x: from.x + ((toward.x - from.x) * distance) / length, y: from.y + ((toward.y - from.y) * distance) / length };
}

const along = ([start, bend, end], t) => ({
  x: (1 - t) ** 2 * start.x + 2 * t * (1 - t) * bend.x + t ** 2 * end.x,
  y: (1 - t) ** 2 * start.y + 2 * t * (1 - t) * bend.y + t ** 2 * end.y,
});

/** The lines, what is less likely below; each with a rim, so that it stands out from what it crosses. */
export function drawLegs(map, context, scale) {
  context.save();
  for (const leg of [...map.legs].sort((a, b) => a.width - b.width)) {
    const way = curve(map, leg, scale);
    stroke(context, way, map.background, (leg.width + 3) / scale, []);
    stroke(context, way, leg.colour, leg.width / scale, leg.dash.map((part) => part / scale));
    drawHead(context, way, (HEAD + leg.width) / scale);
  }
  context.restore();
}

function stroke(context, [start, bend, end], colour, width, dash) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(bend.x, bend.y, end.x, end.y);
  context.stroke();
}

function drawHead(context, [, bend, end], size) {
  const back = away(end, bend, size);
  const [x, y] = [(end.y - back.y) * 0.45, (back.x - end.x) * 0.45];
  context.beginPath();
  context.moveTo(end.x, end.y);
  context.lineTo(back.x + x, back.y + y);
  context.lineTo(back.x - x, back.y - y);
  context.fill();
}

/** Where the numbers stand, none on another or on what is taken: [left, top, right, bottom] of each leg. */
export function numberBoxes(map, scale, taken) {
  const [wide, high] = [30, 22].map((side) => (side * map.large) / scale);
  const box = (x, y) => [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];
  const found = [];
  for (const leg of map.legs) {
    const way = curve(map, leg, scale);
    const boxes = ASIDE.flatMap((aside) => PLACES.map((t) => along(way, t)).map(({ x, y }) => box(x, y + aside * high)));
    const free = (others) => boxes.find((box) => !others.some((other) => overlap(box, other)));
    found.push(free([...taken, ...found]) || free(found) || boxes[0]);
  }
  return found;
}

export const overlap = (one, other) =>
  one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

/** Full where all works or has worked, hollow where not. */
export function drawNumbers(map, context, scale, boxes) {
  context.save();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `700 ${(13 * map.large) / scale}px ${map.face}`;
  map.legs.forEach((leg, place) => {
    const [left, top, right, bottom] = boxes[place];
    const full = !leg.dash.length;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, (full ? 11 : 3) * (map.large / scale));
    context.fillStyle = full ? leg.colour : map.background;
    context.fill();
    context.strokeStyle = full ? map.background : leg.colour;
    context.lineWidth = 2 / scale;
    context.stroke();
    context.fillStyle = full ? '#ffffff' : map.textColor;
    context.fillText(`${leg.mark}${leg.number || ''}`, (left + right) / 2, (top + bottom) / 2 + 1 / scale);
  });
  context.restore();
}
