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
  // Keys for the first nine; all can be chosen with Tab.
  const forms = item.forms
    .map((form, index) => [index < 9 ? `${index + 1}` : "", form.form, () => answer("form", form.form), figures(form)]);
  const others = [
    ["r", "Scan it again", () => answer("rescan")], ["n", "Not a form", () => answer("notAForm")],
    ["?", "Put aside", askNote], ["Backspace", "Undo", undo], ["F2", "Enlarge", () => openScan(item)],
  ];
  $("page-actions").replaceChildren(...[...forms, ...others].map(([key, words, act, small]) => {
    const button = element("button", { type: "button" }, ...(key ? [element("kbd", {}, key)] : []), ` ${words}`,
      ...(small ? [" ", element("small", {}, small)] : []));
    button.addEventListener("click", act);
    return button;
  }));
  show("page");
  $("page-actions").querySelector("button").focus();
}

/// How well a form lies over the page.
function figures(form) {
  if (!form.edgesFound) return "nothing of it was found";
  const off = form.residual == null ? "" : `, ${Math.round(form.residual * 100) / 100} mm off`;
  return `${Math.floor(form.edgesFound * 100)} % of its box edges found${off}`;
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
  else if (/^[1-9]$/.test(name) && state.item.forms[name - 1]) answer("form", state.item.forms[name - 1].form);
  else return false;
  return true;
}
