"use strict";

const $ = (id) => document.getElementById(id);
const views = ["field", "group", "page"];
const faults = {
  checksum: "the checksum fails", length: "it has the wrong length", format: "it is not of this format",
  component: "a part of it does not exist", "not-in-list": "it is not in the list", "blank-box": "a box is empty",
};
const why = {
  "low-confidence": "not sure enough", ambiguous: "another value is nearly as likely", checksum: "the checksum fails",
  format: "not of this format", repaired: "the format decided a character", "not-in-list": "not in the list",
  "blank-box": "a box is empty", "stray-ink": "ink outside the characters", "not-a-character": "something is no character",
  registration: "the page was not recognised", "duplicate-value": "the value stands elsewhere too",
  disagrees: "the machine reads something else", sampled: "drawn for a look",
};

let view = "field";
let item = null;      // the field or page in view
let cells = [];       // of the field: { character, mustType, typed, … }
let at = 0;           // the cell, or the box of the carpet, that has the focus
let keys = [];        // what can be taken back without the server
let insists = false;  // the value failed, Enter saves it all the same
let carpet = null;
let since = 0;        // when the item was shown, ms
let busy = false;

async function ask(path, body) {
  const response = await fetch(path, body === undefined
    ? { headers: { Accept: "application/json" } }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

function say(text) { $("say").textContent = text; }
function seconds() { return Math.round((performance.now() - since) / 100) / 10; }
function percent(p) { return p == null ? "" : `${Math.floor(p * 1000) / 10} %`; }

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Views

function show(name) {
  for (const other of views) {
    $(other).hidden = other !== name;
    document.querySelector(`[data-view="${other}"]`).setAttribute("aria-pressed", String(other === view));
  }
  $("nothing").hidden = name !== null;
  since = performance.now();
}

async function turn(to) {
  say("");
  view = to;
  keys = [];
  await next();
}

async function next() {
  if (view === "group") return nextCarpet(carpet ? carpet.character : null);
  const answer = await ask("/api/next", { pages: view === "page" });
  count(answer.waiting);
  take(answer.item);
}

function count(waiting) { $("who").textContent = `${who}, ${waiting} waiting`; }

function take(given) {
  item = given;
  insists = false;
  keys = [];
  if (!given) { show(null); return; }
  if (given.kind === "page") { view = "page"; return showPage(); }
  view = "field";
  showField();
}

// Field view

function showField() {
  show("field");
  cells = item.cells.map((cell) => ({ ...cell, typed: false }));
  if (item.isOpen && cells.length === 0) cells.push(emptyCell());
  $("field-name").textContent = `${item.field} (${item.type}), ${item.document}, page ${item.page}`;
  const reasons = item.reasons.map((reason) => why[reason] || reason).join("; ");
  $("field-why").textContent = (item.isBlind ? "Key all of it: the reading is hidden." : reasons)
    + (item.note ? ` Note: ${item.note}` : "") + (item.value != null ? ` Now: ${item.value || item.status}.` : "");
  $("field-picture").src = `/picture/${item.id}`;
  $("field-picture").alt = `The field ${item.field} as it stands on the paper`;
  draw();
  move(firstDoubt(-1));
}

function emptyCell() {
  return { character: "", probability: null, alternatives: [], mustType: true, hasPicture: false, typed: false };
}

function draw() {
  $("cells").replaceChildren(...cells.map((cell, index) => {
    const open = cell.mustType && !cell.typed;
    const box = element("div", { className: `cell${open ? " doubt" : ""}${cell.typed ? " typed" : ""}` });
    if (cell.hasPicture) box.append(element("img", { src: `/picture/${item.id}/${cell.from ?? index}`, alt: "" }));
    const shown = cell.character === "_" ? "" : cell.character;
    const input = element("input", { value: shown, readOnly: true });
    input.setAttribute("aria-label", label(cell, index));
    input.addEventListener("focus", () => { at = index; mark(); });
    const others = cell.typed ? [] : cell.alternatives.slice(1).filter((other) => other.probability >= 0.001);
    box.append(input, element("small", {},
      [percent(cell.probability), ...others.map((other) => `${other.character} ${percent(other.probability)}`)]
        .filter(Boolean).slice(0, 2).join("\n")));
    return box;
  }));
}

function label(cell, index) {
  const parts = [`Character ${index + 1} of ${cells.length}`];
  if (cell.typed) parts.push(`typed ${cell.character === "_" ? "empty" : cell.character}`);
  else if (cell.character) {
    parts.push(`read as ${cell.character === "_" ? "empty" : cell.character}`);
    if (cell.probability != null) parts.push(percent(cell.probability));
  }
  if (cell.mustType && !cell.typed) parts.push("must be typed");
  return parts.join(", ");
}

function mark() {
  const cell = cells[at];
  $("field-marker").hidden = !cell || !cell.place;
  if (!cell || !cell.place) return;
  $("field-marker").style.left = `${cell.place[0] * 100}%`;
  $("field-marker").style.width = `${cell.place[1] * 100}%`;
}

function firstDoubt(after) {
  const found = cells.findIndex((cell, index) => index > after && cell.mustType && !cell.typed);
  return found >= 0 ? found : cells.findIndex((cell) => cell.mustType && !cell.typed);
}

function move(to) {
  if (to < 0 || to >= cells.length) { $("save").focus(); return; }
  at = to;
  $("cells").querySelectorAll("input")[to].focus();
}

function type(character) {
  const afterLast = item.isOpen && item.isBlind && at === cells.length - 1;
  keys.push({ at, cells: cells.map((cell) => ({ ...cell })) });
  cells[at] = { ...cells[at], character, typed: true };
  if (afterLast) cells.push(emptyCell());
  changed(afterLast ? at + 1 : firstDoubt(at));
}

function changed(to) {
  insists = false;
  draw();
  move(to);
  check();
}

function keyed() {
  // The empty cell at the end of what is keyed freely is no character.
  const kept = item.isOpen && item.isBlind && cells.length && cells[cells.length - 1].character === ""
    ? cells.slice(0, -1) : cells;
  return kept;
}

async function check() {
  const current = item;
  const typed = keyed();
  if (typed.length === 0 || typed.some((cell) => cell.character === "" || cell.character === "?")) { say(""); return; }
  const answer = await ask("/api/check", { id: item.id, cells: typed.map((cell) => cell.character) });
  if (item === current && !insists) say(answer.fault ? faults[answer.fault] || answer.fault : "");
}

function remove() {
  keys.push({ at, cells: cells.map((cell) => ({ ...cell })) });
  if (item.isOpen) {
    cells.splice(at, 1);
    if (cells.length === 0) cells.push(emptyCell());
    changed(Math.min(at, cells.length - 1));
  } else {
    cells[at] = { ...cells[at], character: "_", typed: true };
    changed(firstDoubt(at));
  }
}

function insert() {
  if (!item.isOpen) return;
  keys.push({ at, cells: cells.map((cell) => ({ ...cell })) });
  cells.forEach((cell, index) => { cell.from = cell.from ?? index; });
  cells.splice(at, 0, emptyCell());
  changed(at);
}

async function answerField(action, note) {
  if (busy) return;
  const typed = keyed();
  if (action === "save") {
    const missing = typed.findIndex((cell) => cell.character === "" || (cell.mustType && !cell.typed));
    if (missing >= 0) { say("This character must be typed."); move(missing); return; }
  }
  busy = true;
  try {
    const outcome = await ask("/api/answer", {
      id: item.id, action, insists, note: note || "", seconds: seconds(), cells: typed.map((cell) => cell.character),
      typed: typed.flatMap((cell, index) => (cell.typed ? [index] : [])),
    });
    if (outcome.outcome === "fails") {
      insists = true;
      say(`Not saved: ${faults[outcome.fault] || outcome.fault}. Enter again saves it as it stands on the paper.`);
      return;
    }
    if (outcome.outcome === "mustType") { say("This character must be typed."); move(outcome.cells[0]); return; }
    say({ gone: "Somebody else has decided this.", saved: outcome.agrees === false ? "Saved; the machine read something else."
      : "Saved." }[outcome.outcome]);
    await next();
  } finally { busy = false; }
}

async function undo() {
  if (busy) return;
  if (keys.length) {
    const last = keys.pop();
    if (view === "group") { Object.assign(carpet, { boxes: last.boxes }); drawCarpet(); step(last.at); return; }
    cells = last.cells;
    changed(last.at);
    return;
  }
  busy = true;
  try {
    const answer = await ask("/api/undo", { leaving: item ? item.id : null });
    count(answer.waiting);
    if (!answer.undone) { say("There is nothing to take back."); return; }
    if (view === "group") { say("Taken back."); await nextCarpet(carpet ? carpet.character : null); return; }
    take(answer.item);
    say("Taken back.");
  } finally { busy = false; }
}

// The field on its page

function openScan() {
  const dialog = $("scan");
  const picture = $("scan-picture");
  $("scan-marker").hidden = true;
  picture.onload = () => {
    zoom = Math.max(0.2, Math.min(1, ($("scan-window").clientWidth - 20) / picture.naturalWidth));
    scale();
    const place = item && item.place;
    if (place) $("scan-window").scrollTo((place[0] - 100) * zoom, (place[1] - 200) * zoom);
  };
  picture.onerror = () => { dialog.close(); say("The scan is not there any more."); };
  picture.src = `/page/${item.id}`;
  dialog.showModal();
  $("scan-window").focus();
}

let zoom = 1;
function scale() {
  const picture = $("scan-picture");
  picture.style.width = `${picture.naturalWidth * zoom}px`;
  const place = item && item.place;
  $("scan-marker").hidden = !place;
  if (!place) return;
  const marker = $("scan-marker").style;
  [marker.left, marker.top, marker.width, marker.height] = place.map((length) => `${length * zoom}px`);
}

// Group view

async function nextCarpet(character) {
  carpet = null;
  const answer = await ask("/api/carpet", { character });
  count(answer.waiting);
  item = null;
  keys = [];
  carpet = answer.carpet;
  $("group-figure").hidden = true;
  if (!carpet || carpet.boxes.length === 0) { carpet = null; show(null); return; }
  show("group");
  $("group-name").textContent = `Read as ${carpet.character}: ${carpet.boxes.length} of ${carpet.waiting[carpet.character]}`;
  $("group-others").textContent = "Others: " + (Object.entries(carpet.waiting).sort()
    .filter(([other]) => other !== carpet.character).map(([other, n]) => `${other} (${n})`).join(", ") || "none");
  drawCarpet();
  step(0);
}

function drawCarpet() {
  $("carpet").replaceChildren(...carpet.boxes.map((box, index) => {
    const said = box.said ?? carpet.character;
    const button = element("button", { type: "button", className: box.said ? "changed" : "" },
      element("img", { src: `/picture/${box.id}/${box.box}`, alt: "" }), said === "_" ? "empty" : said);
    button.setAttribute("aria-label",
      `Box ${index + 1} of ${carpet.boxes.length}, ${box.said ? "typed" : "read as"} ${said}, ${percent(box.probability)}`);
    button.addEventListener("focus", () => { at = index; });
    return button;
  }));
}

function step(to) {
  const buttons = $("carpet").querySelectorAll("button");
  if (to < 0 || to >= buttons.length) return;
  at = to;
  buttons[to].focus();
}

function across() {
  const buttons = [...$("carpet").querySelectorAll("button")];
  const other = buttons.findIndex((button) => button.offsetTop !== buttons[0].offsetTop);
  return other < 0 ? buttons.length : other;
}

function correct(character) {
  keys.push({ at, boxes: carpet.boxes.map((box) => ({ ...box })) });
  carpet.boxes[at].said = character;
  drawCarpet();
  step(Math.min(at + 1, carpet.boxes.length - 1));
}

async function answerCarpet() {
  if (busy) return;
  busy = true;
  try {
    const outcome = await ask("/api/carpet/answer", {
      seconds: seconds(),
      boxes: carpet.boxes.map((box) => ({ id: box.id, box: box.box, character: box.said ?? carpet.character })),
    });
    say(`${outcome.saved} boxes saved, ${outcome.fieldsDecided} fields decided by them.`);
    await nextCarpet(null);
  } finally { busy = false; }
}

function otherGroup(by) {
  const all = Object.keys(carpet.waiting).sort();
  const place = all.indexOf(carpet.character) + by;
  nextCarpet(all[(place + all.length) % all.length]);
}

function showAround() {
  const figure = $("group-figure");
  figure.hidden = !figure.hidden;
  if (!figure.hidden) $("group-picture").src = `/picture/${carpet.boxes[at].id}`;
}

// Page view

function showPage() {
  show("page");
  $("page-name").textContent = `${item.document}, page ${item.page}`;
  $("page-why").textContent = item.message + (item.note ? ` Note: ${item.note}` : "");
  $("page-picture").hidden = !item.hasPicture;
  if (item.hasPicture) $("page-picture").src = `/picture/${item.id}`;
  const actions = item.forms.slice(0, 9).map((form, index) => [`${index + 1}`, `It is ${form}`, () => answerPage("form", form)]);
  actions.push(["r", "Scan it again", () => answerPage("rescan")], ["n", "Not a form", () => answerPage("notAForm")],
    ["?", "Put aside", askNote], ["Backspace", "Undo", undo], ["F2", "Enlarge", openScan]);
  $("page-actions").replaceChildren(...actions.map(([key, words, act]) => {
    const button = element("button", { type: "button" }, `${words} `, element("kbd", {}, key));
    button.addEventListener("click", act);
    return button;
  }));
  $("page-actions").querySelector("button").focus();
}

async function answerPage(action, form, note) {
  if (busy) return;
  busy = true;
  try {
    const outcome = await ask("/api/page", { id: item.id, action, form: form || null, note: note || "", seconds: seconds() });
    say(outcome.outcome === "saved" ? "Saved." : "Somebody else has decided this.");
    await next();
  } finally { busy = false; }
}

// Dialogs

function askNote() {
  $("note-text").value = "";
  $("note").returnValue = "";
  $("note").showModal();
  $("note-text").focus();
}

$("note").querySelector("form").addEventListener("submit", () => {
  const note = $("note-text").value;
  if (item.kind === "page") answerPage("aside", null, note); else answerField("aside", note);
});

async function find() {
  const text = $("find-text").value.trim();
  if (!text) return;
  const found = await ask(`/api/find?text=${encodeURIComponent(text)}`);
  $("found").replaceChildren(...(found.length ? found.map((document) => element("section", {},
    element("h3", {}, document.document),
    element("ul", {}, ...document.fields.map((field) => {
      const button = element("button", { type: "button" },
        `Page ${field.page}, ${field.field}: ${field.value || "no value"} (${field.status})`);
      button.addEventListener("click", async () => {
        $("find").close();
        const answer = await ask("/api/open", { id: field.id });
        if (answer.item) take(answer.item); else say("Somebody else has this field.");
      });
      return element("li", {}, button);
    })))) : [element("p", {}, "No document has such a name.")]));
}

$("find-form").addEventListener("submit", (event) => { event.preventDefault(); find(); });

async function summarise() {
  const s = await ask("/api/summary");
  const share = (n, all) => (all ? `${n} of ${all}` : "none yet");
  const rows = [
    ["Waiting", s.waiting], ["Decided", s.decisions],
    ["Decisions an hour", s.decisionsPerHour == null ? "none yet" : Math.round(s.decisionsPerHour)],
    ["Keyed unseen, the same as read", share(s.hiddenAgreeing, s.hidden)],
    ["Audited", s.audited ? `${s.audited} audited, ${s.auditedWrong} wrong, error ≤ ${percent(s.errorBound)} (95 %)` : "none yet"],
    ["To show", `${s.auditsMissing} more without an error show ${s.fieldError * 100} %`],
    ...Object.entries(s.reviewers).map(([name, n]) => [name, `${n} decided`]),
  ];
  $("summary-list").replaceChildren(...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
  $("summary").showModal();
}

// Keys

const isCharacter = (key) => /^[0-9a-z]$/i.test(key);

function fieldKey(event) {
  const key = event.key;
  if (isCharacter(key)) type(key.toUpperCase());
  else if (key === "Enter") answerField("save");
  else if (key === " ") answerField("illegible");
  else if (key === "?") askNote();
  else if (key === "ArrowLeft") move(Math.max(0, at - 1));
  else if (key === "ArrowRight") move(Math.min(cells.length - 1, at + 1));
  else if (key === "Home") move(0);
  else if (key === "End") move(cells.length - 1);
  else if (key === "Delete" || key === "-" || key === "_") remove();
  else if (key === "Insert") insert();
  else if (key === "F2") openScan();
  else return false;
  return true;
}

function groupKey(event) {
  const key = event.key;
  const keysOf = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across(), ArrowDown: across() };
  if (isCharacter(key)) correct(key.toUpperCase());
  else if (key === "Delete" || key === "-" || key === "_") correct("_");
  else if (key in keysOf) step(at + keysOf[key]);
  else if (key === "Enter") answerCarpet();
  else if (key === "F2") showAround();
  else if (key === "PageDown") otherGroup(1);
  else if (key === "PageUp") otherGroup(-1);
  else return false;
  return true;
}

function pageKey(event) {
  const key = event.key.toLowerCase();
  if (key === "r") answerPage("rescan");
  else if (key === "n") answerPage("notAForm");
  else if (key === "f2") openScan();
  else if (key === "?") askNote();
  else if (/^[1-9]$/.test(key) && item.forms[key - 1]) answerPage("form", item.forms[key - 1]);
  else return false;
  return true;
}

function scanKey(event) {
  if (event.key === "+" || event.key === "=") zoom *= 1.25;
  else if (event.key === "-") zoom /= 1.25;
  else if (event.key === "F2") $("scan").close();
  else return false;
  scale();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) { if (dialog.id === "scan" && scanKey(event)) event.preventDefault(); return; }
  if (event.ctrlKey) {
    if (event.key.toLowerCase() === "z") { event.preventDefault(); undo(); }
    return;
  }
  // A button that was reached with Tab is pressed as buttons are.
  const isButton = event.target.closest("nav, .actions") && (event.key === "Enter" || event.key === " ");
  if (isButton && event.target.id !== "save") return;
  let isDone = true;
  if (event.key === "Backspace") undo();
  else if (event.key === "F1") $("help").showModal();
  else if (event.key === "F4") turn(views[(views.indexOf(view) + 1) % views.length]);
  else if (event.key === "/") { $("find").showModal(); $("find-text").focus(); }
  else if (view === "group" && carpet) isDone = groupKey(event);
  else if (item && item.kind === "page") isDone = pageKey(event);
  else if (item) isDone = fieldKey(event);
  else isDone = false;
  if (isDone) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => turn(button.dataset.view));
}
$("save").addEventListener("click", () => answerField("save"));
$("illegible").addEventListener("click", () => answerField("illegible"));
$("aside").addEventListener("click", askNote);
$("undo").addEventListener("click", undo);
$("place").addEventListener("click", openScan);
$("group-save").addEventListener("click", answerCarpet);
$("group-undo").addEventListener("click", undo);
$("group-place").addEventListener("click", showAround);
$("find-open").addEventListener("click", () => { $("find").showModal(); $("find-text").focus(); });
$("summary-open").addEventListener("click", summarise);
$("help-open").addEventListener("click", () => $("help").showModal());
window.addEventListener("unhandledrejection", (event) => { say(`Not saved: ${event.reason.message || event.reason}`); });

let who = "";
(async () => {
  const session = await ask("/api/session");
  who = session.reviewer;
  count(session.waiting);
  // A sign of life keeps what is in view from others.
  setInterval(() => { if (item) ask("/api/renew", { id: item.id }).catch(() => {}); }, 40000);
  await next();
  if (!item && session.pages) await turn("page");
})();
