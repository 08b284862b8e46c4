// “@” in a field marked data-call offers the names of those who can be called; arrows and Enter choose.
"use strict";

(() => {
  const CALL = /(?:^|[^\p{L}\p{N}_.+-])@([\p{L}\p{N}_][^@\n]{0,60}|)$/u;
  const known = new Map(); // address: names, or the promise of them
  let open = null; // {field, list, names, at, chosen}
  let number = 0;

  function names(url) {
    if (!known.has(url)) {
      const asked = fetch(url, { headers: { "X-Unattended": "yes" } }).then(async (answer) => {
        if (!answer.ok || answer.redirected) throw new Error("refused");
        return (await answer.json()).names;
      });
      asked.catch(() => known.delete(url)); // the line was away: asked again with the next letter
      known.set(url, asked);
    }
    return known.get(url);
  }

  function close() {
    if (!open) return;
    open.field.removeAttribute("aria-activedescendant");
    open.list.remove();
    open = null;
  }

  async function offer(field) {
    const before = field.value.slice(0, field.selectionStart);
    const begun = CALL.exec(before);
    if (!begun) {
      close();
      return;
    }
    const typed = begun[1].toLocaleLowerCase();
    let all;
    try {
      all = await names(field.dataset.call);
    } catch {
      close();
      return;
    }
    if (document.activeElement !== field || field.value.slice(0, field.selectionStart) !== before) return;
    const fit = all.filter((name) => {
      const low = name.toLocaleLowerCase();
      return low !== typed && (low.startsWith(typed) || low.split(" ").some((part) => part.startsWith(typed)));
    }).slice(0, 8);
    close();
    if (fit.length) show(field, fit, before.length - begun[1].length);
  }

  function show(field, fit, at) {
    const list = document.createElement("ul");
    number += 1;
    list.className = "suggest calling";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "@");
    for (const [place, name] of fit.entries()) {
      const line = document.createElement("li");
      line.id = `call-${number}-${place}`;
      line.setAttribute("role", "option");
      line.textContent = name;
      list.append(line);
    }
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const place = [...list.children].indexOf(event.target.closest("li"));
      if (place >= 0) take(place);
    });
    field.after(list);
    open = { field, list, names: fit, at, chosen: 0 };
    mark();
  }

  function mark() {
    for (const [place, line] of [...open.list.children].entries()) {
      line.setAttribute("aria-selected", String(place === open.chosen));
    }
    open.field.setAttribute("aria-activedescendant", open.list.children[open.chosen].id);
  }

  function take(place) {
    const { field, names: fit, at } = open;
    close();
    field.setRangeText(`${fit[place]} `, at, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-call]")) offer(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (open && event.target === open.field) close();
  });
  // Before the field's own keys: Escape closes the list and not the form.
  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.field || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) open.chosen = (open.chosen + step + open.names.length) % open.names.length;
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") take(open.chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (open) mark();
  }, true);
})();
