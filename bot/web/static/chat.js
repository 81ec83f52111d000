// The chat: questions go out one at a time, answers come in, nothing that was typed is lost.
import { answerElement } from "./answer.js";
import { get, post } from "./api.js";
import { byId, el, words } from "./dom.js";
import { forget, keep, recall } from "./memory.js";
import { openDocuments, openSource } from "./panel.js";

const READ_CHARACTERS = 1000; // of a question; the server says the same
const LONG_MS = 6000; // after which a wait is explained
const log = byId("log");
const scroll = byId("scroll");
const input = byId("question");
const coarse = matchMedia("(pointer: coarse)");
let talk = recall();
let busy = false;

const save = () => keep(talk);
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

function draw(item) {
  const turn = el("div", { class: "turn" });
  turn.append(el("div", { class: "bubble you" }, el("span", { class: "unseen" }, words.you), item.question));
  if (item.state === "done") turn.append(answerElement(item, openSource, save));
  else if (item.state === "waiting") turn.append(thinking());
  else turn.append(problem(item));
  item.element?.replaceWith(turn);
  Object.defineProperty(item, "element", { value: turn, enumerable: false, configurable: true });
  return turn;
}

function thinking() {
  const text = el("span", { class: "fine" }, words.thinking);
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const bubble = el("div", { class: "bubble bot thinking" }, dots, text);
  setTimeout(() => bubble.isConnected && (text.textContent = words.thinking_long), LONG_MS);
  return bubble;
}

function problem(item) {
  const bubble = el("div", { class: "bubble bot failed" }, el("p", { role: "alert" }, item.error || words.interrupted));
  const again = () => !busy && send(item);
  bubble.append(
    item.code
      ? el("a", { class: "button", href: "/ma" }, words.enter_code)
      : el("button", { type: "button", class: "button", "data-retry": true, onclick: again }, words.retry),
  );
  return bubble;
}

async function ask(question) {
  if (busy || !question.trim()) return;
  const item = { question: question.trim(), state: "waiting" };
  talk.items.push(item);
  log.append(draw(item));
  await send(item);
}

async function send(item) {
  const of = talk;
  busy = true;
  enable();
  item.state = "waiting";
  save();
  draw(item);
  toBottom();
  try {
    item.reply = await post("/api/ask", { question: item.question, chat: of.chat });
    item.state = "done";
  } catch (failure) {
    item.state = "failed";
    item.error = failure.message;
    item.code = failure.status === 401;
  }
  if (of !== talk) return; // the conversation was begun anew meanwhile
  busy = false;
  enable();
  save();
  const turn = draw(item);
  showAnswer(turn);
  if (item.state === "done" && item.reply.act) act(item.reply.act);
}

/** What was typed stands for a button below the last answer: press it. */
function act({ do: what, number }) {
  const last = talk.items.findLast((item) => item.state === "done" && !item.reply.act);
  if (what === "documents") return openDocuments();
  if (what !== "source") return last?.element.querySelector(`[data-verdict="${what}"]`)?.click();
  const place = last?.reply.citations.find((one) => one.number === number);
  return place && openSource(place);
}

/** Scroll so that the question stands at the top where its answer is long, at the bottom where it is short. */
function showAnswer(turn) {
  const top = turn.offsetTop - scroll.offsetTop;
  scroll.scrollTo({ top: Math.min(top - 8, scroll.scrollHeight), behavior: pace() });
}

function toBottom() {
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: pace() });
}

function enable() {
  byId("send").disabled = busy || !input.value.trim();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

function typed() {
  grow();
  enable();
  const length = [...input.value.trim()].length;
  byId("length").hidden = length <= READ_CHARACTERS;
  byId("length").textContent = words.too_long.replace("{n}", length.toLocaleString("vi-VN"));
  talk.draft = input.value;
  save();
}

function submit() {
  if (busy || !input.value.trim()) return;
  const question = input.value;
  input.value = "";
  typed();
  if (coarse.matches) input.blur(); // the keyboard makes room for the answer
  else input.focus();
  ask(question);
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener("input", typed);
input.addEventListener("keydown", (event) => {
  // While a word is being put together by a Vietnamese keyboard, Enter belongs to the keyboard.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || coarse.matches) return;
  event.preventDefault();
  submit();
});
byId("documents").addEventListener("click", openDocuments);
byId("restart").addEventListener("click", () => {
  talk = forget();
  busy = false;
  log.replaceChildren();
  input.value = "";
  typed();
  scroll.scrollTo({ top: 0 });
  input.focus();
});

// Where the keyboard lies over the page instead of shrinking it, the page shrinks itself.
function fit() {
  const lost = window.innerHeight - visualViewport.height * visualViewport.scale;
  const root = document.documentElement.style;
  if (lost > 80 && visualViewport.scale === 1) root.setProperty("--screen", `${visualViewport.height}px`);
  else root.removeProperty("--screen");
  if (lost > 80) window.scrollTo(0, 0);
}
window.visualViewport?.addEventListener("resize", fit);

async function offerExamples() {
  const box = byId("examples");
  try {
    const { examples } = await get("/api/examples");
    for (const text of examples) box.append(el("button", { type: "button", class: "chip", onclick: () => ask(text) }, text));
    box.hidden = examples.length === 0;
  } catch {
    box.hidden = true; // the greeting stands without them
  }
}

for (const item of talk.items) {
  if (item.state === "waiting" || item.code) Object.assign(item, { state: "failed", error: words.interrupted, code: false });
  log.append(draw(item));
}
input.value = talk.draft;
typed();
if (talk.items.length) scroll.scrollTop = scroll.scrollHeight;
log.setAttribute("aria-live", "polite");
if (!coarse.matches) input.focus();
offerExamples();
