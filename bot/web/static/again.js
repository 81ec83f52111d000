// A page that waits for something is renewed in place: focus, what is unfolded and the place on the page stay.
const FAILING_MS = 15000;

const status = () => document.getElementById("again");
const name = (element) =>
  element.id || [element.tagName, element.getAttribute("aria-label") || element.textContent, element.closest("form")?.action].join("|");
const typing = () => ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName);

const put = (main, fresh) => {
  const told = status();
  const held = main.contains(document.activeElement) ? name(document.activeElement) : "";
  const open = new Map([...main.querySelectorAll("details")].map((one) => [name(one.querySelector("summary")), one.open]));
  const next = fresh.querySelector("#again");
  if (told && next) {
    // The same element goes on: what changes in it is read aloud.
    if (told.textContent !== next.textContent) told.textContent = next.textContent;
    next.replaceWith(told);
  }
  for (const one of fresh.querySelectorAll("details")) {
    const before = open.get(name(one.querySelector("summary")));
    if (before !== undefined) one.open = before;
  }
  main.replaceChildren(...fresh.childNodes);
  if (!held) return;
  const again = [...main.querySelectorAll("a, button, summary, [tabindex]")].find((one) => name(one) === held);
  (again || main).focus({ preventScroll: true });
};

const look = async () => {
  let wait = Number(status().dataset.seconds) * 1000;
  try {
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const main = document.querySelector("main");
    const fresh = parsed.querySelector("main");
    if (!response.ok || response.redirected || !fresh) {
      window.location.reload(); // refused, decided by somebody else, signed out: the page says so itself
      return;
    }
    if (!typing()) put(main, fresh);
    if (!status()) return;
  } catch {
    wait = FAILING_MS;
  }
  window.setTimeout(look, wait);
};
if (status()) window.setTimeout(look, Number(status().dataset.seconds) * 1000);
