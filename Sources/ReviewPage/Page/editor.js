// The form editor: a template, drawn over the scan of its form. The page says nothing is right or wrong by itself:
// every change is checked by the program that will read the form.

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

// What is edited: the template as its file has it, so that keys the page knows nothing of stay.
let form = null;
let scale = 6;          // pixels of the picture to a millimetre
let chosen = -1;        // index of the field that is chosen; -1 for none
let tool = "select";
let past = [];          // texts of the template before each change
let future = [];
let saved = "";         // what the file holds, as this page writes it
let held = null;        // the same to the letter; null for no file
let problems = [];
let lastMerge = null;   // changes of one kind in a row are one step of undo

const optionsOf = {     // of the types, beside those that all have
  iban: ["country"], postcode: ["country", "length"], betalingskenmerk: ["length"], text: ["length"],
  date: ["format"], number: ["length", "min", "max", "check"], rf: [], bsn: [], housenumber: [], amount: [],
};
const words = {
  format: ["", "DDMMYYYY", "DDMMYY", "MMDDYYYY", "YYYYMMDD"], check: ["", "luhn", "mod11", "mod97"],
  charset: ["", "digits", "letters", "alnum"], style: ["", "comb"],
};
const names = { groupGap: "group gap", doubleKey: "keyed twice" };

// The server

async function ask(path, text) {
  let response;
  try {
    response = await fetch(path, text === undefined ? {} : { method: "POST", body: text });
  } catch {
    throw new Error("no answer; is cijfer forms edit still running?");
  }
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

let checking = 0;
function check() {
  const turn = ++checking;
  clearTimeout(check.timer);
  check.timer = setTimeout(async () => {
    try {
      const answer = await ask("/api/check", text());
      if (turn === checking) show(answer.problems);
    } catch (error) {
      say(error.message);
    }
  }, 150);
}

async function save() {
  const written = text();
  try {
    const answer = await ask("/api/save", JSON.stringify({ text: written, known: held }));
    show(answer.problems);
    if (answer.saved) saved = held = written;
    if (answer.present !== undefined) {
      held = answer.present || null;
      say("Not saved: the file has changed since it was opened; save again to replace it");
    } else {
      say(answer.saved ? "Saved" : "Not saved: see the problems");
    }
  } catch (error) {
    say(error.message);
  }
  mark();
}

function say(words) { $("say").textContent = words; }

// The template as text: a field a line

function text() {
  const spaced = (value) => {
    if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{ ${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`).join(", ")} }`;
  };
  const lines = Object.entries(form).map(([key, value]) => key === "fields"
    ? `  "fields": [\n${value.map((field) => "    " + spaced(field)).join(",\n")}\n  ]`
    : `  ${JSON.stringify(key)}: ${spaced(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

// Changes

function change(work, merge = null) {
  const before = text();
  work();
  const after = text();
  if (after !== before) {
    if (merge === null || merge !== lastMerge) past.push(before);
    future = [];
    say("");
  }
  lastMerge = merge;
  draw();
  check();
}

function step(from, to, nothing) {
  if (!from.length) return say(nothing);
  to.push(text());
  form = JSON.parse(from.pop());
  chosen = Math.min(chosen, form.fields.length - 1);
  lastMerge = null;
  draw();
  check();
}
const undo = () => step(past, future, "There is nothing to undo");
const redo = () => step(future, past, "There is nothing to redo");

const hundredths = (length) => Math.round(length * 100) / 100;
const place = (field) => field.boxes || field.area;

function move(dx, dy, merge) {
  change(() => {
    const at = place(form.fields[chosen]);
    at.x = Math.max(0, hundredths(at.x + dx));
    at.y = Math.max(0, hundredths(at.y + dy));
  }, merge);
}

function freshName(base) {
  for (let number = 1; ; number += 1) {
    if (!form.fields.some((field) => field.name === base + number)) return base + number;
  }
}

/// A new field in a rectangle of mm; boxes like those of the row that was chosen last.
function add(kind, x, y, width, height) {
  const like = form.fields[chosen]?.boxes || form.fields.findLast((field) => field.boxes)?.boxes;
  change(() => {
    const corner = { x: hundredths(x), y: hundredths(y) };
    const high = hundredths(height);
    if (kind === "area") {
      form.fields.push({ name: freshName("area"), type: "number", area: { ...corner, width: hundredths(width), height: high } });
    } else {
      const wide = like && like.width < width * 1.5 ? like.width : Math.min(5, hundredths(width));
      const pitch = like && like.width === wide ? like.pitch ?? wide : hundredths(wide * 1.1);
      const count = Math.min(200, Math.max(1, Math.round((width - wide) / pitch) + 1));
      form.fields.push({ name: freshName("row"), type: "number", boxes: { ...corner, width: wide, height: high, pitch, count } });
    }
    chosen = form.fields.length - 1;
  });
  use("select");
  focusField(chosen);
}

function remove() {
  if (chosen < 0) return;
  change(() => { form.fields.splice(chosen, 1); chosen = Math.min(chosen, form.fields.length - 1); });
  focusField(chosen);
}

function again() {
  if (chosen < 0) return;
  change(() => {
    const copy = structuredClone(form.fields[chosen]);
    copy.name = freshName(copy.boxes ? "row" : "area");
    place(copy).y = hundredths(place(copy).y + place(copy).height * 1.5);
    form.fields.push(copy);
    chosen = form.fields.length - 1;
  });
  focusField(chosen);
}

function count(more) {
  const row = form.fields[chosen]?.boxes;
  if (!row) return;
  change(() => {
    row.count = Math.max(1, row.count + more);
    if (row.groups) {
      row.groups[row.groups.length - 1] += more;
      if (row.groups[row.groups.length - 1] < 1) row.groups.pop();
    }
  });
}

// The sheet

let isDrawing = false;  // fields are made anew: the focus that they take is not a choice

function boxes(field) {
  if (field.area) return [field.area];
  const row = field.boxes;
  const pitch = row.pitch ?? row.width;
  let end = 0;
  const ends = (row.groups || []).map((size) => (end += size));
  return Array.from({ length: Math.min(200, Math.max(0, row.count || 0)) }, (_, index) => ({
    x: row.x + index * pitch + (row.groupGap || 0) * ends.filter((last) => last <= index).length,
    y: row.y, width: row.width, height: row.height,
  }));
}

function drawing(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function rectangle(box) {
  return drawing("rect", {
    x: box.x * scale, y: box.y * scale, width: Math.max(0, box.width * scale), height: Math.max(0, box.height * scale),
  });
}

function draw() {
  const hadFocus = document.activeElement?.closest?.(".field");
  isDrawing = true;
  const sheet = $("sheet");
  sheet.setAttribute("width", form.page.width * scale);
  sheet.setAttribute("height", form.page.height * scale);
  sheet.dataset.tool = tool;
  $("fields").replaceChildren(...form.fields.map((field, index) => {
    const group = drawing("g", { class: "field", tabindex: 0, role: "button", "aria-label": label(field) });
    group.dataset.index = index;
    if (index === chosen) group.dataset.chosen = "";
    if (wrong(index)) group.dataset.wrong = "";
    const all = boxes(field);
    group.append(...all.map(rectangle));
    const name = drawing("text", { x: place(field).x * scale, y: place(field).y * scale - 5 });
    name.textContent = field.name;
    group.append(name);
    if (index === chosen && all.length) {
      const last = all[all.length - 1];
      group.append(drawing("circle", {
        class: "handle", cx: (last.x + last.width) * scale, cy: (last.y + last.height) * scale, r: 6 }));
    }
    return group;
  }));
  if (hadFocus) focusField(chosen);
  isDrawing = false;
  list();
  fill();
  mark();
}

function label(field) {
  const what = field.boxes ? `${field.boxes.count} boxes` : "area";
  return `${field.name}, ${field.type}, ${what}`;
}

function list() {
  $("list").replaceChildren(...form.fields.map((field, index) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label(field) });
    button.setAttribute("aria-current", String(index === chosen));
    button.addEventListener("click", () => { choose(index); focusField(index); });
    const line = document.createElement("li");
    line.append(button);
    return line;
  }));
}

function focusField(index) {
  document.querySelector(`.field[data-index="${index}"]`)?.focus({ preventScroll: false });
}

function choose(index) {
  if (chosen === index) return;
  chosen = index;
  lastMerge = null;
  draw();
}

function mark() {
  const isChanged = text() !== saved;
  document.title = `${isChanged ? "• " : ""}${form.name} – cijfer form editor`;
  $("undo").disabled = !past.length;
  $("redo").disabled = !future.length;
}

// Problems

function wrong(index) { return problems.some((problem) => problem.keyPath.includes(`fields[${index}]`)); }

function show(found) {
  problems = found;
  $("problems").replaceChildren(...(found.length ? found : [{ keyPath: "", message: "None" }]).map((problem) => {
    const line = document.createElement("li");
    const index = /fields\[(\d+)\]/.exec(problem.keyPath)?.[1];
    const named = index === undefined ? problem.keyPath : problem.keyPath.replace(`fields[${index}]`, form.fields[index]?.name ?? "");
    const words = `${named}${named ? ": " : ""}${problem.message}`;
    if (index === undefined) {
      line.textContent = words;
    } else {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      button.addEventListener("click", () => { choose(Number(index)); focusField(Number(index)); });
      line.append(button);
    }
    return line;
  }));
  document.querySelectorAll(".field").forEach((group) => group.toggleAttribute("data-wrong", wrong(Number(group.dataset.index))));
  document.body.dataset.checked = String(checking);
}

// Options

/// An input for `key` of the object that `owner()` gives.
function input(fieldset, owner, key, kind) {
  const made = document.createElement(Array.isArray(kind) ? "select" : "input");
  if (Array.isArray(kind)) {
    made.append(...kind.map((word) => Object.assign(document.createElement("option"), { value: word, textContent: word || "(usual)" })));
  } else {
    made.type = kind === "flag" ? "checkbox" : "text";
    if (kind === "number" || kind === "whole") made.inputMode = "decimal";
  }
  made.name = key;
  const caption = Object.assign(document.createElement("span"), { textContent: names[key] || key });
  const line = document.createElement("label");
  line.append(caption, made);
  fieldset.append(line);
  made.show = () => {
    const value = owner()?.[key];
    if (kind === "flag") made.checked = value === true;
    else if (document.activeElement !== made) made.value = Array.isArray(value) ? value.join(" ") : value ?? "";
  };
  made.addEventListener(Array.isArray(kind) || kind === "flag" ? "change" : "input", () => {
    change(() => set(owner(), key, kind === "flag" ? made.checked : made.value, kind), `${chosen} ${key}`);
  });
  return made;
}

/// Sets `key`, or removes it where nothing is said.
function set(object, key, value, kind) {
  if (value === "" || value === false) {
    if (key !== "name") return delete object[key];
  }
  if (key === "type") {
    const all = new Set(Object.values(optionsOf).flat());
    for (const option of all) if (!optionsOf[value].includes(option)) delete object[option];
  }
  if (kind === "groups") {
    object[key] = value.split(/[\s,;]+/).filter(Boolean).map((part) => Number(part) || part);
  } else if (kind === "number" || kind === "whole") {
    const number = Number(value.replace(",", "."));
    object[key] = Number.isNaN(number) ? value : number;
  } else {
    object[key] = value;
  }
  return undefined;
}

let inputs = [];
let shownFor = null;

function fill() {
  const field = form.fields[chosen];
  // Inputs are made anew only where others are needed, so that typing goes on.
  const needed = field ? `${chosen} ${field.type} ${Boolean(field.boxes)}` : "none";
  if (needed !== shownFor) {
    shownFor = needed;
    inputs = [];
    const [top, bottom] = [$("form-options"), $("field-options")];
    for (const fieldset of [top, bottom]) fieldset.querySelectorAll("label").forEach((line) => line.remove());
    inputs.push(input(top, () => form, "name", "text"));
    inputs.push(input(top, () => form.page, "width", "number"), input(top, () => form.page, "height", "number"));
    inputs.push(input(top, () => form, "dropout", ["", "red", "green", "blue"]));
    bottom.hidden = $("remove").hidden = !field;
    if (field) fieldInputs(bottom, field);
  }
  for (const one of inputs) one.show();
}

function fieldInputs(fieldset, field) {
  const own = () => form.fields[chosen];
  inputs.push(input(fieldset, own, "name", "text"), input(fieldset, own, "type", Object.keys(optionsOf)));
  for (const key of optionsOf[field.type] || []) {
    inputs.push(input(fieldset, own, key, words[key] || (key === "country" ? "text" : "whole")));
  }
  for (const key of ["required", "unique", "doubleKey", "printed"]) inputs.push(input(fieldset, own, key, "flag"));
  inputs.push(input(fieldset, own, "charset", words.charset), input(fieldset, own, "label", "text"));
  const at = () => place(own());
  for (const key of ["x", "y", "width", "height"]) inputs.push(input(fieldset, at, key, "number"));
  if (field.boxes) {
    inputs.push(input(fieldset, at, "pitch", "number"), input(fieldset, at, "count", "whole"));
    inputs.push(input(fieldset, at, "groups", "groups"), input(fieldset, at, "groupGap", "number"));
    inputs.push(input(fieldset, at, "style", words.style));
  }
}

// The pointer

let dragged = null;     // { kind: "move" | "size" | "draw", from, … }

function position(event) {
  const sheet = $("sheet").getBoundingClientRect();
  return { x: (event.clientX - sheet.left) / scale, y: (event.clientY - sheet.top) / scale };
}

$("sheet").addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  const from = position(event);
  const group = event.target.closest(".field");
  event.preventDefault();
  $("sheet").setPointerCapture(event.pointerId);
  if (tool !== "select") {
    dragged = { kind: "draw", from };
  } else if (group) {
    const isHandle = event.target.classList.contains("handle");
    choose(Number(group.dataset.index));
    focusField(chosen);
    dragged = { kind: isHandle ? "size" : "move", from, start: structuredClone(place(form.fields[chosen])), key: `drag ${performance.now()}` };
  } else {
    choose(-1);
    $("window").focus();
  }
});

$("sheet").addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const at = position(event);
  const [dx, dy] = [at.x - dragged.from.x, at.y - dragged.from.y];
  if (dragged.kind === "draw") {
    const box = { x: Math.min(at.x, dragged.from.x), y: Math.min(at.y, dragged.from.y), width: Math.abs(dx), height: Math.abs(dy) };
    const shown = rectangle(box);
    for (const key of ["x", "y", "width", "height"]) $("drawn").setAttribute(key, shown.getAttribute(key));
    $("drawn").removeAttribute("hidden");
    dragged.box = box;
    return;
  }
  change(() => {
    const field = form.fields[chosen];
    const now = place(field);
    if (dragged.kind === "move") {
      now.x = Math.max(0, hundredths(dragged.start.x + dx));
      now.y = Math.max(0, hundredths(dragged.start.y + dy));
    } else {
      size(field, now, dx, dy);
    }
  }, dragged.key);
});

/// The lower right corner goes along: of an area its sides, of a row the height and all widths alike.
function size(field, now, dx, dy) {
  const start = dragged.start;
  now.height = Math.max(1, hundredths(start.height + dy));
  if (field.area) {
    now.width = Math.max(1, hundredths(start.width + dx));
    return;
  }
  const all = boxes({ boxes: start });
  const length = all[all.length - 1].x + start.width - start.x;
  const factor = Math.max(0.1, (length + dx) / length);
  for (const key of ["width", "pitch", "groupGap"]) if (start[key] !== undefined) now[key] = hundredths(start[key] * factor);
}

for (const name of ["pointerup", "pointercancel"]) {
  $("sheet").addEventListener(name, () => {
    const ended = dragged;
    dragged = null;
    $("drawn").setAttribute("hidden", "");
    if (ended?.box && ended.box.width >= 2 && ended.box.height >= 2) {
      add(tool, ended.box.x, ended.box.y, ended.box.width, ended.box.height);
    }
  });
}

// Keys

function use(name) {
  tool = name;
  $("sheet").dataset.tool = name;
  for (const button of document.querySelectorAll("[data-tool]")) {
    if (button.tagName === "BUTTON") button.setAttribute("aria-pressed", String(button.dataset.tool === name));
  }
  if (name !== "select") say(`Draw the ${name === "area" ? "area" : "row"}, or press Enter`);
}

/// A new field in the middle of what is in view.
function addInView() {
  const window = $("window");
  const [x, y] = [(window.scrollLeft + window.clientWidth / 3) / scale, (window.scrollTop + window.clientHeight / 2) / scale];
  add(tool, x, y, tool === "area" ? 40 : 5.5 * 7.9, 7);
}

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  const isTyping = ["INPUT", "SELECT"].includes(event.target.tagName);
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    const work = { s: save, z: event.shiftKey ? redo : undo, y: redo }[key];
    if (work) { event.preventDefault(); work(); }
    return;
  }
  if (event.key === "Escape") {
    use("select");
    say("");
    return focusField(chosen);
  }
  if (isTyping || event.altKey) return;
  const onField = event.target.closest?.(".field");
  if (onField) chosen === Number(onField.dataset.index) || choose(Number(onField.dataset.index));
  const isButton = event.target.tagName === "BUTTON";
  const keys = {
    v: () => use("select"), r: () => use("boxes"), a: () => use("area"), d: again,
    Delete: remove, Backspace: remove, "+": () => count(1), "-": () => count(-1),
    Enter: isButton ? null : () => (tool !== "select" ? addInView() : $("field-options").querySelector("input")?.focus()),
  };
  if (arrows[event.key] && onField) {
    const far = event.shiftKey ? 1 : 0.1;
    keys[event.key] = () => move(arrows[event.key][0] * far, arrows[event.key][1] * far, `arrow ${chosen}`);
  }
  const work = keys[event.key];
  if (work) { event.preventDefault(); work(); }
});

$("fields").addEventListener("focusin", (event) => {
  const group = event.target.closest(".field");
  if (group && !dragged && !isDrawing && Number(group.dataset.index) !== chosen) choose(Number(group.dataset.index));
});
for (const button of document.querySelectorAll("button[data-tool]")) button.addEventListener("click", () => use(button.dataset.tool));
$("undo").addEventListener("click", undo);
$("redo").addEventListener("click", redo);
$("save").addEventListener("click", save);
$("remove").addEventListener("click", remove);
$("options").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => { if (text() !== saved) event.preventDefault(); });

// The start

const opened = await ask("/api/template");
scale = opened.scale;
form = JSON.parse(opened.template);
saved = opened.exists ? text() : "";
held = opened.exists ? opened.template : null;
$("file").textContent = opened.path;
$("scan").setAttribute("width", form.page.width * scale);
$("scan").setAttribute("height", form.page.height * scale);
draw();
check();
