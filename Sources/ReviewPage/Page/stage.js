// What all views share: the state, words, small pieces of the page.

export const state = {
  view: "field",   // field, group or page
  item: null,      // the field or page in view
  carpet: null,    // the boxes in view
  keys: [],        // what can be taken back without the server
  since: 0,        // when the item was shown, ms
  who: "",
};

export const $ = (id) => document.getElementById(id);

export function say(text) { $("say").textContent = text; }

/// Seconds since the item came into view.
export function seconds() { return Math.round((performance.now() - state.since) / 100) / 10; }

/// A share of 1, cut, never rounded up.
export function percent(share) { return share == null ? "" : `${Math.floor(share * 1000) / 10} %`; }

export function element(name, properties = {}, ...children) {
  const { aria = {}, ...others } = properties;
  const made = Object.assign(document.createElement(name), others);
  for (const [key, value] of Object.entries(aria)) made.setAttribute(`aria-${key}`, value);
  made.append(...children);
  return made;
}

/// A character as people read it.
export function spoken(character) { return character === "_" ? "empty" : character === "?" ? "no character" : character; }

/// Shows one section and its actions, `nothing` where there is nothing to show.
export function show(name) {
  for (const section of ["field", "group", "page", "nothing"]) $(section).hidden = section !== name;
  for (const actions of document.querySelectorAll(".actions")) actions.hidden = actions.dataset.for !== name;
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  }
  state.since = performance.now();
  // Tests wait for it.
  document.body.dataset.shown = Number(document.body.dataset.shown || 0) + 1;
}

/// How many fields and pages wait.
export function count(waiting) {
  $("count-fields").textContent = waiting.fields;
  $("count-pages").textContent = waiting.pages;
  state.waiting = waiting;
}

// One thing at a time: what is pressed while an answer is under way was meant for what is in view no longer.
// Tests wait for `data-busy`.
let working = false;
export const isBusy = () => working;

export async function once(work) {
  if (working) return;
  working = true;
  document.body.dataset.busy = "";
  try { await work(); } finally {
    working = false;
    delete document.body.dataset.busy;
  }
}

/// Loads a picture before it is shown; goes on without one that does not come.
export async function loaded(source) {
  const picture = new Image();
  picture.src = source;
  try { await picture.decode(); } catch { return null; }
  return picture;
}

export const faults = {
  checksum: "the checksum fails", length: "it has the wrong length", format: "it is not of this format",
  component: "a part of it does not exist", "not-in-list": "it is not in the list", "blank-box": "a box is empty",
};

export const reasons = {
  "low-confidence": "not sure enough", ambiguous: "another value is nearly as likely", checksum: "the checksum fails",
  format: "not of this format", repaired: "the format decided a character", "not-in-list": "not in the list",
  "blank-box": "a box is empty", "stray-ink": "ink outside the characters", "not-a-character": "something is no character",
  registration: "the page was not recognised", "duplicate-value": "the value stands elsewhere too",
  disagrees: "the machine reads something else", sampled: "drawn for a look",
};
