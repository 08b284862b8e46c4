// Reviewing proposals by keyboard: + accepts and - refuses the row one is in, and goes on to the next.
"use strict";

(() => {
  const form = document.querySelector("[data-review]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-review-row]")];
  const KEYS = { "+": "accept", "-": "refuse" };

  // Marked is not sent: each row can still be set otherwise before the decisions are kept.
  const all = form.querySelector("[data-review-all]");
  all.hidden = false;
  all.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    if (mark === undefined) return;
    for (const row of rows) row.querySelector(`input[value="${mark}"]`).checked = true;
  });

  document.addEventListener("keydown", (event) => {
    const value = KEYS[event.key];
    if (!value || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = event.target.closest?.("[data-review-row]") || rows[0];
    if (!row) return;
    event.preventDefault();
    row.querySelector(`input[value="${value}"]`).checked = true;
    const next = rows[rows.indexOf(row) + 1];
    (next ? next.querySelector("input:checked") : form.querySelector("[type=submit]"))?.focus();
  });
})();
