// Field view: the field's picture, and a cell for each of its characters.

import { $, element, faults, loaded, once, percent, reasons, say, seconds, show, spoken, state } from "./stage.js";
import { ask } from "./server.js";
import { askNote, openScan } from "./dialogs.js";
import { next } from "./review.js";

let cells = [];       // { character, mustType, typed, … }
let at = 0;           // the cell that has, or had, the focus
let insists = false;  // the value failed: Enter saves it all the same
let checks = 0;       // the last one asked for

/// Shows the field `item` once its pictures are there.
export async function open(item) {
  const [picture, strip] = await Promise.all([
    loaded(`/picture/${item.id}`), item.cells.some((cell) => cell.hasPicture) ? loaded(`/strip/${item.id}`) : null,
  ]);
  insists = false;
  cells = item.cells.map((cell, index) => ({ ...cell, from: index, typed: false }));
  if (item.isOpen && cells.length === 0) cells.push(emptyCell());
  describe(item);
  $("field-picture").src = picture ? picture.src : "";
  $("field-picture").alt = `The field ${item.field} as it stands on the paper`;
  $("sheet").dataset.view = item.view;
  $("sheet").style.setProperty("--ratio", picture ? picture.naturalWidth / picture.naturalHeight : 6);
  $("cells").style.setProperty("--strip", strip ? `url("${strip.src}")` : "none");
  $("cells").setAttribute("aria-label", `Characters of ${item.field}`);
  show("field");
  draw();
  lookAtPage();
  move(doubtful(-1));
}

function describe(item) {
  $("field-name").textContent = item.field;
  $("field-where").textContent = `${item.type} · ${item.document} · page ${item.page}`;
  const parts = item.isBlind ? ["The reading is hidden: key all of it"]
    : [item.reasons.map((reason) => reasons[reason] || reason).join(", ")];
  if (item.note) parts.push(`Note: ${item.note}`);
  if (item.value != null) parts.push(`${item.status}${item.value ? ` as ${item.value}` : ""}`);
  $("field-why").textContent = parts.filter(Boolean).join(" · ");
}

function emptyCell() {
  return { character: "", probability: null, alternatives: [], mustType: true, hasPicture: false, typed: false };
}

// Cells

function draw() {
  const drawn = cells.map((cell, index) => {
    const box = element("div", { className: "cell" },
      element("span", { className: "glyph" }),
      element("input", { readOnly: true, inputMode: "none" }),
      element("small"));
    box.querySelector("input").addEventListener("focus", () => { at = index; mark(); });
    return box;
  });
  $("cells").replaceChildren(...drawn);
  cells.forEach((_, index) => fill(index));
  align();
  note();
}

/// Brings a cell up to date.
function fill(index) {
  const [cell, box] = [cells[index], $("cells").children[index]];
  const isBlind = state.item.isBlind;
  const isOpen = cell.mustType && !cell.typed;
  box.dataset.state = cell.typed ? "typed" : isOpen ? (isBlind ? "hidden" : "doubt") : "sure";
  const glyph = box.querySelector(".glyph");
  glyph.classList.toggle("none", !cell.hasPicture);
  const pictures = state.item.cells.length;
  glyph.style.backgroundSize = `${pictures * 100}% 100%`;
  glyph.style.backgroundPosition = `${pictures > 1 ? (cell.from / (pictures - 1)) * 100 : 0}% 0`;
  const input = box.querySelector("input");
  input.value = cell.character === "_" ? "" : cell.character;
  input.setAttribute("aria-label", label(cell, index));
  box.querySelector("small").replaceChildren(...hints(cell, isOpen && !isBlind));
}

/// What stands under a cell.
function hints(cell, isOpen) {
  if (cell.typed) return [cell.character === "_" ? "empty" : "typed"];
  const lines = isOpen ? [element("b", {}, "type")] : [];
  if (cell.probability != null) lines.push(element("span", {}, percent(cell.probability)));
  const others = cell.alternatives.filter((other) => other.character !== cell.character && other.probability >= 0.001);
  if (isOpen) {
    for (const other of others.slice(0, 2)) {
      const share = other.probability < 0.01 ? "<1" : Math.floor(other.probability * 100);
      lines.push(element("span", {}, `${other.character === "_" ? "empty" : other.character} ${share} %`));
    }
  }
  return lines;
}

function label(cell, index) {
  const parts = [`${index + 1} of ${cells.length}`];
  if (cell.typed) parts.push(`typed ${spoken(cell.character)}`);
  else if (cell.character) {
    parts.push(`read as ${spoken(cell.character)}`);
    if (cell.probability != null) parts.push(percent(cell.probability));
  }
  if (cell.mustType && !cell.typed) parts.push("type it");
  return parts.join(", ");
}

/// The least width of a cell under its box, rem.
const narrowest = 2.6;

/// Puts the cells under their boxes, where there is room.
function align() {
  const width = $("sheet").clientWidth / parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isAligned = cells.length > 0 && cells.every((cell) => cell.place && cell.place[1] * width >= narrowest);
  $("cells").classList.toggle("aligned", isAligned);
  let end = 0;
  cells.forEach((cell, index) => {
    const style = $("cells").children[index].style;
    style.marginLeft = isAligned ? `${(cell.place[0] - end) * 100}%` : "";
    style.width = isAligned ? `${cell.place[1] * 100}%` : "";
    if (isAligned) end = cell.place[0] + cell.place[1];
  });
}

new ResizeObserver(() => { if (state.item && state.view === "field") align(); }).observe($("sheet"));

/// Shows in the picture which character it is about.
function mark() {
  const { item } = state;
  const place = item.view === "page" ? item.expected : cells[at] && cells[at].place;
  $("field-marker").hidden = !place;
  if (!place) return;
  const [left, top, width, height] = item.view === "page" ? place : [place[0], 0, place[1], 1];
  Object.assign($("field-marker").style, {
    left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%`,
  });
}

/// Moves a page that was not recognised to where the field should lie.
function lookAtPage() {
  const { item } = state;
  const paper = $("field-paper");
  paper.scrollTo(0, 0);
  if (item.view !== "page" || !item.expected) return;
  const [width, height] = [paper.scrollWidth, paper.scrollHeight];
  paper.scrollTo(
    (item.expected[0] + item.expected[2] / 2) * width - paper.clientWidth / 2,
    (item.expected[1] + item.expected[3] / 2) * height - paper.clientHeight / 2);
}

// Keys

/// The next cell after `after` that must be typed, else the first; −1 where all are.
function doubtful(after) {
  const found = cells.findIndex((cell, index) => index > after && cell.mustType && !cell.typed);
  return found >= 0 ? found : cells.findIndex((cell) => cell.mustType && !cell.typed);
}

/// Gives a cell the focus; −1 where all is typed that must be.
function move(to) {
  if (to < 0) $("cells").focus({ preventScroll: true });
  else $("cells").querySelectorAll("input")[to].focus();
}

/// Whether all is typed that must be.
function isReady() {
  const typed = keyed();
  return typed.length > 0 && typed.every((cell) => cell.character !== "" && (!cell.mustType || cell.typed));
}

function note() { $("save").classList.toggle("ready", isReady()); }

function remember() { state.keys.push({ at, cells: cells.map((cell) => ({ ...cell })) }); }

function type(character) {
  if (document.activeElement === $("cells")) { say("Enter saves; ← → choose a character."); return; }
  const isLast = state.item.isOpen && state.item.isBlind && at === cells.length - 1;
  remember();
  cells[at] = { ...cells[at], character, typed: true };
  if (isLast) { cells.push(emptyCell()); draw(); } else fill(at);
  typedOn(isLast ? at + 1 : doubtful(at));
}

function remove() {
  remember();
  if (state.item.isOpen) {
    cells.splice(at, 1);
    if (cells.length === 0) cells.push(emptyCell());
    draw();
    typedOn(Math.min(at, cells.length - 1));
  } else {
    cells[at] = { ...cells[at], character: "_", typed: true };
    fill(at);
    typedOn(doubtful(at));
  }
}

function insert() {
  if (!state.item.isOpen) return;
  remember();
  cells.splice(at, 0, emptyCell());
  draw();
  typedOn(at);
}

function changed(to) {
  insists = false;
  note();
  move(to);
}

/// Whether what was typed is what the machine had read: two have seen the same, nothing is left to be confirmed.
/// Not where more is in doubt than characters, nor where saving at once would tell what is hidden.
function agrees() {
  const { item } = state;
  return isReady() && !item.isBlind && !item.isOpen && item.value == null && !item.note
    && !item.reasons.includes("duplicate-value")
    && cells.every((cell) => !cell.typed || cell.character === item.cells[cell.from].character);
}

/// Goes on after a key was typed.
function typedOn(to) {
  changed(to);
  if (agrees()) answer("save", "", true); else check();
}

/// Takes back the last key.
export function undoKey() {
  const last = state.keys.pop();
  cells = last.cells;
  draw();
  changed(last.at);
  check();
}

export function key(name) {
  if (/^[0-9a-z]$/i.test(name)) type(name.toUpperCase());
  else if (name === "Enter") answer("save");
  else if (name === " ") answer("illegible");
  else if (name === "?") askNote();
  else if (name === "ArrowLeft") move(Math.max(0, at - 1));
  else if (name === "ArrowRight") move(Math.min(cells.length - 1, at + 1));
  else if (name === "Home") move(0);
  else if (name === "End") move(cells.length - 1);
  else if (name === "Delete" || name === "-" || name === "_") remove();
  else if (name === "Insert") insert();
  else if (name === "F2") openScan(state.item);
  else if (name === "PageDown" || name === "PageUp") $("field-paper").scrollBy(0, name === "PageDown" ? 120 : -120);
  else return false;
  return true;
}

// Answers

/// What is keyed; the empty cell at the end of what is keyed freely is no character.
function keyed() {
  const { isOpen, isBlind } = state.item;
  return isOpen && isBlind && cells.length && cells[cells.length - 1].character === "" ? cells.slice(0, -1) : cells;
}

/// Says what is wrong with what is keyed so far.
async function check() {
  const number = ++checks;
  const { item } = state;
  const typed = keyed();
  if (typed.length === 0 || typed.some((cell) => cell.character === "" || cell.character === "?")) { say(""); return; }
  const { fault } = await ask("/api/check", { id: item.id, cells: typed.map((cell) => cell.character) });
  if (state.item !== item || insists || number !== checks) return;
  say(fault ? `Does not fit: ${faults[fault] || fault}.` : isReady() ? "Enter saves." : "");
}

/// Sends what is to be said of the field, and goes on to the next; by itself where nothing is left to be confirmed.
export function answer(action, noted, isByItself = false) {
  return once(async () => {
    const { item } = state;
    const typed = keyed();
    if (action === "save") {
      const missing = typed.findIndex((cell) => cell.character === "" || (cell.mustType && !cell.typed));
      if (missing >= 0) { say("This character must be typed."); move(missing); return; }
    }
    performance.mark("answer");
    const outcome = await ask("/api/answer", {
      id: item.id, version: item.version, action, insists, note: noted || "", seconds: seconds(),
      cells: typed.map((cell) => cell.character),
      typed: typed.flatMap((cell, index) => (cell.typed ? [index] : [])),
    });
    if (outcome.outcome === "fails" && isByItself) say(`Does not fit: ${faults[outcome.fault] || outcome.fault}.`);
    else if (outcome.outcome === "fails") {
      insists = true;
      say(`Not saved: ${faults[outcome.fault] || outcome.fault}. Enter again saves it as it stands on the paper.`);
    } else if (outcome.outcome === "mustType") {
      say("This character must be typed.");
      move(outcome.cells[0]);
    } else await next(outcomeWords(outcome, item, isByItself));
  });
}

function outcomeWords(outcome, item, isByItself) {
  if (outcome.outcome === "gone") return `Not saved: somebody else has decided ${item.field}.`;
  if (outcome.agrees === false) return "Saved; the machine read something else. Backspace looks again.";
  return isByItself ? "Saved as read and typed. Backspace looks again." : "Saved.";
}

$("save").addEventListener("click", () => answer("save"));
$("illegible").addEventListener("click", () => answer("illegible"));
$("aside").addEventListener("click", askNote);
$("place").addEventListener("click", () => openScan(state.item));
