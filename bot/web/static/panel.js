// The panel of a source: the passage in its document, one back, one on, the whole; and the list of documents.
import { get } from "./api.js";
import { byId, copyText, el, words } from "./dom.js";

const LEVELS = ["passage", "article", "document"];
const DRAG_TO_CLOSE = 90; // pixels
const panel = byId("panel");
const wide = matchMedia("(min-width: 1024px)");
let cited = null; // the place that was opened, to come back to
let latest = 0; // a later request outruns an earlier answer

/** Open a source: {file, start, end, mark}; a place without offsets opens its document. */
export function openSource(place) {
  cited = { file: place.file, start: place.start, end: place.end, mark: place.mark };
  show();
  load(cited, "passage");
}

/** Open the list of what is in the folder. */
export async function openDocuments() {
  show();
  const turn = begin(words.documents_title);
  try {
    const { shelves } = await get("/api/documents");
    if (turn !== latest) return;
    const count = shelves.reduce((sum, shelf) => sum + shelf.documents.length, 0);
    byId("panel-about").textContent = words.documents_count.replace("{n}", count);
    byId("panel-body").replaceChildren(...shelves.map(shelfElement));
  } catch (failure) {
    fail(turn, failure, openDocuments);
  }
}

function show() {
  if (panel.open) return;
  if (wide.matches) {
    panel.show();
  } else {
    panel.showModal();
    history.pushState({ panel: true }, ""); // so that the phone's back button closes the sheet, not the chat
  }
  document.body.classList.toggle("with-panel", wide.matches);
}

function close() {
  if (history.state?.panel) history.back();
  else panel.close();
}

/** Empty the panel for what is about to come. */
function begin(title) {
  latest += 1;
  byId("panel-title").textContent = title;
  byId("panel-about").textContent = "";
  byId("panel-levels").replaceChildren();
  byId("panel-levels").hidden = true;
  byId("panel-foot").replaceChildren();
  byId("panel-body").replaceChildren(el("p", { class: "fine", role: "status" }, words.loading));
  byId("panel-title").focus();
  return latest;
}

function fail(turn, failure, again) {
  if (turn !== latest) return;
  const retry = el("button", { type: "button", class: "button", onclick: again }, words.retry);
  byId("panel-body").replaceChildren(el("p", { class: "notice", role: "alert" }, failure.message), retry);
}

async function load(place, level) {
  const known = panel.dataset.file === place.file && !byId("panel-levels").hidden;
  const turn = known ? (latest += 1) : begin(words.source);
  try {
    const view = await get("/api/source", { ...place, level });
    if (turn === latest) draw(view, place, level);
  } catch (failure) {
    fail(turn, failure, () => load(place, level));
  }
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function draw(view, place, level) {
  panel.dataset.file = view.file;
  byId("panel-title").textContent = capital(view.address || words.document);
  const quoted = place.start === cited.start && place.end === cited.end; // not a neighbour that was turned to
  const tags = el("span", { class: "tags" }, el("span", { class: "tag" }, view.kind));
  if (view.validity_words) tags.append(el("span", { class: `tag ${view.validity}` }, view.validity_words));
  if (view.source_url) {
    const set = { class: "tag link", href: view.source_url, target: "_blank", rel: "noopener noreferrer" };
    tags.append(el("a", set, words.web_source));
  }
  byId("panel-about").replaceChildren(view.describes, tags);
  drawLevels(view, place, level);
  const shown = el("div", { class: quoted || !view.whole_unit ? "document" : "document whole" });
  if (view.cut_before) shown.append(el("span", { class: "more" }, words.continues_before));
  const mark = view.highlighted ? el("mark", {}, view.highlighted) : null;
  shown.append(view.before, ...(mark ? [mark] : []), view.after);
  if (view.cut_after) shown.append(el("span", { class: "more" }, words.continues_after));
  const body = byId("panel-body");
  body.replaceChildren(...(view.notice ? [el("p", { class: "notice", role: "status" }, view.notice)] : []), shown);
  body.scrollTop = 0;
  if (mark && (quoted || level === "document")) {
    const above = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
    body.scrollTop = Math.max(0, above - body.clientHeight / 3);
  }
  drawFoot(view);
}

function drawLevels(view, place, level) {
  const names = [words.passage, view.buttons[2], words.document];
  const box = byId("panel-levels");
  box.hidden = place.start === null || place.start === undefined || view.notice !== null;
  box.replaceChildren(
    ...LEVELS.map((one, at) => {
      const to = one === "passage" ? cited : place; // the passage is the one that was cited, wherever one has turned to
      const set = { type: "button", "aria-pressed": String(one === level), "data-level": one };
      return el("button", { ...set, onclick: () => load(to, one).then(() => refocus(`[data-level=${one}]`)) }, names[at]);
    }),
  );
}

function drawFoot(view) {
  const turns = el("div", { class: "turns" });
  const turn = (to, name, text, extra) => {
    const there = { file: view.file, start: to.start, end: to.end, mark: to.mark };
    const go = () => load(there, "article").then(() => refocus(`[data-go=${name}]`));
    return el("button", { type: "button", class: `button ${extra}`, "data-go": name, title: to.address, onclick: go }, text);
  };
  if (view.previous) turns.append(turn(view.previous, "previous", `‹ ${view.buttons[0]}`, ""));
  if (view.next) turns.append(turn(view.next, "next", `${view.buttons[1]} ›`, "next"));
  const actions = el("div", { class: "actions" });
  if (view.copied) actions.append(copyButton(view.copied));
  actions.append(el("a", { class: "button", href: `/tai?${new URLSearchParams({ file: view.file })}`, download: true }, words.download));
  byId("panel-foot").replaceChildren(...(turns.children.length ? [turns] : []), actions);
}

function refocus(selector) {
  (panel.querySelector(selector) || byId("panel-title")).focus();
}

function copyButton(text) {
  const button = el("button", { type: "button", class: "button", "data-copy": true }, words.copy);
  button.addEventListener("click", async () => {
    button.textContent = (await copyText(text)) ? words.copied : words.copy_failed;
    button.focus();
    setTimeout(() => (button.textContent = words.copy), 2500);
  });
  return button;
}

function shelfElement(shelf) {
  return el(
    "section",
    { class: "shelf" },
    el("h3", {}, shelf.issuer),
    ...shelf.documents.map((one) => {
      const about = [one.kind, one.validity_words].filter(Boolean).join("; ");
      const set = { type: "button", onclick: () => openSource({ file: one.file }) };
      return el("button", set, el("span", {}, one.describes), el("span", { class: "fine" }, about));
    }),
  );
}

byId("panel-close").addEventListener("click", close);
panel.addEventListener("click", (event) => event.target === panel && close());
panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
panel.addEventListener("close", () => document.body.classList.remove("with-panel"));
document.addEventListener("keydown", (event) => event.key === "Escape" && panel.open && wide.matches && close());
addEventListener("popstate", () => panel.open && panel.close());
wide.addEventListener("change", () => panel.open && close());

// A sheet is pulled down by its top.
let pulledFrom = null;
byId("panel-top").addEventListener("touchstart", (event) => (pulledFrom = event.touches[0].clientY), { passive: true });
byId("panel-top").addEventListener("touchend", (event) => {
  if (pulledFrom !== null && event.changedTouches[0].clientY - pulledFrom > DRAG_TO_CLOSE && !wide.matches) close();
  pulledFrom = null;
});
