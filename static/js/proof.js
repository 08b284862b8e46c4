// The proof of a consent goes into the vault as soon as it is chosen; the form carries its id.
"use strict";

(() => {
  const input = document.querySelector("input[data-proof]");
  if (!input) return;
  const form = input.form;
  const state = document.querySelector("[data-proof-state]");

  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const receipt = await window.sending.send(input.dataset.proof, file, {
      key: window.sending.newKey(),
      token: form.elements.csrfmiddlewaretoken.value,
      words: input.dataset,
      upTo: 256 * 1024 * 1024,
      tell: (text, _share, wrong) => {
        state.textContent = text;
        state.classList.toggle("house-error", Boolean(wrong));
      },
    });
    if (!receipt) return;
    form.elements.proof.value = receipt.id;
    input.removeAttribute("aria-invalid");
    state.textContent += ` SHA-256 ${receipt.sha256}`;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
