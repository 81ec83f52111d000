// An answer as bubbles: blocks of text, quotations, sources and suggestions, then the thumbs.
import { post } from "./api.js";
import { el, words } from "./dom.js";

const FLAGS = { near: words.near, failed: words.failed };

/** The element of an answer. `open(place)` shows a source; `keep()` is called when `item` has changed. */
export function answerElement(item, open, keep) {
  const reply = item.reply;
  const bubble = el("div", { class: `bubble bot ${reply.outcome}` });
  bubble.append(el("span", { class: "unseen" }, words.bot));
  if (FLAGS[reply.outcome]) bubble.append(el("p", { class: "flag" }, FLAGS[reply.outcome]));
  if (!reply.blocks.length) return el("div", { class: "turn" }); // the button that it stands for says it
  for (const block of reply.blocks) bubble.append(blockElement(block, reply, open));
  const turn = el("div", { class: "turn" }, bubble);
  if (reply.may_rate) turn.append(ratingElement(item, keep));
  return turn;
}

function blockElement(block, reply, open) {
  const gap = block.gap ? " gap" : "";
  if (block.kind === "source") {
    const citation = reply.citations.find((one) => one.number === block.ref);
    const texts = block.parts.map((part) =>
      part.kind === "cite" ? el("span", { class: "number" }, part.text) : part.text,
    );
    return el("button", { type: "button", class: "source", onclick: () => open(citation) }, ...texts);
  }
  if (block.kind === "suggestion") {
    const suggestion = reply.suggestions[block.ref];
    const set = { type: "button", class: `suggestion${gap}`, onclick: () => open(suggestion) };
    return el("button", set, ...block.parts.map((part) => part.text));
  }
  const inside = block.parts.map((part) => partElement(part, reply, open));
  if (block.kind === "quote") return el("blockquote", { class: gap.trim() || null }, ...inside);
  return el("p", { class: `${block.kind}${gap}` }, ...inside);
}

function partElement(part, reply, open) {
  if (part.kind === "cite") {
    const citation = reply.citations.find((one) => one.number === part.ref);
    const label = words.citation.replace("{n}", part.ref);
    const set = { type: "button", class: "cite", "aria-label": label, title: label, onclick: () => open(citation) };
    return el("button", set, String(part.ref));
  }
  if (part.kind === "bold") return el("strong", {}, part.text);
  if (part.kind === "italic") return el("em", {}, part.text);
  return part.text;
}

function ratingElement(item, keep) {
  const box = el("div", { class: "rating" });
  const send = async (verdict, reason) => {
    const before = item.rating;
    item.rating = { verdict, reason };
    draw();
    keep(); // at once: who leaves the page now has pressed it all the same
    box.querySelector(verdict === "up" || reason ? "[aria-pressed='true']" : "[data-reason]")?.focus();
    try {
      await post("/api/rate", { id: item.reply.id, verdict, ...(reason ? { reason } : {}) });
    } catch (failure) {
      item.rating = before;
      draw();
      keep();
      box.append(el("p", { class: "problem", role: "alert" }, failure.status ? words.rating_failed : words.offline));
    }
  };
  const chip = (text, pressed, onclick, more = {}) =>
    el("button", { type: "button", class: "chip", "aria-pressed": String(pressed), onclick, ...more }, text);
  const draw = () => {
    const { verdict, reason } = item.rating || {};
    box.replaceChildren(
      chip(words.up, verdict === "up", () => send("up"), { "data-verdict": "up" }),
      chip(words.down, verdict === "down", () => send("down"), { "data-verdict": "down" }),
    );
    if (verdict === "down") {
      box.append(el("p", { class: "fine" }, words.why));
      for (const [name, text] of Object.entries(words.reasons)) {
        box.append(chip(text, reason === name, () => send("down", name), { "data-reason": name }));
      }
    }
    if (verdict === "up" || reason) box.append(el("p", { class: "fine", role: "status" }, words.thanks));
  };
  draw();
  return box;
}
