// Codes of the tree dragged with the mouse: onto another code they stand under it, between two they stand there.
// What may stand where the server says; here only what it would refuse is not offered.
"use strict";

(() => {
  const EDGE = 0.3; // of a line's height: above and below it means between two
  const scheme = document.querySelector("[data-scheme]");
  let dragged = null; // the line
  let aim = null; // {line, zone}

  const code = (line) => line.querySelector("a").id.slice("line-".length);
  const depth = (line) => Number(line.dataset.depth);
  const label = (line) => line.querySelector(".scheme-label").textContent;

  function parentOf(line) {
    let above = line.previousElementSibling;
    while (above && depth(above) >= depth(line)) above = above.previousElementSibling;
    return above;
  }

  // The line itself and all below it.
  function within(line) {
    const found = [line];
    let next = line.nextElementSibling;
    while (next && depth(next) > depth(line)) {
      found.push(next);
      next = next.nextElementSibling;
    }
    return found;
  }

  function rootOf(line) {
    let root = line;
    for (let above = line; above; above = parentOf(above)) root = above;
    return root;
  }

  // The next one beside it, but for what is being dragged.
  function nextBeside(line) {
    let next = within(line).at(-1).nextElementSibling;
    if (next === dragged) next = within(dragged).at(-1).nextElementSibling;
    return next && depth(next) === depth(line) ? next : null;
  }

  function firstBelow(line) {
    const below = within(line).slice(1).filter((one) => depth(one) === depth(line) + 1 && one !== dragged);
    return below[0] || null;
  }

  // Where it would stand: under which line, and before which; null where it cannot.
  function place({ line, zone }) {
    if (within(dragged).includes(line) || rootOf(line) !== rootOf(dragged)) return null;
    let parent = line;
    let before = null;
    if (zone === "above") [parent, before] = [parentOf(line), line];
    if (zone === "below") {
      before = firstBelow(line);
      if (!before && depth(line) > 0) [parent, before] = [parentOf(line), nextBeside(line)];
    }
    if (!parent || parent.classList.contains("scheme-gone")) return null;
    return { parent, before };
  }

  function zoneAt(line, y) {
    const box = line.getBoundingClientRect();
    const at = (y - box.top) / box.height;
    if (at < EDGE) return "above";
    return at > 1 - EDGE ? "below" : "onto";
  }

  function mark(next) {
    if (aim?.line === next?.line && aim?.zone === next?.zone) return;
    aim?.line.classList.remove(`scheme-${aim.zone}`);
    next?.line.classList.add(`scheme-${next.zone}`);
    aim = next;
  }

  function end() {
    mark(null);
    dragged?.classList.remove("scheme-dragged");
    dragged = null;
  }

  document.addEventListener("dragstart", (event) => {
    const line = event.target.closest?.("[data-tree='change'] > li");
    if (!line || depth(line) === 0) return;
    dragged = line;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", code(line));
    line.classList.add("scheme-dragged");
  });

  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const line = event.target.closest?.("[data-tree='change'] > li");
    const next = line && { line, zone: zoneAt(line, event.clientY) };
    if (!next || !place(next)) {
      mark(null);
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark(next);
  });

  document.addEventListener("drop", (event) => {
    if (!dragged || !aim) return;
    event.preventDefault();
    const found = place(aim);
    const link = dragged.querySelector("a");
    const words = found.before ? scheme.dataset.before : scheme.dataset.under;
    const say = words.replace("{code}", label(dragged)).replace("{other}", label(found.before || found.parent));
    const fields = { parent: code(found.parent), before: found.before ? code(found.before) : "" };
    end();
    document.dispatchEvent(new CustomEvent("scheme:place", { detail: { link, fields, say } }));
  });

  document.addEventListener("dragend", end);
})();
