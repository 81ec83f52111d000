// Files dropped onto a form are sent by it; where the index is being renewed, the page keeps up with it.
const POLL_MS = 2000;
const FAILING_MS = 15000;

for (const form of document.querySelectorAll("form.upload")) {
  const input = form.querySelector("input[type=file]");
  const problem = form.querySelector(".problem");
  const button = form.querySelector("button[type=submit]");
  const most = Number(form.dataset.most);

  const tooBig = () => {
    const found = [...input.files].filter((file) => file.size > most).map((file) => file.name);
    problem.textContent = found.length ? form.dataset.tooBig + found.join(", ") : "";
    return found.length > 0;
  };
  input.addEventListener("change", tooBig);
  form.addEventListener("submit", (event) => {
    if (tooBig()) {
      event.preventDefault();
      return;
    }
    button.disabled = true;
    button.textContent = form.dataset.sending;
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit(button);
  });
}
// A file that is dropped beside the form must not take the place of the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}
// Back from the page after it, a form can be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

const pace = document.getElementById("pace");
if (pace) {
  let mark = pace.dataset.mark;
  const typing = () => ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName);
  const look = async () => {
    let wait = POLL_MS;
    try {
      const response = await fetch(pace.dataset.from, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const told = await response.json();
      if (told.text) pace.textContent = told.text;
      pace.toggleAttribute("data-busy", told.busy);
      if (told.mark !== mark && !typing()) {
        window.location.reload();
        return;
      }
    } catch {
      wait = FAILING_MS;
    }
    window.setTimeout(look, wait);
  };
  window.setTimeout(look, POLL_MS);
}
