// What is typed into a form marked data-draft is kept on the server, sealed and for its writer alone.
// Nothing is written to this device.
"use strict";

(() => {
  const WAIT = 1500;

  async function newToken(form) {
    // Signing in again changes the token; the page of the form knows the new one.
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token) return false;
    form.elements.csrfmiddlewaretoken.value = token.value;
    return true;
  }

  async function keep(form, state, again = true) {
    const body = new URLSearchParams(new FormData(form));
    let answer;
    try {
      answer = await fetch(form.dataset.draft, { method: "POST", body });
    } catch {
      state.textContent = form.dataset.offline;
      return false;
    }
    if (answer.status === 403 && again && (await newToken(form))) return keep(form, state, false);
    const told = answer.headers.get("Content-Type") || "";
    if (answer.redirected || !told.startsWith("application/json")) {
      state.textContent = form.dataset.signedOut;
      return false;
    }
    const said = await answer.json();
    state.textContent = said.saved || said.detail;
    return answer.ok;
  }

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const state = form.querySelector("[data-draft-state]");
    let timer = null;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        if (form.dataset.sent === "yes") return;
        if (!(await keep(form, state))) later();
      }, WAIT);
    };
    form.addEventListener("input", later);
    form.addEventListener("submit", () => clearTimeout(timer));
  }
})();
