// The review page: which view there is, what comes next, what keys do.

import { $, count, isBusy, once, say, show, state } from "./stage.js";
import { ask, release } from "./server.js";
import * as field from "./field.js";
import * as group from "./group.js";
import * as page from "./page.js";
import { openFind, openScan, openSummary, scanKey } from "./dialogs.js";

const views = ["field", "group", "page"];

/// Goes to another view.
async function turn(to) {
  release(state.item ? [state.item.id] : []);
  state.view = to;
  state.carpet = null;
  await next();
}

/// Shows what comes next in the view, after `words` on what came before.
export async function next(words = "") {
  if (state.view === "group") { await group.open(state.carpet ? state.carpet.character : null, words); return; }
  const { item, waiting } = await ask("/api/next", { pages: state.view === "page" });
  count(waiting);
  await take(item, words);
}

/// Shows an item, whatever view it needs; nothing where there is none.
export async function take(item, words = "") {
  state.item = item;
  state.carpet = null;
  state.keys = [];
  if (!item) { nothing(words); return; }
  state.view = item.kind;
  say(words);
  await (item.kind === "page" ? page : field).open(item);
  if (performance.getEntriesByName("answer").length) performance.measure("next item", "answer");
  performance.clearMarks("answer");
}

/// Says that nothing is left in this view, and where something is.
export function nothing(words) {
  const { fields, pages } = state.waiting;
  const others = [];
  if (state.view !== "field" && fields) others.push(`${fields} fields wait in the field view (F4)`);
  if (state.view !== "page" && pages) others.push(`${pages} pages wait in the page view (F4)`);
  const here = state.view === "page" ? pages : fields;
  if (state.view !== "group" && here) others.push(`${here} wait for another reviewer, who has them or keys them second`);
  $("nothing").textContent = others.length ? `Nothing more for you here. ${others.join("; ")}.` : "Nothing waits. All is decided.";
  show("nothing");
  say(words);
  $("nothing").focus();
}

/// Puts what is in view aside, with a note.
export function putAside(note) {
  if (state.item.kind === "page") page.answer("aside", null, note); else field.answer("aside", note);
}

/// Takes back the last key, else the last answer.
export async function undo() {
  if (state.keys.length) { (state.carpet ? group : field).undoKey(); return; }
  await once(async () => {
    const { outcome, item, waiting } = await ask("/api/undo", { leaving: state.item ? state.item.id : null });
    count(waiting);
    if (outcome === "nothing") say("There is nothing to take back.");
    else if (outcome === "held") say("Somebody else has in view what you said last.");
    else if (state.view === "group") await group.open(state.carpet ? state.carpet.character : null, "Taken back.");
    else await take(item, "Taken back.");
  });
}

// Keys

function viewKey(name) {
  if (name === "Backspace") undo();
  else if (name === "F1") $("help").showModal();
  else if (name === "F3") openSummary();
  else if (name === "F4") once(() => turn(views[(views.indexOf(state.view) + 1) % views.length]));
  else if (name === "/") openFind();
  else if (state.carpet) return group.key(name);
  else if (state.item) return (state.item.kind === "page" ? page : field).key(name);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) { if (dialog.id === "scan" && scanKey(event.key)) event.preventDefault(); return; }
  const isUndo = event.ctrlKey && event.key.toLowerCase() === "z";
  if (event.ctrlKey && !isUndo) return;
  // A button that was reached with Tab is pressed as buttons are.
  const isButton = event.target.closest("header, .actions, #page-actions, #group-others");
  if (isButton && (event.key === "Enter" || event.key === " ")) return;
  if (isBusy()) { if (event.key.length === 1 || event.key === "Enter" || event.key === "Backspace") event.preventDefault(); return; }
  if (viewKey(isUndo ? "Backspace" : event.key)) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => once(() => turn(button.dataset.view)));
}
for (const button of document.querySelectorAll("[data-act=undo]")) button.addEventListener("click", undo);
$("find-open").addEventListener("click", openFind);
$("summary-open").addEventListener("click", openSummary);
$("help-open").addEventListener("click", () => $("help").showModal());
window.addEventListener("unhandledrejection", (event) => { say(`Not done: ${event.reason.message || event.reason}`); });

// Leases: a sign of life keeps what is in view from others, leaving lets go of it.

const held = () => [
  ...(state.item ? [state.item.id] : []), ...new Set(state.carpet ? state.carpet.boxes.map((box) => box.id) : [])];
setInterval(() => { ask("/api/renew", { ids: held() }).then(count).catch(() => {}); }, 40000);
window.addEventListener("pagehide", () => release(held()));

const session = await ask("/api/session");
$("who").textContent = session.reviewer;
state.view = session.waiting.fields || !session.waiting.pages ? "field" : "page";
await next();
performance.mark("open");
