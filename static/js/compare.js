// Settles differences between two coders by keyboard: arrows go from one to the next, a digit chooses, Enter sends.
"use strict";

(() => {
  const root = document.querySelector("[data-compare]");
  if (!root) return;
  const differences = [...root.querySelectorAll("[data-difference]")];
  const open = () => differences.filter((one) => one.querySelector("[data-settle]"));
  const current = () => document.activeElement.closest && document.activeElement.closest("[data-difference]");
  const typing = (element) => element.matches('textarea, select, input:not([type="radio"])');

  function go(to) {
    if (!to) return;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const at = differences.indexOf(current());
    go(differences[Math.min(Math.max(at + by, 0), differences.length - 1)]);
  }

  function choose(difference, radio) {
    radio.checked = true;
    const form = radio.form;
    const first = radio.value === "other" ? form.elements.code : form.elements.reason;
    first.focus();
    first.select();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") go(current());
      // Enter goes on to what is still to be said, and sends from the last field.
      const { form, name } = event.target;
      const following = { code: "exact", exact: "reason" }[name];
      if (event.key === "Enter" && following && !event.shiftKey) {
        event.preventDefault();
        form.elements[following].focus();
        form.elements[following].select();
      }
      return;
    }
    if (event.target.matches('[type="radio"]') && event.key.startsWith("Arrow")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const difference = current();
    const radio = difference && difference.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (radio) {
      event.preventDefault();
      choose(difference, radio);
    }
  });

  // Where the last one was settled, the page comes back at the next; else at the first that is open.
  const asked = location.hash.startsWith("#d-") && document.getElementById(location.hash.slice(1));
  if (asked) go(asked);
  else if (!location.hash && open().length) go(open()[0]);
})();
