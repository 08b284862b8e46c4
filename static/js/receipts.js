// The page that checks a receipt: its JSON file is read into the field, one's own file is hashed here and never sent.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-focus]")?.focus();
  const form = document.querySelector("[data-check]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const field = (name) => form.elements.namedItem(name);
  const say = (text, wrong = false) => {
    part("state").textContent = text;
    part("state").classList.toggle("house-error", wrong);
  };
  let latest = 0;

  for (const hidden of form.querySelectorAll("[data-script]")) hidden.hidden = false;

  async function read(file) {
    if (file.size > Number(field("receipt").maxLength)) say(form.dataset.wordLarge, true);
    else field("receipt").value = await file.text();
  }

  async function hash(file) {
    const mine = (latest += 1);
    field("sha256").value = "";
    part("bar").hidden = false;
    say(form.dataset.wordHashing);
    const sha256 = await window.hashing.of(file, form.dataset.worker, {
      tell: (share) => {
        if (mine === latest) part("bar").value = share;
      },
    });
    if (mine !== latest) return;
    part("bar").hidden = true;
    field("sha256").value = sha256 || "";
    say(sha256 ? form.dataset.wordHashed : form.dataset.wordUnread, !sha256);
  }

  part("receipt-file").addEventListener("change", (event) => {
    if (event.target.files.length) read(event.target.files[0]);
  });
  part("own-file").addEventListener("change", (event) => {
    if (event.target.files.length) hash(event.target.files[0]);
  });
  field("receipt").addEventListener("dragover", (event) => event.preventDefault());
  field("receipt").addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
});
