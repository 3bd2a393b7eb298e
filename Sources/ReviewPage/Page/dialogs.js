// What opens over a view: the page around a field, a note, documents, the summary.

import { $, element, percent, say, state } from "./stage.js";
import { ask } from "./server.js";
import { putAside, take } from "./review.js";

// The field on its page

let zoom = 1;
let turn = 0;     // quarter turns
let place = null; // the field's rectangle in pixels of the scan

export function openScan(item) {
  const picture = $("scan-picture");
  place = item.place || null;
  turn = 0;
  $("scan-marker").hidden = true;
  picture.onload = () => {
    zoom = Math.max(0.2, Math.min(1, ($("scan-window").clientWidth - 20) / picture.naturalWidth));
    scale();
    if (place) $("scan-window").scrollTo((place[0] - 100) * zoom, (place[1] - 200) * zoom);
  };
  picture.onerror = () => { $("scan").close(); say("The scan is not there any more."); };
  picture.src = `/page/${item.id}`;
  $("scan").showModal();
  $("scan-window").focus();
}

function scale() {
  const picture = $("scan-picture");
  picture.style.width = `${picture.naturalWidth * zoom}px`;
  $("scan-sheet").style.transform = `rotate(${turn * 90}deg)`;
  $("scan-marker").hidden = !place;
  if (!place) return;
  const marker = $("scan-marker").style;
  [marker.left, marker.top, marker.width, marker.height] = place.map((length) => `${length * zoom}px`);
}

/// A key pressed while the page is shown.
export function scanKey(name) {
  if (name === "+" || name === "=") zoom *= 1.25;
  else if (name === "-") zoom /= 1.25;
  else if (name === "r") turn = (turn + 1) % 4;
  else if (name === "F2") $("scan").close();
  else return false;
  scale();
  return true;
}

// Notes

export function askNote() {
  $("note-text").value = "";
  $("note").showModal();
  $("note-text").focus();
}

$("note").querySelector("form").addEventListener("submit", () => putAside($("note-text").value));

// Documents

export function openFind() {
  $("find").showModal();
  $("find-text").select();
}

async function find() {
  const text = $("find-text").value.trim();
  if (!text) return;
  const found = await ask(`/api/find?text=${encodeURIComponent(text)}`);
  $("found").replaceChildren(...(found.length ? found.map(document) : [element("p", {}, "No document has such a name.")]));
  $("found").querySelector("button")?.focus();
}

function document({ document: name, fields }) {
  return element("section", {}, element("h3", {}, name), element("ul", {}, ...fields.map((field) =>
    element("li", {}, opener(field.id, `${field.field}, page ${field.page}: ${field.value || "no value"} (${field.status})`)))));
}

/// A button that opens a field.
function opener(id, words) {
  const button = element("button", { type: "button" }, words);
  button.addEventListener("click", async () => {
    for (const name of ["find", "summary"]) $(name).close();
    const { item } = await ask("/api/open", { id });
    if (item) await take(item); else say("Somebody else has this field in view.");
  });
  return button;
}

$("find").querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); find(); });

// Up and down walk through what was found.
$("find").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [$("find-text"), ...$("found").querySelectorAll("button")];
  const to = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.max(0, Math.min(stops.length - 1, to))].focus();
  event.preventDefault();
});

// Summary

export async function openSummary() {
  const s = await ask("/api/summary");
  const share = (n, all) => (all ? `${n} of ${all}` : "none yet");
  const rows = [
    ["Waiting", s.waiting], ["Decided", s.decisions],
    ["Decisions an hour", s.decisionsPerHour == null ? "none yet" : Math.round(s.decisionsPerHour)],
    ["Keyed unseen, the same as read", share(s.hiddenAgreeing, s.hidden)],
    ["Keyed twice, the same at first", share(s.keyedTwiceAgreeing, s.keyedTwice)],
    ["Audit", s.audited ? `${s.audited} audited, ${s.auditedWrong} wrong, error ≤ ${rounded(s.errorBound)} % (95 %)` : "none yet"],
    ["To show", `${s.auditsMissing} more without an error show ${s.fieldError * 100} %`],
    ...Object.entries(s.reviewers).map(([name, n]) => [name, `${n} decided`]),
    ["The machine disagrees now", s.disagreeing],
  ];
  $("summary-list").replaceChildren(
    ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
  $("disagreements").replaceChildren(...(s.disagreements.length ? [element("ul", {}, ...s.disagreements.map((field) =>
    element("li", {}, opener(field.id, `${field.field}, ${field.document}, page ${field.page}: `
      + `decided ${field.decided || "illegible"}, read ${field.reading}`))))] : []));
  $("summary").showModal();
}

/// Hundredths of a percent, rounded up.
function rounded(share) { return Math.ceil(share * 10000) / 100; }
