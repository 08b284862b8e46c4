// What is typed into a form marked data-draft is kept on the server, sealed and for its writer alone.
// Nothing is written to this device. Forms may come into the page later.
"use strict";

window.iapb = window.iapb || {};

iapb.drafts = (() => {
  const WAIT = 1500;
  const timers = new WeakMap();

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
    state.textContent = said.saved ?? said.detail;
    return answer.ok;
  }

  function later(form) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(async () => {
      timers.delete(form);
      if (form.dataset.sent === "yes" || !form.isConnected || !form.dataset.draft) return;
      if (!(await keep(form, form.querySelector("[data-draft-state]")))) later(form);
    }, WAIT));
  }

  function forget(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
  }

  // What waits to be kept is sent at once, before the form is used for something else.
  function now(form) {
    if (!timers.has(form) || !form.dataset.draft) return;
    forget(form);
    keep(form, form.querySelector("[data-draft-state]"));
  }

  const drafted = (event) => event.target.closest?.("form[data-draft]");

  document.addEventListener("input", (event) => {
    const form = drafted(event);
    if (form) later(form);
  });
  document.addEventListener("submit", (event) => {
    const form = drafted(event);
    if (form) forget(form);
  }, true);

  return { newToken, now, forget };
})();
