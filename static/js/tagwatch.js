// What others tag meanwhile: asked for every few seconds while somebody looks at the page, and told.
"use strict";

(() => {
  const { marks, bench } = iapb;
  const root = document.querySelector("[data-workbench]");
  const EVERY = Number(root.dataset.watchSeconds || 15) * 1000;
  let state = "";
  let asking = false;

  const busy = () => iapb.queue?.length > 0;

  async function ask() {
    if (asking || document.hidden || busy()) return;
    asking = true;
    const settled = iapb.queue?.settled;
    try {
      // Nobody did anything: an unattended page does not keep its session awake.
      const headers = { "X-Unattended": "yes", ...(state ? { "If-None-Match": state } : {}) };
      const answer = await fetch(root.dataset.tagsUrl, { cache: "no-store", headers });
      if (!answer.ok) return; // unchanged, or said by what somebody does next
      const told = await answer.json();
      // What was sent from here meanwhile is not in this list.
      if (busy() || iapb.queue?.settled !== settled) return;
      state = answer.headers.get("ETag") || "";
      merge(told);
    } catch {
      // The line is away: the next one will do.
    } finally {
      asking = false;
    }
  }

  function merge(told) {
    const standing = new Set();
    const fresh = [];
    for (const tag of told) {
      standing.add(tag.client_key);
      const known = marks.tags.get(tag.client_key);
      if (!known) {
        marks.put(tag);
        if (!tag.mine && marks.sideOf(tag.text)) fresh.push(tag);
      } else if (known.state !== tag.state || JSON.stringify(known.notes) !== JSON.stringify(tag.notes)) {
        Object.assign(known, tag);
        marks.refresh(known);
      }
    }
    for (const tag of [...marks.tags.values()]) {
      if (tag.id && !tag.waiting && !standing.has(tag.client_key)) marks.drop(tag);
    }
    if (fresh.length) {
      const authors = [...new Set(fresh.map((tag) => tag.author))].join(", ");
      bench.announce(`${iapb.word("othersTagged")} ${authors} (${fresh.length})`);
    }
    iapb.place?.again();
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
})();
