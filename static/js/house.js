// Behaviour every page shares: a form is sent once, whatever is clicked.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Back from the next page: the form may be sent again.
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});
