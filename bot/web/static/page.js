// The page of a source: brings the passage into view, copies the reference.
import { byId, copyText, words } from "./dom.js";

byId("here")?.scrollIntoView({ block: "center" });
const button = byId("copy");
button?.addEventListener("click", async () => {
  button.textContent = (await copyText(button.dataset.copied)) ? words.copied : words.copy_failed;
  setTimeout(() => (button.textContent = words.copy), 2500);
});
