// The form of the access code.
import { post } from "./api.js";
import { byId } from "./dom.js";

// Until here the form cannot be sent: without this script it would go out as a plain address.
byId("enter").disabled = false;
byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("problem").textContent = "";
  try {
    await post("/api/ma", { code: byId("code").value });
    location.replace(byId("form").dataset.next);
  } catch (failure) {
    byId("problem").textContent = failure.message;
    byId("code").select();
  }
});
