// A field that completes from a register, over every spelling and script. Without script the words typed decide.
"use strict";

window.iapb = window.iapb || {};

(() => {
  const WAIT = 180;
  let number = 0;

  function bind(input) {
    if (input.dataset.bound) return;
    input.dataset.bound = "yes";
    const chosen = input.parentElement.querySelector(`input[name="${input.name.replace(/_typed$/, "_id")}"]`);
    const list = document.createElement("ul");
    number += 1;
    list.id = `suggest-${number}`;
    list.className = "suggest";
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", input.dataset.suggestName);
    input.after(list);
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    let timer = 0;
    let entries = [];
    let index = -1;
    let asked = 0;

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      index = -1;
    }

    async function ask() {
      const turn = (asked += 1);
      const form = input.form;
      const body = new FormData();
      body.append("text", input.value);
      const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
      try {
        const answer = await fetch(input.dataset.suggest, { method: "POST", body: new URLSearchParams(body), headers: { "X-CSRFToken": token } });
        if (!answer.ok || turn !== asked) return;
        entries = (await answer.json()).entries;
      } catch {
        return;
      }
      draw();
    }

    function draw() {
      list.replaceChildren(...entries.map((entry, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.role = "option";
        option.dataset.at = at;
        option.setAttribute("aria-selected", "false");
        const label = document.createElement("strong");
        label.textContent = entry.label;
        const names = document.createElement("span");
        names.textContent = entry.names;
        option.append(label, names);
        return option;
      }));
      if (!entries.length) {
        const none = document.createElement("li");
        none.className = "suggest-none";
        none.role = "option";
        none.setAttribute("aria-disabled", "true");
        none.setAttribute("aria-selected", "false");
        none.textContent = input.dataset.suggestNone;
        list.append(none);
      }
      index = -1;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function move(by) {
      if (list.hidden || !entries.length) {
        ask();
        return;
      }
      index = (index + by + entries.length) % entries.length;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      list.children[index].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[index].id);
    }

    function take(at) {
      const entry = entries[at];
      if (!entry) return;
      input.value = entry.label;
      chosen.value = entry.id;
      close();
    }

    input.addEventListener("input", () => {
      chosen.value = "";
      clearTimeout(timer);
      if (input.value.trim()) timer = setTimeout(ask, WAIT);
      else close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !list.hidden && index >= 0) {
        event.preventDefault();
        take(index);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 120));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-at]");
      if (option) take(Number(option.dataset.at));
    });
  }

  iapb.bindSuggest = (within) => within.querySelectorAll("[data-suggest]").forEach(bind);
  iapb.bindSuggest(document);
})();
