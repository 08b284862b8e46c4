// An archive goes into the vault as soon as it is chosen; then its own page opens.
"use strict";

(() => {
  const input = document.querySelector("input[data-archive]");
  if (!input) return;
  const form = input.form;
  const state = form.querySelector("[data-archive-state]");
  const bar = form.querySelector("[data-archive-bar]");
  const collection = form.querySelector("[data-collection]");

  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    bar.hidden = false;
    input.disabled = true;
    const sent = await window.sending.send(input.dataset.archive, file, {
      key: window.sending.newKey(),
      token: form.elements.csrfmiddlewaretoken.value,
      words: input.dataset,
      upTo: 256 * 1024 * 1024,
      headers: collection ? { "X-Collection": collection.value } : {},
      tell: (text, share, wrong) => {
        state.textContent = text;
        bar.value = share ?? 0;
        state.classList.toggle("house-error", Boolean(wrong));
      },
    });
    input.disabled = false;
    if (sent) {
      location.assign(sent.page);
    } else {
      bar.hidden = true;
      input.value = "";
    }
  });
})();
