// A tag that waits for its place: keys for the places, and the words a person selects in the newer text.
"use strict";

(() => {
  const root = document.querySelector("[data-carrying]");
  if (!root) return;
  const form = root.querySelector("[data-selection-form]");
  const words = root.querySelector("[data-selected]");

  // The code point of the layer at which a point of the document lies, or null outside the newer text.
  function place(node, offset) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const segment = element && element.closest("[data-at]");
    if (!segment || !root.contains(segment)) return null;
    const before = document.createRange();
    before.setStart(segment, 0);
    before.setEnd(node, offset);
    return Number(segment.dataset.at) + iapb.codepoints.length(before.toString());
  }

  function selected() {
    const chosen = document.getSelection();
    if (!chosen || !chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const text = chosen.toString();
    let start = place(range.startContainer, range.startOffset);
    let end = place(range.endContainer, range.endOffset);
    if (start === null || end === null || !text.trim()) return null;
    start += iapb.codepoints.length(text.slice(0, text.length - text.trimStart().length));
    end -= iapb.codepoints.length(text.slice(text.trimEnd().length));
    return end > start ? { start, end, text: text.trim() } : null;
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (!found) return;
    form.elements.start.value = found.start;
    form.elements.end.value = found.end;
    words.textContent = found.text;
    form.hidden = false;
  });

  // From the keyboard: what to begin with, which end moves, and by words.
  function begin() {
    const marks = root.querySelectorAll('.carry-new[data-n="1"]');
    const from = marks.length ? marks[0] : root.querySelector("[data-at]");
    if (!from) return;
    const to = marks.length ? marks[marks.length - 1] : from;
    document.getSelection().setBaseAndExtent(from, 0, to, to.childNodes.length);
  }

  function turn() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
    if (anchorNode) document.getSelection().setBaseAndExtent(focusNode, focusOffset, anchorNode, anchorOffset);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (event.shiftKey && (key === "arrowleft" || key === "arrowright")) {
      event.preventDefault();
      document.getSelection().modify("extend", key === "arrowleft" ? "left" : "right", "word");
      return;
    }
    if (key === "e" || key === "r") {
      event.preventDefault();
      (key === "e" ? begin : turn)();
      return;
    }
    if (key === "d") {
      event.preventDefault();
      root.querySelector("#id_reason").focus();
      return;
    }
    const button = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button || (button.form && button.form.hidden)) return;
    event.preventDefault();
    button.click();
  });
})();
