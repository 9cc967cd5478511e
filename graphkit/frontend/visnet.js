// The account map: vis-network draws what Python laid out.
//
// Python -> browser  data = {account, revision, nodes, edges, options, height, legend, focus: {node, turn}}
// browser -> Python  state "selected" = {node, edge}; trigger "opened" = node id (double click or Enter)
//
// Python calls again whenever data or theme change; the network is kept and only what differs is exchanged, so a
// rerun moves nothing. Text from people is only ever set as textContent.

const maps = new WeakMap();

const variable = (element, name, otherwise) =>
  getComputedStyle(element).getPropertyValue(name).trim() || otherwise;

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function withTooltip(item) {
  if (typeof item.title !== 'string') return item;
  return { ...item, title: element('div', 'tooltip', item.title) };
}

function exchange(dataSet, items) {
  const kept = new Set(items.map((item) => item.id));
  dataSet.remove(dataSet.getIds().filter((id) => !kept.has(id)));
  dataSet.update(items.map(withTooltip));
}

function create(host, data) {
  const canvas = host.querySelector('.canvas');
  canvas.style.height = `${data.height}px`;
  const nodes = new vis.DataSet(data.nodes.map(withTooltip));
  const edges = new vis.DataSet(data.edges.map(withTooltip));
  const network = new vis.Network(canvas, { nodes, edges }, data.options);
  return { host, canvas, network, nodes, edges, revision: data.revision, account: data.account, turn: null, textColor: null };
}

function listen(map) {
  const select = (node, edge) => map.component.setStateValue('selected', { node, edge });
  map.network.on('click', (event) => {
    hideTooltip(map);
    if (event.nodes.length) select(event.nodes[0], null);
    else select(null, event.edges.length ? event.edges[0] : null);
  });
  map.network.on('doubleClick', (event) => {
    if (event.nodes.length) map.component.setTriggerValue('opened', event.nodes[0]);
  });
  for (const button of map.host.querySelectorAll('button[data-zoom]')) {
    button.onclick = () => zoom(map, button.dataset.zoom);
  }
  map.canvas.onkeydown = (event) => pressed(map, event);
}

function zoom(map, how) {
  const animation = { duration: 200 };
  if (how === 'fit') return map.network.fit({ animation });
  const scale = map.network.getScale() * (how === 'in' ? 1.3 : 1 / 1.3);
  return map.network.moveTo({ scale, animation });
}

function pressed(map, event) {
  const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
  if (step) {
    const at = map.network.getViewPosition();
    const scale = map.network.getScale();
    map.network.moveTo({ position: { x: at.x + step[0] / scale, y: at.y + step[1] / scale } });
  } else if (event.key === '+' || event.key === '-' || event.key === '0') {
    zoom(map, { '+': 'in', '-': 'out', 0: 'fit' }[event.key]);
  } else {
    return;
  }
  event.preventDefault();
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
  const background = variable(map.host, '--st-background-color', '#ffffff');
  const font = { color, face: variable(map.host, '--st-font', 'sans-serif'), strokeColor: background, strokeWidth: 3 };
  map.network.setOptions({ nodes: { font }, edges: { font: { ...font, size: 11 } } });
}

function drawLegend(host, legend) {
  const list = host.querySelector('.legend');
  list.replaceChildren();
  for (const group of legend) {
    const block = element('section', '');
    block.append(element('h4', '', group.title));
    for (const entry of group.entries) {
      const row = element('div', 'entry');
      const mark = element('span', `mark ${entry.shape || 'dot'}`, entry.glyph || '');
      if (entry.fill) mark.style.background = entry.fill;
      if (entry.border) mark.style.borderColor = entry.border;
      if (entry.ink) mark.style.color = entry.ink;
      if (entry.width) mark.style.setProperty('--line', `${entry.width}px`);
      if (entry.size) mark.style.width = mark.style.height = `${entry.size}px`;
      if (entry.dashed) mark.classList.add('dashed');
      row.append(mark, element('span', 'meaning', entry.label));
      block.append(row);
    }
    list.append(block);
  }
}

function follow(map, focus) {
  if (!focus || focus.turn === map.turn) return;
  map.turn = focus.turn;
  map.component.setStateValue('selected', { node: focus.node, edge: null });
  map.network.unselectAll();
  if (focus.node === null || !map.nodes.get(focus.node)) return;
  map.network.selectNodes([focus.node]);
  map.network.focus(focus.node, { animation: { duration: 300 }, scale: Math.max(map.network.getScale(), 0.8) });
}

export default function draw(component) {
  const { data, parentElement } = component;
  if (!data || !data.nodes) return undefined;
  const host = parentElement.querySelector('.visnet');
  let map = maps.get(parentElement);
  if (!map) {
    map = create(host, data);
    maps.set(parentElement, map);
    listen(map);
    drawLegend(host, data.legend);
    host.network = map.network; // so that a test in a browser can ask where a person is drawn
  } else if (map.revision !== data.revision) {
    exchange(map.nodes, data.nodes);
    exchange(map.edges, data.edges);
    drawLegend(host, data.legend);
    map.revision = data.revision;
    if (map.account !== data.account) map.network.fit();
    map.account = data.account;
  }
  map.component = component; // always the newest setters
  map.canvas.setAttribute('aria-label', data.description);
  adoptTheme(map);
  follow(map, data.focus);
  return () => {
    map.network.destroy();
    maps.delete(parentElement);
  };
}
