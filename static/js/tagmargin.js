// The margins: a bracket for each tag and question in a lane of its own, its name beside it. Drawn only near the screen.
"use strict";

iapb.margin = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const layers = root.querySelector("[data-layers]");
  const CHIP = 18; // height of a name, in pixels
  const LANE = 6;
  const MOST_LANES = 9; // what overlaps still more shares the last one
  const AT_ONCE = 6; // rows drawn in one frame: whoever types meanwhile waits for none of them
  const near = new Set();
  const stale = new Set();
  const measure = new Range();
  let asked = 0;

  // ----- measured first, all of it, and only then drawn: the page is laid out once

  function boxOf(segment, tag) {
    const [from, to] = tag ? marks.edges(segment, tag.start, tag.end) : [0, segment.node.length];
    measure.setStart(segment.node, from);
    measure.setEnd(segment.node, to);
    return measure.getBoundingClientRect();
  }

  function measured(pair) {
    const pieces = { o: [], t: [] };
    const tops = {};
    for (const side of ["o", "t"]) if (pair.margins[side]) tops[side] = pair.margins[side].getBoundingClientRect().top;
    for (const kind of ["own", "echo"]) {
      for (const tag of pair[kind]) {
        const { own, beside } = marks.placed.get(tag.client_key);
        for (const segment of kind === "own" ? own : beside) {
          if (segment.pair !== pair.element) continue;
          const box = boxOf(segment, kind === "own" ? tag : null);
          const top = tops[segment.side];
          pieces[segment.side].push({ tag, kind, top: box.top - top, bottom: box.bottom - top });
        }
      }
    }
    for (const question of pair.asked) {
      for (const segment of question.own) {
        if (segment.pair !== pair.element) continue;
        const box = boxOf(segment, question);
        const top = tops[segment.side];
        pieces[segment.side].push({ question, kind: "asked", top: box.top - top, bottom: box.bottom - top });
      }
    }
    return pieces;
  }

  const ORDER = { own: 0, asked: 1, echo: 2 };

  function inLanes(pieces) {
    const lanes = [];
    pieces.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || a.top - b.top || b.bottom - a.bottom);
    for (const piece of pieces) {
      let lane = lanes.findIndex((ends) => ends.every(([top, bottom]) => bottom <= piece.top + 1 || piece.bottom <= top + 1));
      if (lane < 0) lane = Math.min(lanes.length, MOST_LANES - 1);
      (lanes[lane] ||= []).push([piece.top, piece.bottom]);
      piece.lane = lane;
    }
    return lanes.length;
  }

  function bracket({ tag, question, kind, lane, top, bottom }) {
    const line = document.createElement("span");
    if (question) ofQuestion(line, "bracket", question);
    else {
      line.className = kind === "own" ? "bracket" : "bracket bracket-echo";
      if (tag.state === "suggested") line.classList.add("bracket-suggested");
      line.dataset.category = marks.category(tag);
      line.dataset.tag = tag.client_key;
      line.title = kind === "own" ? marks.label(tag) : `${marks.label(tag)} · ${iapb.word("beside")}`;
    }
    line.style.top = `${top}px`;
    line.style.height = `${Math.max(10, bottom - top)}px`;
    line.style.setProperty("--lane", `${lane * LANE}px`);
    return line;
  }

  function ofQuestion(element, kind, question) {
    element.className = `${kind} ${kind}-asked`;
    if (!question.open) element.classList.add(`${kind}-closed`);
    element.dataset.question = question.id;
    element.title = `${iapb.word("question")}: ${question.state}`;
  }

  function questionChip({ question }, at) {
    const name = document.createElement("button");
    name.type = "button";
    name.tabIndex = -1;
    ofQuestion(name, "chip", question);
    name.textContent = `? ${question.state}`;
    name.setAttribute("aria-label", `${iapb.word("question")}: “${question.exact}”, ${question.state}`);
    name.style.top = `${at}px`;
    return name;
  }

  function chip(piece, at) {
    if (piece.question) return questionChip(piece, at);
    const { tag } = piece;
    const name = document.createElement("button");
    name.type = "button";
    name.className = "chip";
    name.tabIndex = -1;
    name.dataset.tag = tag.client_key;
    name.dataset.category = marks.category(tag);
    name.textContent = marks.label(tag);
    const noted = tag.notes?.length ? ` · ${iapb.word("noted")} ${tag.notes.length}` : "";
    name.title = `${marks.label(tag)} · ${tag.author}${noted}`;
    name.setAttribute("aria-label", `${marks.label(tag)}: “${tag.exact}”, ${iapb.word("by")} ${tag.author}${noted}`);
    if (marks.current === tag) name.setAttribute("aria-current", "true");
    if (tag.waiting) name.classList.add("chip-waiting");
    if (noted) name.classList.add("chip-noted");
    name.style.top = `${at}px`;
    return name;
  }

  function draw(margin, pieces) {
    if (!margin || (!pieces.length && !margin.firstChild)) return;
    const { tag, question } = margin.contains(document.activeElement) ? document.activeElement.dataset : {};
    const keep = question ? `[data-question="${CSS.escape(question)}"]` : tag && `[data-tag="${CSS.escape(tag)}"]`;
    const lanes = inLanes(pieces);
    let free = 0;
    const drawn = pieces.map(bracket);
    // A question stands among the names of the tags, where its words begin.
    for (const piece of pieces.filter(({ kind }) => kind !== "echo").sort((a, b) => a.top - b.top)) {
      const at = Math.max(piece.top, free);
      free = at + CHIP;
      drawn.push(chip(piece, at));
    }
    margin.style.setProperty("--lanes", lanes);
    // More names than the words are high: the row makes room.
    margin.style.minHeight = free ? `${free + 4}px` : "";
    margin.replaceChildren(...drawn);
    if (keep) margin.querySelector(`.chip${keep}`)?.focus({ preventScroll: true });
  }

  function drawStale(most = AT_ONCE) {
    asked = 0;
    widen();
    for (const pair of stale) if (!near.has(pair)) stale.delete(pair);
    const work = [...stale].slice(0, most).map((pair) => [pair, measured(pair)]);
    for (const [pair] of work) stale.delete(pair);
    for (const [pair, pieces] of work) {
      draw(pair.margins.o, pieces.o);
      draw(pair.margins.t, pieces.t);
      marks.light(pair);
      pair.drawn = pieces.o.length + pieces.t.length > 0;
    }
    if (stale.size) ask();
  }

  function ask() {
    if (!asked) asked = requestAnimationFrame(() => drawStale());
  }

  function changed(pairs) {
    for (const pair of pairs) stale.add(pair);
    ask();
  }

  // The margin of a side without tags and questions stays narrow.
  function widen() {
    const sides = new Set();
    for (const { text } of [...marks.tags.values(), ...marks.questions.values()]) sides.add(marks.sideOf(text));
    for (const side of ["o", "t"]) {
      const bare = !sides.has(side);
      if (layers.classList.contains(`bare-${side}`) === bare) continue;
      layers.classList.toggle(`bare-${side}`, bare);
      near.forEach((pair) => stale.add(pair));
    }
  }

  function chosen() {
    for (const old of layers.querySelectorAll(".chip[aria-current]")) old.removeAttribute("aria-current");
    if (!marks.current) return;
    for (const chip of layers.querySelectorAll(`.chip[data-tag="${CSS.escape(marks.current.client_key)}"]`)) {
      chip.setAttribute("aria-current", "true");
    }
  }

  // Now, not with the next frame: somebody wants to step onto a name.
  function now() {
    if (asked) cancelAnimationFrame(asked);
    drawStale(Infinity);
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const pair = marks.pairs.get(entry.target);
      if (entry.isIntersecting) {
        near.add(pair);
        if (pair.own.size || pair.echo.size || pair.asked.size || pair.drawn) stale.add(pair);
      } else if (near.delete(pair)) marks.darken(pair);
    }
    if (stale.size) ask();
  }, { rootMargin: "400px" });
  for (const pair of marks.pairs.keys()) watcher.observe(pair);

  let width = 0;
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return;
    width = entry.contentRect.width;
    changed(near);
  }).observe(layers);

  layers.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("[data-tag]");
    marks.hover((mark && marks.tags.get(mark.dataset.tag)) || null);
  });
  layers.addEventListener("mouseleave", () => marks.hover(null));

  return { changed, chosen, now };
})();
