// A month with entries that can be moved to another day: by mouse, by touch at the grip, and by keyboard.
//
// Python -> browser  data = {weeks, weekdays, entries, words}
// browser -> Python  trigger "moved" = {id, date}, trigger "chosen" = id
//
// Text from people is only ever set as textContent. Every entry is a button: Enter chooses it, Space takes it up, the
// arrows carry it by days and weeks, Space or Enter puts it down, Escape lets it go.

import { element } from './legend.js';

const calendars = new WeakMap();
const FAR = 6; // pixels from which a press is a drag
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const days = (calendar) => [...calendar.host.querySelectorAll('.day')].filter((day) => day.offsetParent);

function dayUnder(calendar, { clientX, clientY }) {
  return calendar.host.getRootNode().elementFromPoint(clientX, clientY)?.closest?.('.day') || null;
}

function aimAt(calendar, day) {
  calendar.aim?.classList.remove('aim');
  calendar.aim = day;
  day?.classList.add('aim');
}

function release(calendar) {
  const { carried } = calendar;
  carried?.button.classList.remove('carried');
  carried?.button.style.removeProperty('transform');
  aimAt(calendar, null);
  calendar.carried = null;
  calendar.host.classList.remove('carrying');
}

function takeUp(calendar, button, entry) {
  calendar.carried = { button, entry };
  button.classList.add('carried');
  calendar.host.classList.add('carrying');
}

function putDown(calendar) {
  const { carried, aim } = calendar;
  release(calendar);
  if (!aim || aim.dataset.date === carried.entry.date) return;
  calendar.status.textContent = `${calendar.words.moved} ${aim.dataset.label}`;
  calendar.api.setTriggerValue('moved', { id: carried.entry.id, date: aim.dataset.date });
}

// -- mouse and touch --------------------------------------------------------------------------------------------------

function followPointer(calendar, button, entry) {
  button.onpointerdown = (event) => {
    const byGrip = event.target.closest('.grip');
    if (event.button || (event.pointerType === 'touch' && !byGrip)) return; // elsewhere a finger scrolls the page
    const from = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const move = (at) => {
      const [x, y] = [at.clientX - from.x, at.clientY - from.y];
      if (!dragged && Math.hypot(x, y) < FAR) return;
      if (!dragged) takeUp(calendar, button, entry);
      dragged = true;
      button.style.transform = `translate(${x}px, ${y}px)`;
      aimAt(calendar, dayUnder(calendar, at));
    };
    const end = (at) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      if (!dragged || !calendar.carried) return;
      calendar.swallow = true; // the click that follows a drag chooses nothing
      setTimeout(() => { calendar.swallow = false; });
      if (at.type === 'pointerup') putDown(calendar);
      else release(calendar);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
}

// -- keyboard ---------------------------------------------------------------------------------------------------------

function followKeys(calendar, button, entry) {
  button.onkeydown = (event) => {
    const isCarried = calendar.carried?.button === button;
    if (event.key === ' ' || (isCarried && event.key === 'Enter')) {
      event.preventDefault();
      if (isCarried) return putDown(calendar);
      takeUp(calendar, button, entry);
      aimAt(calendar, button.closest('.day'));
      calendar.status.textContent = calendar.words.taken;
    } else if (isCarried && event.key === 'Escape') {
      event.preventDefault();
      release(calendar);
      calendar.status.textContent = calendar.words.let_go;
    } else if (isCarried && event.key in STEPS) {
      event.preventDefault();
      carry(calendar, STEPS[event.key]);
    }
  };
  button.onblur = () => { if (calendar.carried?.button === button && !button.style.transform) release(calendar); };
}

function carry(calendar, step) {
  const all = days(calendar);
  const day = all[all.indexOf(calendar.aim) + step];
  if (!day) return;
  aimAt(calendar, day);
  day.scrollIntoView({ block: 'nearest' });
  calendar.status.textContent = day.dataset.label;
}

// -- drawing ----------------------------------------------------------------------------------------------------------

function entryButton(calendar, entry) {
  const button = element('button', `entry ${entry.tone}`, '');
  button.type = 'button';
  button.dataset.id = entry.id;
  button.title = entry.says;
  button.setAttribute('aria-label', entry.movable ? `${entry.says}. ${calendar.words.how}` : entry.says);
  if (entry.movable) button.append(element('span', 'grip', '⠿'));
  button.append(element('span', 'glyph', entry.glyph), element('span', 'title', entry.title));
  if (entry.sub) button.append(element('span', 'sub', entry.sub));
  button.onclick = () => { if (!calendar.swallow) calendar.api.setTriggerValue('chosen', entry.id); };
  if (entry.movable) {
    button.classList.add('movable');
    followPointer(calendar, button, entry);
    followKeys(calendar, button, entry);
  }
  return button;
}

function dayCell(calendar, day, entries) {
  const cell = element('li', 'day', '');
  cell.dataset.date = day.date;
  cell.dataset.label = day.label;
  for (const name of ['outside', 'today', 'weekend']) cell.classList.toggle(name, Boolean(day[name]));
  const head = element('div', 'date', '');
  head.append(element('span', 'number', day.number), element('span', 'weekday', day.weekday));
  cell.append(head, ...entries.map((entry) => entryButton(calendar, entry)));
  return cell;
}

function draw(calendar, data) {
  release(calendar);
  const focused = calendar.host.getRootNode().activeElement?.dataset?.id;
  calendar.words = data.words;
  const heads = data.weekdays.map((name) => element('div', 'head', name));
  calendar.host.querySelector('.heads').replaceChildren(...heads);
  const of = (date) => data.entries.filter((entry) => entry.date === date);
  const cells = data.weeks.flat().map((day) => dayCell(calendar, day, of(day.date)));
  calendar.host.querySelector('.days').replaceChildren(...cells);
  const again = [...calendar.host.querySelectorAll('.entry')].find((button) => button.dataset.id === focused);
  again?.focus({ preventScroll: true });
}

export default function (component) {
  const { data, parentElement } = component;
  if (!data?.weeks) return undefined;
  const host = parentElement.querySelector('.calendar');
  let calendar = calendars.get(parentElement);
  if (!calendar) {
    calendar = { host, status: host.querySelector('.status'), carried: null, aim: null };
    calendars.set(parentElement, calendar);
  }
  calendar.api = component;
  const revision = JSON.stringify(data);
  if (calendar.revision !== revision) {
    calendar.revision = revision;
    draw(calendar, data);
  }
  return () => calendars.delete(parentElement);
}
