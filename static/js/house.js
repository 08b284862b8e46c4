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

// After a refused form the first field with an error has the focus, so that it is read aloud and seen.
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();
});

// A part of the page that is asked for again waits while somebody fills in a form inside it.
const beingFilledIn = (part) =>
  (part.getAttribute("hx-trigger") || "").startsWith("every") &&
  part.querySelector("details[open] form, form :focus") !== null;

for (const step of ["htmx:before:request", "htmx:before:swap"]) {
  document.addEventListener(step, (event) => {
    if (beingFilledIn(event.target)) event.preventDefault();
  });
}

// A secret shown once is selected whole when it gets the focus.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-copy]")) event.target.select();
});

// What is typed into a form marked data-keep survives an ended session, in this tab only:
// it comes back when the same page is opened again, and is forgotten once the form is answered.
// Never on forms that hold anything of a witness.
const kept = (form) => "kept:" + location.pathname + ":" + [...document.forms].indexOf(form);
const keepable = (field) => field.name && !["password", "hidden", "submit"].includes(field.type);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !("keep" in form.dataset)) return;
  const typed = [...form.elements].filter(keepable).map((field) => [
    field.name,
    field.value,
    field.type === "checkbox" || field.type === "radio" ? field.checked : null,
  ]);
  sessionStorage.setItem(kept(form), JSON.stringify(typed));
});

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const typed = sessionStorage.getItem(kept(form));
    if (!typed || form.querySelector('[aria-invalid="true"]')) continue;
    for (const [name, value, checked] of JSON.parse(typed)) {
      for (const field of [...form.elements].filter((one) => one.name === name)) {
        if (checked === null) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
  }
  // A page of the same address without the form is the answer to it.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("kept:" + location.pathname + ":") && !document.querySelector("form[data-keep]")) {
      sessionStorage.removeItem(key);
    }
  }
});
