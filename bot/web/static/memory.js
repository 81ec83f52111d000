// The conversation of this tab, kept until the tab is closed.
const KEY = "cadre-chat";
const KEPT = 60; // exchanges

function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return { chat: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""), items: [], draft: "" };
}

export function recall() {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY));
    if (held && Array.isArray(held.items) && typeof held.chat === "string") return { ...fresh(), ...held };
  } catch {
    // what cannot be read is begun anew
  }
  return fresh();
}

export function keep(held) {
  const rest = { ...held, items: held.items.slice(-KEPT) };
  while (rest.items.length >= 0) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(rest));
      return;
    } catch {
      if (!rest.items.length) return; // no room at all: the page works without it
      rest.items = rest.items.slice(Math.ceil(rest.items.length / 2));
    }
  }
}

export function forget() {
  const begun = fresh();
  keep(begun);
  return begun;
}
