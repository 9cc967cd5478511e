// A map's legend, from the values that Python drew with. Text is only ever set as textContent.

export function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function drawLegend(list, legend) {
  list.replaceChildren(
    ...legend.map((group) => {
      const block = element('section', '');
      block.append(element('h4', '', group.title), ...group.entries.map(row));
      return block;
    }),
  );
}

function row(entry) {
  const made = element('div', 'entry');
  const mark = element('span', `mark ${entry.shape || 'dot'}`, entry.glyph || '');
  if (entry.fill) mark.style.backgroundColor = entry.fill;
  if (entry.border) mark.style.borderColor = entry.border;
  if (entry.ink) mark.style.color = entry.ink;
  if (entry.width) mark.style.setProperty('--line', `${entry.width}px`);
  if (entry.size) mark.style.width = mark.style.height = `${entry.size}px`;
  if (entry.share) mark.style.setProperty('--share', `${entry.share}turn`);
  if (entry.share) mark.style.setProperty('--ink', entry.border);
  if (entry.dashed) mark.classList.add('dashed');
  made.append(mark, element('span', 'meaning', entry.label));
  return made;
}
