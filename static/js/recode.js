// Tags of a parted code, one after another: a number puts the tag under that code, and keys for the rest.
"use strict";

(() => {
  const root = document.querySelector("[data-recode]");
  if (!root) return;
  let sent = false; // a key held down answers once

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "o") {
      const other = root.querySelector("#id_code");
      if (!other) return;
      event.preventDefault();
      other.focus();
      return;
    }
    const button = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button || sent || event.repeat) return;
    event.preventDefault();
    sent = true;
    button.click();
  });

  // Back from the next page: the keys answer again.
  window.addEventListener("pageshow", () => { sent = false; });
})();
