// Ticks every family that may go; without it the button beside does the same on the server.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-tick-may-go]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of button.form.querySelectorAll("[data-may-go]")) box.checked = true;
    });
  }
});
