// What a machine proposes: dashed under its words; [ and ] go through, + accepts, - refuses, a letter changes.
"use strict";

iapb.suggestions = (() => {
  const { marks, bench } = iapb;
  const root = document.querySelector("[data-workbench]");
  const panel = root.querySelector("[data-suggestion]");
  if (!panel || !root.dataset.suggestionsUrl) return null;
  const part = (name) => panel.querySelector(`[data-suggestion-${name}]`);
  let open = []; // in the order of the text
  let current = null;
  let sending = false;

  const rangesOf = (one) => marks.segmentsOf(one).map((segment) => marks.rangeIn(segment, one.start, one.end));

  function light() {
    marks.highlight("suggestion", open.flatMap(rangesOf), 1);
    marks.highlight("suggestion-current", current ? rangesOf(current) : [], 2);
  }

  function choose(one) {
    current = one || null;
    panel.hidden = !current;
    if (current) {
      part("kind").textContent = current.kind_label;
      part("label").textContent = current.label;
      part("others").hidden = !current.others.length;
      part("other").textContent = current.others.join(", ");
      part("words").textContent = current.exact;
      part("because").textContent = current.because;
      part("cue").textContent = current.cue;
      part("cue").hidden = current.cue === current.exact;
      part("count").textContent = open.length;
      part("engine").textContent = current.engine;
      bench.show(current.text, current.start, current.end);
      const [first] = rangesOf(current);
      const last = rangesOf(current).pop();
      if (first) {
        document.getSelection()
          .setBaseAndExtent(first.startContainer, first.startOffset, last.endContainer, last.endOffset);
      }
      bench.announce(`${current.kind_label}: ${current.label}. ${current.exact}. ${current.because}`);
    }
    light();
  }

  function step(by) {
    if (!open.length) { bench.announceAndShow(iapb.word("noSuggestion")); return; }
    const at = open.indexOf(current);
    choose(open[(at < 0 && by < 0 ? 0 : at) + by] || open[by > 0 ? 0 : open.length - 1]);
  }

  async function decide(one, body) {
    if (sending) return;
    sending = true;
    const url = root.dataset.suggestionUrl.replace("00000000-0000-0000-0000-000000000000", one.id);
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf },
        body: JSON.stringify(body),
      });
      const told = await answer.json();
      if (!answer.ok) { bench.complain(told.detail || iapb.word("failed")); return; }
      bench.complain("");
      const next = open[open.indexOf(one) + 1];
      open = open.filter((other) => other !== one);
      if (told.placed) marks.put(told.placed);
      choose(next || open[0]);
    } catch {
      bench.complain(iapb.word("failed"));
    } finally {
      sending = false;
    }
  }

  // A code chosen from the palette for the proposal's own words is the proposal, changed.
  function onPlaced({ detail: tag }) {
    if (!current?.code || sending || tag.code === current.code) return;
    if (tag.text === current.text && tag.start === current.start && tag.end === current.end) {
      decide(current, { decision: "change", code: tag.code });
    }
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select, [contenteditable]")) return;
    if (event.key === "[" || event.key === "]") {
      event.preventDefault();
      step(event.key === "]" ? 1 : -1);
    } else if ((event.key === "+" || event.key === "-") && current) {
      event.preventDefault();
      decide(current, { decision: event.key === "+" ? "accept" : "refuse" });
    }
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-decide]");
    if (button && current) decide(current, { decision: button.dataset.decide });
    if (event.target.closest("[data-suggestion-next]")) step(1);
  });
  document.addEventListener("iapb:placed", onPlaced);

  fetch(root.dataset.suggestionsUrl).then((answer) => answer.json()).then((all) => {
    open = all.filter((one) => marks.segmentsOf(one).length);
    light();
    root.dataset.suggested = "yes";
  }).catch(() => bench.complain(iapb.word("failed")));

  return { step, get open() { return open; }, get current() { return current; } };
})();
