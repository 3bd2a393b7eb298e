// Page view: a page that fits no form.

import { $, element, loaded, once, seconds, show, state } from "./stage.js";
import { ask } from "./server.js";
import { askNote, openScan } from "./dialogs.js";
import { next, undo } from "./review.js";

export async function open(item) {
  const picture = item.hasPicture ? await loaded(`/picture/${item.id}`) : null;
  $("page-name").textContent = "Which form is it?";
  $("page-where").textContent = `${item.document} · page ${item.page}`;
  $("page-why").textContent = `The page ${item.message}.${item.note ? ` Note: ${item.note}` : ""}`;
  $("page-picture").parentElement.hidden = !picture;
  if (picture) $("page-picture").src = picture.src;
  $("page-picture").alt = `Page ${item.page} of ${item.document}`;
  const forms = item.forms.slice(0, 9)
    .map((form, index) => [`${index + 1}`, `${form}: its fields are then keyed`, () => answer("form", form)]);
  const others = [
    ["r", "Scan it again", () => answer("rescan")], ["n", "Not a form", () => answer("notAForm")],
    ["?", "Put aside", askNote], ["Backspace", "Undo", undo], ["F2", "Enlarge", () => openScan(item)],
  ];
  $("page-actions").replaceChildren(...[...forms, ...others].map(([key, words, act]) => {
    const button = element("button", { type: "button" }, element("kbd", {}, key), ` ${words}`);
    button.addEventListener("click", act);
    return button;
  }));
  show("page");
  $("page-actions").querySelector("button").focus();
}

/// Sends what the page is, and goes on to the next.
export function answer(action, form, note) {
  return once(async () => {
    const { outcome } = await ask("/api/page", {
      id: state.item.id, action, form: form || null, note: note || "", seconds: seconds(),
    });
    await next(outcome === "saved" ? "Saved." : "Not saved: somebody else has decided this page.");
  });
}

export function key(name) {
  const letter = name.toLowerCase();
  if (letter === "r") answer("rescan");
  else if (letter === "n") answer("notAForm");
  else if (name === "F2") openScan(state.item);
  else if (name === "?") askNote();
  else if (/^[1-9]$/.test(name) && state.item.forms[name - 1]) answer("form", state.item.forms[name - 1]);
  else return false;
  return true;
}
