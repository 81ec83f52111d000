// Elements are made here and nowhere else; text always goes in as text, never as markup.

/** The words of the page, from bot/phrases.py. */
export const words = JSON.parse(document.body.dataset.words);

/** An element: `set` holds properties and attributes, `inside` its texts and elements. */
export function el(name, set = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(set)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Put text on the clipboard, also where the page is not served over https. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const holder = el("textarea", { "aria-hidden": "true", readonly: true });
    holder.value = text;
    (document.querySelector("dialog[open]") || document.body).append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    return done;
  }
}
