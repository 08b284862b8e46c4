// The codes: typed letters find one in English, Russian, Belarusian or by its id; those used last come first.
"use strict";

iapb.palette = (() => {
  const root = document.querySelector("[data-workbench]");
  const box = root.querySelector("[data-palette]");
  const [input, list, words, definition, picture] = ["input", "list", "words", "definition", "picture"]
    .map((name) => box.querySelector(`[data-palette-${name}]`));
  const recent = [];
  const SHOWN = 20;
  let codes = [];
  let found = [];
  let chosen = 0;
  let span = null;
  let back = null;
  const named = root.dataset.named === "yes";

  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  const initials = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word[0]).join("");

  function load(all) {
    const used = all.filter((code) => code.recent !== null).sort((a, b) => a.recent - b.recent);
    recent.push(...used.map((code) => code.code));
    codes = all.filter((code) => code.assignable).map((code) => ({
      ...code,
      usable: !code.barred && (!code.restricted || named),
      keys: [...code.labels, ...code.also, code.code].map(fold),
      ids: fold(code.code),
      short: code.labels.map((label) => initials(fold(label))),
      defined: fold(code.definition),
    }));
  }

  // Letters in order, better when they begin words and stand together; 0 when they are not all there.
  function score(text, query) {
    const at = text.indexOf(query);
    if (at === 0) return 100 - text.length / 100;
    if (at > 0) return (/[\s,.(«"-]/.test(text[at - 1]) ? 80 : 50) - text.length / 100;
    let position = -1;
    let points = 30;
    for (const letter of query) {
      const next = text.indexOf(letter, position + 1);
      if (next < 0) return 0;
      if (next > position + 1) points -= /[\s,.(-]/.test(text[next - 1] || " ") ? 1 : 4;
      position = next;
    }
    return Math.max(0, points);
  }

  // Two letters or three are enough for most: the first ones of some of the words, in order, or those of the id.
  function abbreviated(code, term) {
    if (term.length < 2) return 0;
    return Math.max(...code.short.map((short) => {
      if (short === term) return 99;
      let at = 0;
      for (const letter of term) {
        const next = short.indexOf(letter, at);
        if (next < 0 || (at === 0 && next > 0)) return 0;
        at = next + 1;
      }
      return 84 - (at - term.length) - short.length / 10;
    }));
  }

  function rank(code, terms) {
    let total = 0;
    for (const term of terms) {
      const best = Math.max(...code.keys.map((key) => score(key, term)), abbreviated(code, term),
        term.length > 3 && code.defined.includes(term) ? 12 : 0);
      if (!best) return 0;
      total += best;
    }
    const used = recent.indexOf(code.code);
    return total + (used >= 0 ? 15 - used : 0);
  }

  function search() {
    const terms = fold(input.value).split(/\s+/).filter(Boolean);
    if (terms.length) {
      found = codes.map((code) => [rank(code, terms), code]).filter(([points]) => points > 0)
        .sort((a, b) => b[0] - a[0]).slice(0, SHOWN).map(([, code]) => code);
    } else {
      const first = recent.map((id) => codes.find((code) => code.code === id)).filter(Boolean);
      found = [...first, ...codes.filter((code) => !recent.includes(code.code))];
    }
    chosen = 0;
    draw();
  }

  function draw() {
    list.replaceChildren(...found.map((code, index) => {
      const entry = document.createElement("li");
      entry.id = `palette-${index}`;
      entry.role = "option";
      entry.dataset.index = index;
      entry.setAttribute("aria-selected", String(index === chosen));
      if (!code.usable) entry.setAttribute("aria-disabled", "true");
      const dot = document.createElement("span");
      dot.className = "code-dot";
      dot.dataset.category = code.category;
      const label = document.createElement("span");
      label.className = "palette-label";
      label.textContent = code.label;
      const id = document.createElement("span");
      id.className = "palette-id";
      id.textContent = recent.includes(code.code) ? `${code.code} · ${iapb.word("recent")}` : code.code;
      const others = document.createElement("span");
      others.className = "palette-others";
      others.textContent = code.usable
        ? [...new Set(code.labels)].filter((one) => one !== code.label).join(" · ") : iapb.word("needToKnow");
      entry.append(dot, label, id, others);
      return entry;
    }));
    if (!found.length) {
      const empty = document.createElement("li");
      empty.className = "palette-empty";
      empty.role = "option";
      empty.setAttribute("aria-disabled", "true");
      empty.setAttribute("aria-selected", "false");
      empty.textContent = iapb.word("noCode");
      list.append(empty);
    }
    mark();
  }

  function mark() {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    const entry = list.children[chosen];
    if (found.length) entry.setAttribute("aria-selected", "true");
    entry?.scrollIntoView({ block: "nearest" });
    if (found.length) input.setAttribute("aria-activedescendant", `palette-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    const code = found[chosen];
    definition.textContent = [code?.definition, code?.include && `✓ ${code.include}`, code?.exclude && `✗ ${code.exclude}`]
      .filter(Boolean).join("\n");
    picture.hidden = !code?.picture;
    picture.alt = code?.picture_alt || "";
    if (code?.picture) picture.src = code.picture;
  }

  function open(where, letter, element) {
    span = where;
    back = element;
    words.textContent = where.exact.length > 120 ? `${where.exact.slice(0, 120)}…` : where.exact;
    box.hidden = false;
    showPending(true);
    input.value = letter;
    input.focus();
    search();
  }

  // The browser's own selection fades once the field has the focus.
  function showPending(on) {
    const list = iapb.marks.within(span.side, span.start, span.end);
    iapb.marks.highlight("pending", on ? list.map((s) => iapb.marks.rangeIn(s, span.start, span.end)) : [], 3);
  }

  function close() {
    if (box.hidden) return;
    showPending(false);
    box.hidden = true;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
    back?.focus({ preventScroll: true });
    if (anchorNode && iapb.marks.bySegment.has(anchorNode.parentElement)) {
      document.getSelection().setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
  }

  function apply(stay) {
    const code = found[chosen];
    if (!code) return;
    if (!code.usable) {
      iapb.bench.announceAndShow(`${code.label}: ${iapb.word("needToKnow")}`);
      return;
    }
    const used = recent.indexOf(code.code);
    if (used >= 0) recent.splice(used, 1);
    recent.unshift(code.code);
    recent.length = Math.min(recent.length, 8);
    iapb.queue.place(span, code);
    if (stay) {
      input.value = "";
      search();
    } else close();
  }

  input.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) {
      event.preventDefault();
      chosen = Math.max(0, Math.min(found.length - 1, chosen + moves[event.key]));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      apply(event.shiftKey);
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const entry = event.target.closest("[data-index]");
    if (!entry) return;
    chosen = Number(entry.dataset.index);
    apply(event.shiftKey);
  });
  document.addEventListener("mousedown", (event) => {
    if (!box.hidden && !box.contains(event.target)) close();
  });

  iapb.codes.then(load, () => {});
  return { open, close, get isOpen() { return !box.hidden; } };
})();
