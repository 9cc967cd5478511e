// A large map while it moves: what was drawn is moved, stretched and shown again; at rest everything is drawn anew.
// vis-network draws everybody again for each frame, too slowly for a machine without a graphics card.

const MANY = 200; // people and members
const REST = 130; // milliseconds without a movement until the map is drawn anew

const viewOf = ({ network, canvas }) => {
  const { x, y } = network.getViewPosition();
  return { x, y, scale: network.getScale(), width: canvas.clientWidth, height: canvas.clientHeight };
};

const alike = (one, other, names) => names.every((name) => one[name] === other[name]);

/** Take over the drawing of a map. `_redraw` is of the vis-network that is shipped (9.1.2), and not of its interface. */
export function keepStills(map) {
  const { renderer, body } = map.network;
  const draw = renderer._redraw.bind(renderer);
  renderer._redraw = (hidden = false) => {
    if (map.nodes.length < MANY || hidden || !isMoving(map)) {
      draw(hidden);
      if (map.nodes.length >= MANY && !hidden) keep(map);
    } else {
      renderer.redrawRequested = false;
      body.emitter.emit('initRedraw'); // an animation takes its next step
      show(map);
    }
  };
}

/** Other people or lines: what was drawn shows them no more. */
export function forgetStills(map) {
  map.still = map.whole = null;
}

function isMoving(map) {
  const view = viewOf(map);
  const now = performance.now();
  if (map.view && !alike(view, map.view, ['x', 'y', 'scale'])) {
    map.movedAt = now;
    clearTimeout(map.resting);
    map.resting = setTimeout(() => map.network.redraw(), REST + 10);
  }
  map.view = view;
  return map.still && now - map.movedAt < REST && alike(view, map.still.view, ['width', 'height']);
}

function keep(map) {
  const view = viewOf(map);
  map.still = copy(map, view, map.still);
  if (!map.whole || view.scale <= map.whole.view.scale) map.whole = copy(map, view, map.whole);
}

function copy(map, view, old) {
  const drawn = map.canvas.querySelector('canvas');
  const canvas = old?.canvas || document.createElement('canvas');
  Object.assign(canvas, { width: drawn.width, height: drawn.height });
  canvas.getContext('2d').drawImage(drawn, 0, 0);
  return { canvas, view };
}

/** The last picture over that of the whole map, which is coarser and reaches farther. */
function show(map) {
  const canvas = map.canvas.querySelector('canvas');
  const context = canvas.getContext('2d');
  const view = viewOf(map);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const box = place(map.still.view, view, canvas.width / view.width);
  if (map.whole.view.scale < map.still.view.scale) {
    context.drawImage(map.whole.canvas, ...place(map.whole.view, view, canvas.width / view.width));
    context.clearRect(...box);
  }
  context.drawImage(map.still.canvas, ...box);
}

/** Where a picture of one view is in another: left, top, width and height in pixels of the canvas. */
function place(from, to, density) {
  const ratio = (to.scale / from.scale) * density;
  const left = (from.x - to.x) * to.scale * density + (to.width * density - from.width * ratio) / 2;
  const top = (from.y - to.y) * to.scale * density + (to.height * density - from.height * ratio) / 2;
  return [left, top, from.width * ratio, from.height * ratio];
}
