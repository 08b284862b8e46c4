// Shows tags: a highlight on the words, a bracket with the code's name in the margin. Tags may overlap.
"use strict";

iapb.marks = (() => {
  const { toUnits } = iapb.codepoints;
  const root = document.querySelector("[data-workbench]");
  const canHighlight = typeof Highlight === "function" && CSS.highlights;
  const CHIP = 18; // height of a code's name in the margin, in pixels
  const LANE = 6;

  const segments = { o: [], t: [] };
  for (const element of root.querySelectorAll(".segment")) {
    const node = element.firstChild;
    if (!node) continue;
    const start = Number(element.dataset.at);
    segments[element.dataset.side].push({
      element, node, start, end: start + iapb.codepoints.length(node.data), pair: element.closest(".pair"),
      text: element.dataset.text, side: element.dataset.side,
    });
  }
  const bySegment = new Map([...segments.o, ...segments.t].map((segment) => [segment.element, segment]));
  for (const list of Object.values(segments)) list.forEach((segment, index) => { segment.index = index; });

  const tags = new Map(); // id or client key -> tag
  let names = new Map(); // code id -> its data
  let current = null;
  const visible = new Set();

  function segmentsOf(tag) {
    const side = segments.o[0] && segments.o[0].text === tag.text ? "o" : segments.t[0] && segments.t[0].text === tag.text ? "t" : null;
    if (!side) return [];
    return segments[side].filter((segment) => segment.start < tag.end && tag.start < segment.end);
  }

  function rangeIn(segment, start, end) {
    const range = new Range();
    range.setStart(segment.node, toUnits(segment.node.data, Math.max(0, start - segment.start)));
    range.setEnd(segment.node, toUnits(segment.node.data, Math.min(segment.end, end) - segment.start));
    return range;
  }

  function highlight(name, ranges, priority) {
    if (!canHighlight) return;
    const found = new Highlight(...ranges);
    found.priority = priority;
    CSS.highlights.set(name, found);
  }

  function category(tag) {
    return tag.code.split(".")[0];
  }

  function label(tag) {
    const code = names.get(tag.code);
    return code ? code.label : tag.code;
  }

  function showHighlights() {
    const byCategory = new Map();
    for (const tag of tags.values()) {
      const ranges = segmentsOf(tag).map((segment) => rangeIn(segment, tag.start, tag.end));
      byCategory.set(category(tag), [...(byCategory.get(category(tag)) || []), ...ranges]);
    }
    for (const [name, ranges] of byCategory) highlight(`code-${name}`, ranges, 0);
    if (canHighlight) {
      for (const name of [...CSS.highlights.keys()]) {
        if (name.startsWith("code-") && !byCategory.has(name.slice(5))) CSS.highlights.delete(name);
      }
    }
    highlight("tag-current", current ? segmentsOf(current).map((s) => rangeIn(s, current.start, current.end)) : [], 2);
  }

  // Brackets of one pair: a line as high as the words, in a lane of its own; the name beside it, pushed down where names collide.
  function drawPair(pair) {
    for (const margin of pair.querySelectorAll("[data-marks]")) {
      const keep = margin.contains(document.activeElement) ? document.activeElement.dataset.tag : null;
      margin.replaceChildren();
      const side = margin.dataset.marks;
      const { top } = margin.getBoundingClientRect();
      const lanes = [];
      let free = 0;
      const pieces = [];
      for (const [key, tag] of tags) {
        for (const segment of segmentsOf(tag)) {
          if (segment.side !== side || segment.pair !== pair) continue;
          const box = rangeIn(segment, tag.start, tag.end).getBoundingClientRect();
          pieces.push({ key, tag, segment, top: box.top - top, bottom: box.bottom - top });
        }
      }
      pieces.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
      for (const piece of pieces) {
        let lane = lanes.findIndex((end) => end <= piece.top + 1);
        if (lane < 0) lane = lanes.push(0) - 1;
        lanes[lane] = piece.bottom;
        const line = document.createElement("span");
        line.className = "bracket";
        line.dataset.category = category(piece.tag);
        if (piece.tag.state === "suggested") line.classList.add("bracket-suggested");
        line.style.top = `${piece.top}px`;
        line.style.height = `${Math.max(10, piece.bottom - piece.top)}px`;
        line.style.setProperty("--lane", `${lane * LANE}px`);
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chip";
        chip.tabIndex = -1;
        chip.dataset.tag = piece.key;
        chip.dataset.category = category(piece.tag);
        chip.textContent = label(piece.tag);
        chip.title = `${label(piece.tag)} · ${piece.tag.author}`;
        chip.setAttribute("aria-label", `${label(piece.tag)}: “${piece.tag.exact}”, ${iapb.word("by")} ${piece.tag.author}`);
        if (current === piece.tag) chip.setAttribute("aria-current", "true");
        if (piece.tag.waiting) chip.classList.add("chip-waiting");
        const at = Math.max(piece.top, free);
        free = at + CHIP;
        chip.style.top = `${at}px`;
        margin.append(line, chip);
      }
      // More names than the words are high: the row makes room.
      margin.style.minHeight = pieces.length ? `${free + 4}px` : "";
      if (keep) margin.querySelector(`[data-tag="${CSS.escape(keep)}"]`)?.focus();
    }
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        visible.add(entry.target);
        drawPair(entry.target);
      } else visible.delete(entry.target);
    }
  }, { rootMargin: "300px" });
  const pairs = [...root.querySelectorAll("[data-pair]")];
  pairs.forEach((pair) => watcher.observe(pair));
  let resizing = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(redraw);
  });

  function redraw() {
    visible.forEach(drawPair);
  }

  const layers = root.querySelector("[data-layers]");

  function show() {
    // The margin of a side without tags stays narrow.
    for (const side of ["o", "t"]) {
      const text = segments[side][0]?.text;
      layers.classList.toggle(`bare-${side}`, ![...tags.values()].some((tag) => tag.text === text));
    }
    showHighlights();
    redraw();
  }

  function put(key, tag) {
    tags.set(key, tag);
    show();
  }

  function drop(key) {
    const tag = tags.get(key);
    tags.delete(key);
    if (tag && tag === current) choose(null);
    show();
    return tag;
  }

  // The tag that the panel's buttons act on.
  function choose(tag) {
    current = tag;
    show();
    document.dispatchEvent(new CustomEvent("iapb:tag", { detail: tag }));
  }

  function find(id) {
    for (const tag of tags.values()) if (tag.id === id) return tag;
    return null;
  }

  function covering(text, start, end) {
    return [...tags.values()].filter((tag) => tag.text === text && tag.start <= start && end <= tag.end).pop() || null;
  }

  return {
    segments, bySegment, tags, put, drop, choose, find, covering, segmentsOf, rangeIn, highlight, label, category, show,
    get current() { return current; },
    name(codes) { names = new Map(codes.map((code) => [code.code, code])); show(); },
    code(id) { return names.get(id); },
  };
})();

iapb.word = (name) => document.querySelector(`#bench-words [data-word="${name}"]`)?.textContent || "";
