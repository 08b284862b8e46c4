// Small pictures in lists: fetched when their row comes into sight, many in one question. The list never waits for them.
"use strict";

(() => {
  const own = document.currentScript.dataset;
  const AT_ONCE = 50;
  const [WIDEST, HIGHEST] = [84, 64]; // points; glance.css has the same for what is hidden
  const known = new Map(); // what stands in a slot, by its id: a part of the page may be swapped for a newer one
  const met = new WeakSet(); // slots that are watched or were: none is asked for twice
  let waiting = [];
  let timer = null;

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      waiting.push(entry.target);
      timer ??= setTimeout(askAll, 50);
    }
  }, { rootMargin: "150px" });

  function askAll() {
    timer = null;
    while (waiting.length) ask(waiting.splice(0, AT_ONCE), false);
  }

  // Several slots may want the same picture.
  async function ask(slots, asked) {
    const body = new FormData();
    for (const id of new Set(slots.map((slot) => `${slot.dataset.of} ${slot.dataset.glance}`))) body.append(...id.split(" "));
    if (asked) body.append("asked", "yes");
    try {
      const answer = await fetch(own.address, { method: "POST", headers: { "X-CSRFToken": own.csrf }, body });
      if (!answer.ok) return;
      const { pictures } = await answer.json();
      for (const slot of slots) if (pictures[slot.dataset.glance]) fill(slot, pictures[slot.dataset.glance], asked);
    } catch {
      // The list is whole without its pictures.
    }
  }

  function fill(slot, told, asked) {
    const made = told.url ? picture(slot, told) : veil(slot);
    known.set(slot.dataset.glance, made);
    slot.replaceChildren(made);
    if (asked) made.focus();
  }

  function picture(slot, { url, page, width, height }) {
    const link = document.createElement("a");
    link.href = page;
    const image = document.createElement("img");
    image.alt = own.wordLook;
    // Its room is there before it is, so that no row moves under a hand.
    const share = Math.min(1, WIDEST / width, HIGHEST / height);
    image.width = Math.round(width * share);
    image.height = Math.round(height * share);
    image.addEventListener("error", () => { known.delete(slot.dataset.glance); link.remove(); });
    image.src = url;
    link.append(image);
    return link;
  }

  function veil(slot) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "glance-veil";
    button.textContent = own.wordShow;
    button.setAttribute("aria-label", own.wordShowIt);
    button.addEventListener("click", () => ask([button.parentElement], true));
    return button;
  }

  function watch() {
    for (const slot of document.querySelectorAll("[data-glance]:empty")) {
      if (met.has(slot)) continue;
      met.add(slot);
      const made = known.get(slot.dataset.glance);
      if (made && !made.isConnected) slot.append(made);
      else watcher.observe(slot);
    }
  }

  watch();
  for (const step of ["htmx:after:swap", "htmx:after:settle"]) document.addEventListener(step, watch);
})();
