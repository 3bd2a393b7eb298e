// Group view: boxes that were read as the same character, the least sure first.

import { $, count, element, once, percent, say, seconds, show, spoken, state } from "./stage.js";
import { ask } from "./server.js";
import { nothing } from "./review.js";

let at = 0;         // the box that has the focus
let around = null;  // the field around it: its item, where that is shown

/// Shows the boxes read as `character`, or as the one with most boxes; `words` say what came before.
export async function open(character, words = "") {
  const { carpet, waiting } = await ask("/api/carpet", { character });
  count(waiting);
  state.item = null;
  state.keys = [];
  state.carpet = carpet && carpet.boxes.length ? carpet : null;
  $("group-figure").hidden = true;
  if (!state.carpet) { nothing(words); return; }
  $("group-name").textContent = `Read as ${carpet.character}`;
  const all = carpet.waiting[carpet.character];
  $("group-count").textContent = all > carpet.boxes.length ? `${carpet.boxes.length} of ${all} boxes` : `${all} boxes`;
  $("group-others").replaceChildren(...Object.entries(carpet.waiting).sort().map(([other, boxes]) => {
    const button = element("button", { type: "button", aria: { pressed: String(other === carpet.character) } },
      `${other} `, element("span", {}, `${boxes}`));
    button.addEventListener("click", () => open(other));
    return button;
  }));
  $("carpet").replaceChildren(...carpet.boxes.map(drawn));
  carpet.boxes.forEach((_, index) => fill(index));
  say(words);
  show("group");
  step(0);
}

function drawn(box, index) {
  const button = element("button", { type: "button" },
    element("img", { src: `/picture/${box.id}/${box.box}`, alt: "" }), element("span"));
  button.addEventListener("focus", () => {
    at = index;
    if (!$("group-figure").hidden) lookAround();
  });
  return button;
}

/// Brings a box up to date.
function fill(index) {
  const [box, button] = [state.carpet.boxes[index], $("carpet").children[index]];
  const said = box.said ?? state.carpet.character;
  button.dataset.state = box.said === undefined ? "read" : box.said === "?" ? "left" : "typed";
  button.lastChild.textContent = said === "?" ? "later" : spoken(said);
  const way = box.said === undefined ? "read as" : box.said === "?" ? "left to the field view" : "typed";
  button.setAttribute("aria-label", `Box ${index + 1} of ${state.carpet.boxes.length}, ${way}`
    + `${box.said === "?" ? "" : ` ${spoken(said)}`}, ${percent(box.probability)}`);
}

function step(to) {
  const boxes = $("carpet").children;
  if (to < 0 || to >= boxes.length) return;
  at = to;
  boxes[to].focus();
}

/// Boxes in a row.
function across() {
  const boxes = [...$("carpet").children];
  const other = boxes.findIndex((box) => box.offsetTop !== boxes[0].offsetTop);
  return other < 0 ? boxes.length : other;
}

function correct(character) {
  state.keys.push({ at, said: state.carpet.boxes[at].said });
  state.carpet.boxes[at].said = character;
  fill(at);
  step(Math.min(at + 1, state.carpet.boxes.length - 1));
}

/// Takes back the last key.
export function undoKey() {
  const last = state.keys.pop();
  state.carpet.boxes[last.at].said = last.said;
  fill(last.at);
  step(last.at);
}

function answer() {
  return once(async () => {
    const { carpet } = state;
    const outcome = await ask("/api/carpet/answer", {
      seconds: seconds(),
      boxes: carpet.boxes.map((box) => ({ id: box.id, box: box.box, character: box.said ?? carpet.character })),
    });
    const gone = outcome.gone ? ` ${outcome.gone} were not: somebody else has their fields.` : "";
    await open(null, `${outcome.saved} boxes saved, ${outcome.fieldsDecided} fields decided by them.${gone}`);
  });
}

function otherGroup(by) {
  const all = Object.keys(state.carpet.waiting).sort();
  const place = all.indexOf(state.carpet.character) + by;
  return once(() => open(all[(place + all.length) % all.length]));
}

/// Shows the field around the box, with its place in it.
async function lookAround() {
  const box = state.carpet.boxes[at];
  if (!around || around.id !== box.id) around = (await ask("/api/open", { id: box.id })).item;
  if (!around || state.carpet.boxes[at] !== box) return;
  $("group-picture").src = `/picture/${box.id}`;
  $("group-picture").alt = `${around.field} of ${around.document}, page ${around.page}`;
  const cell = around.cells[box.box];
  $("group-marker").hidden = !cell || !cell.place;
  if (cell && cell.place) {
    Object.assign($("group-marker").style, { left: `${cell.place[0] * 100}%`, width: `${cell.place[1] * 100}%` });
  }
}

function toggleAround() {
  $("group-figure").hidden = !$("group-figure").hidden;
  if (!$("group-figure").hidden) lookAround();
}

export function key(name) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across(), ArrowDown: across() };
  if (/^[0-9a-z]$/i.test(name)) correct(name.toUpperCase());
  else if (name === "Delete" || name === "-" || name === "_") correct("_");
  else if (name === " ") correct("?");
  else if (name in steps) step(at + steps[name]);
  else if (name === "Home") step(0);
  else if (name === "End") step(state.carpet.boxes.length - 1);
  else if (name === "Enter") answer();
  else if (name === "F2") toggleAround();
  else if (name === "PageDown") otherGroup(1);
  else if (name === "PageUp") otherGroup(-1);
  else return false;
  return true;
}

$("group-save").addEventListener("click", answer);
$("group-leave").addEventListener("click", () => correct("?"));
$("group-place").addEventListener("click", toggleAround);
