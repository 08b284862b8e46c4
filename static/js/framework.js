// The tree of the coding framework: filtered as one types, walked and changed by keys.
"use strict";

(() => {
  const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
  // Accents and ё/е fall together; what is typed in another order is found as well.
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const links = () => [...document.querySelectorAll("[data-tree] li:not([hidden]) a")];
  const word = (name) => document.querySelector("[data-scheme]").dataset[name];
  let sending = false;
  let typed = false; // into the form beside the tree, and not kept yet

  function filter(input) {
    const terms = fold(input.value).split(/\s+/).filter(Boolean);
    const rows = [...document.querySelectorAll("[data-tree] > li")];
    const parents = []; // the row at each depth above
    let found = 0;
    for (const row of rows) {
      const depth = Number(row.dataset.depth);
      parents.length = depth;
      parents[depth] = row;
      row.folded ??= fold(row.dataset.words);
      const fits = terms.every((term) => row.folded.includes(term));
      row.hidden = !fits;
      if (fits) {
        found += 1;
        if (terms.length) for (const above of parents) if (above) above.hidden = false;
      }
    }
    const said = document.querySelector("[data-filter-said]");
    if (said) said.textContent = said.dataset.words.replace("0", String(found));
  }

  function choose(link) {
    for (const one of document.querySelectorAll("[data-tree] a[aria-current]")) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }

  // A part of the page as the server gives it; signed out meanwhile, the whole page asks for the way in.
  async function part(address, target, body) {
    const headers = { "HX-Request": "true", "HX-Target": target };
    if (body) headers["X-CSRFToken"] = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, { headers, method: body ? "POST" : "GET", body });
    if (answer.status !== 200 && answer.status !== 422) {
      location.reload();
      return false;
    }
    document.getElementById(target).innerHTML = await answer.text();
    return answer.ok;
  }

  function tell(sentence) {
    const said = document.createElement("div");
    said.className = "alert alert-warning py-2 mb-2";
    said.role = "alert";
    said.textContent = sentence;
    document.getElementById("scheme-tree").prepend(said);
  }

  async function show(link) {
    if (typed && !window.confirm(word("leave"))) return;
    try {
      await part(link.href, "scheme-panel");
    } catch {
      tell(word("lost"));
      return;
    }
    typed = false;
    choose(link);
    history.pushState({}, "", link.href);
  }

  // A step that changes the tree: by keys ("move") or with the mouse ("place", framework_drag.js). Told aloud when done.
  async function step(link, verb, fields, say) {
    if (sending) return;
    sending = true;
    const chosen = document.querySelector("[data-tree] a[aria-current]")?.id;
    const body = new URLSearchParams({ ...fields, key: crypto.randomUUID() });
    let done;
    try {
      done = await part(`${link.pathname}${verb}/`, "scheme-tree", body);
    } catch {
      tell(word("lost"));
      return;
    } finally {
      sending = false;
    }
    const said = document.querySelector("[data-moved-said]");
    if (said) said.textContent = done ? say : "";
    document.querySelector("[data-tree] a[aria-current]")?.removeAttribute("aria-current");
    document.getElementById(chosen)?.setAttribute("aria-current", "true");
    const input = document.querySelector("[data-filter]");
    if (input?.value) filter(input);
    document.getElementById(link.id)?.focus();
  }

  document.addEventListener("scheme:place", ({ detail }) => step(detail.link, "place", detail.fields, detail.say));

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-filter]")) filter(event.target);
    if (event.target.closest("#scheme-panel form")) typed = true;
  });

  document.addEventListener("submit", () => { typed = false; });

  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tree] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById("scheme-panel")) return;
    event.preventDefault();
    show(link);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-tree] a[aria-current]")?.scrollIntoView({ block: "center" });
    window.scrollTo(0, 0);
  });

  window.addEventListener("popstate", () => location.reload());

  document.addEventListener("keydown", (event) => {
    const input = event.target.closest("[data-filter]");
    if (input && event.key === "ArrowDown") {
      event.preventDefault();
      links()[0]?.focus();
    }
    const link = event.target.closest("[data-tree] a");
    if (!link || event.ctrlKey || event.metaKey) return;
    if (event.altKey && MOVES[event.key]) {
      event.preventDefault();
      if (link.closest("[data-tree]").dataset.tree === "change") step(link, "move", { direction: MOVES[event.key] }, "");
      return;
    }
    const all = links();
    const at = all.indexOf(link);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    all[Math.max(0, Math.min(to, all.length - 1))].focus();
  });

  // A file is read here and sent as text: no file goes through a form.
  document.addEventListener("change", (event) => {
    const chooser = event.target.closest("[data-file-into]");
    const file = chooser?.files[0];
    if (!file) return;
    const field = document.getElementById(chooser.dataset.fileInto);
    if ("fileBase64" in field.dataset) {
      const reader = new FileReader();
      reader.onload = () => { field.value = reader.result; };
      reader.readAsDataURL(file);
    } else {
      file.text().then((text) => { field.value = text; });
      const endings = { yaml: "yaml", yml: "yaml", ttl: "turtle", jsonld: "jsonld", json: "jsonld", qdc: "refi" };
      const kind = endings[file.name.split(".").pop().toLowerCase()];
      const select = document.getElementById("id_kind");
      if (kind && select) select.value = kind;
    }
  });
})();
