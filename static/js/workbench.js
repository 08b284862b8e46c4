// Moving through the text and selecting words, by keyboard and by mouse.
"use strict";

iapb.bench = (() => {
  const { marks, player } = iapb;
  const { words, toPoints } = iapb.codepoints;
  const root = document.querySelector("[data-workbench]");
  const mayTag = root.dataset.mayTag === "yes";
  const layers = root.querySelector("[data-layers]");
  const announcer = root.querySelector("[data-announce]");
  const problem = root.querySelector("[data-problem]");
  const stops = { o: null, t: null }; // the segment of each side that Tab reaches
  let cursor = null; // {anchor, focus}: words, each {segment, word}

  function announce(text) {
    announcer.textContent = text;
  }

  function complain(text) {
    problem.textContent = text;
    problem.hidden = !text;
  }

  function makeStop(segment) {
    stopAt(segment);
    // Tab goes across: the other side's stop stands in the same row.
    const other = segment.side === "o" ? "t" : "o";
    const beside = segment.beside[0]
      || marks.bySegment.get(segment.pair.querySelector(`.segment[data-side="${other}"]`));
    if (beside) stopAt(beside);
    iapb.place?.shown(segment);
  }

  function stopAt(segment) {
    const old = stops[segment.side];
    if (old === segment) return;
    if (old) old.element.tabIndex = -1;
    segment.element.tabIndex = 0;
    stops[segment.side] = segment;
  }

  function go(segment) {
    makeStop(segment);
    segment.element.focus({ preventScroll: true });
    segment.element.scrollIntoView({ block: "nearest", behavior: "instant" });
    keepInSight(segment, "nearest");
  }

  // Rows that come near are laid out only now, and may push away what was jumped to.
  function keepInSight(segment, block, frames = 3) {
    requestAnimationFrame(() => {
      if (stops[segment.side] !== segment) return; // somebody went on meanwhile
      const box = segment.element.getBoundingClientRect();
      if (box.bottom < 120 || box.top > innerHeight - 60) segment.element.scrollIntoView({ block, behavior: "instant" });
      if (frames > 1) keepInSight(segment, block, frames - 1);
    });
  }

  const wordsOf = (segment) => words(segment.node, segment.element.lang);

  // ----- selection

  function select(anchor, focus) {
    cursor = { anchor, focus };
    const forwards = anchor.segment.index < focus.segment.index
      || (anchor.segment === focus.segment && anchor.word <= focus.word);
    const [first, last] = forwards ? [anchor, focus] : [focus, anchor];
    const from = wordsOf(first.segment)[first.word][0];
    const to = wordsOf(last.segment)[last.word][1];
    const selection = document.getSelection();
    if (forwards) selection.setBaseAndExtent(first.segment.node, from, last.segment.node, to);
    else selection.setBaseAndExtent(last.segment.node, to, first.segment.node, from);
    if (document.activeElement !== focus.segment.element) go(focus.segment);
    const start = first.segment.start + toPoints(first.segment.node.data, from);
    const end = last.segment.start + toPoints(last.segment.node.data, to);
    // Not the browser's own text of it: for that it lays out all that is selected.
    announce(`${iapb.word("selected")} ${shortened(marks.quote(first.segment.side, start, end))}`);
  }

  const shortened = (text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

  function clear() {
    cursor = null;
    document.getSelection().removeAllRanges();
  }

  // The selection in code points of one layer, without spaces at its ends; null when there is none.
  function selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!layers.contains(range.commonAncestorContainer)) return null;
    const ends = touchedBy(range);
    if (!ends) return null;
    let [first, last] = ends;
    let from = range.startContainer === first.node ? range.startOffset : 0;
    let to = range.endContainer === last.node ? range.endOffset : last.node.length;
    // Spaces at the ends are nobody's words, nor is a segment of which only its border was touched.
    for (;;) {
      while (from < first.node.length && /\s/.test(first.node.data[from])) from += 1;
      if (from < first.node.length || first === last) break;
      first = marks.segments[first.side][first.index + 1];
      from = 0;
    }
    for (;;) {
      while (to > 0 && /\s/.test(last.node.data[to - 1])) to -= 1;
      if (to > 0 || first === last) break;
      last = marks.segments[last.side][last.index - 1];
      to = last.node.length;
    }
    const start = first.start + toPoints(first.node.data, from);
    const end = last.start + toPoints(last.node.data, to);
    if (start >= end) return null;
    return { text: first.text, side: first.side, start, end, exact: marks.quote(first.side, start, end) };
  }

  // First and last segment of one side that a selection holds.
  function touchedBy(range) {
    const [first, last] = [range.startContainer, range.endContainer].map((node) => {
      const segment = marks.bySegment.get(node.parentElement);
      return segment?.node === node ? segment : null;
    });
    if (first && last && first.side === last.side) return [first, last];
    const { side } = segmentAt(range.startContainer) || segmentAt(range.endContainer) || { side: "o" };
    const touched = marks.segments[side].filter((segment) => range.intersectsNode(segment.node));
    return touched.length ? [touched[0], touched[touched.length - 1]] : null;
  }

  function segmentAt(node) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return marks.bySegment.get(element.closest?.(".segment"));
  }

  // ----- moving

  function step(place, by) {
    let { segment, word } = place;
    word += by;
    while (word < 0 || word >= wordsOf(segment).length) {
      const next = marks.segments[segment.side][segment.index + Math.sign(by)];
      if (!next) return place;
      word = by > 0 ? 0 : wordsOf(next).length - 1;
      segment = next;
    }
    return { segment, word };
  }

  function focusPlace(segment) {
    if (cursor && cursor.focus.segment === segment) return cursor.focus;
    return { segment, word: -1 };
  }

  function byWord(segment, by, extend) {
    const here = focusPlace(segment);
    if (here.word < 0) {
      const count = wordsOf(segment).length;
      if (!count) return;
      const start = { segment, word: by > 0 ? 0 : count - 1 };
      select(start, start);
      return;
    }
    const next = step(here, by);
    select(extend ? cursor.anchor : next, next);
  }

  function toEnd(segment, last, extend) {
    const count = wordsOf(segment).length;
    if (!count) return;
    const here = focusPlace(segment);
    let target = { segment, word: last ? count - 1 : 0 };
    if (extend && here.word === target.word) target = step(here, last ? 1 : -1);
    if (target.segment !== segment) target.word = last ? wordsOf(target.segment).length - 1 : 0;
    const start = here.word < 0 ? { segment, word: last ? 0 : count - 1 } : cursor.anchor;
    select(extend ? start : target, target);
  }

  function bySegment(segment, by) {
    const next = marks.segments[segment.side][segment.index + by];
    clear();
    if (next) go(next);
  }

  const MOVES = {
    ArrowDown: (segment, extend) => (extend ? toEnd(segment, true, true) : bySegment(segment, 1)),
    ArrowUp: (segment, extend) => (extend ? toEnd(segment, false, true) : bySegment(segment, -1)),
    ArrowRight: (segment, extend) => byWord(segment, 1, extend),
    ArrowLeft: (segment, extend) => byWord(segment, -1, extend),
    Home: (segment, extend) => toEnd(segment, false, extend),
    End: (segment, extend) => toEnd(segment, true, extend),
  };

  // ----- keys

  function onKey(event) {
    const segment = marks.bySegment.get(event.target);
    if (!segment || event.altKey || event.metaKey) return;
    const { key } = event;
    if (MOVES[key] && !event.ctrlKey) {
      event.preventDefault();
      MOVES[key](segment, event.shiftKey);
    } else if (key === " ") {
      event.preventDefault();
      player.toggle();
    } else if (key === "Escape") {
      clear();
    } else if (key === "Enter") {
      iapb.margin.now();
      segment.pair.querySelector(`[data-marks="${segment.side}"] .chip`)?.focus();
    } else if (mayTag) command(event, key);
  }

  const TALKS = { "/": "ask", ",": "comment" };

  function command(event, key) {
    if (event.code === "KeyZ") {
      event.preventDefault();
      if (event.shiftKey) iapb.queue.redo();
      else iapb.queue.undo();
    } else if (event.code === "KeyY" && event.ctrlKey) {
      event.preventDefault();
      iapb.queue.redo();
    } else if (event.ctrlKey) {
      // Everything else with Ctrl is the browser's.
    } else if (key === "?") {
      event.preventDefault();
      openHelp();
    } else if (key === ".") {
      event.preventDefault();
      iapb.facts.addSupport();
    } else if (TALKS[key]) {
      event.preventDefault();
      iapb.talk.open(TALKS[key]);
    } else if (/^\p{L}$/u.test(key)) {
      event.preventDefault();
      const span = selected();
      if (span) iapb.palette.open(span, key, event.target);
      else announceAndShow(iapb.word("selectFirst"));
    }
  }

  function announceAndShow(text) {
    announce(text);
    complain(text);
    setTimeout(() => { if (problem.textContent === text) complain(""); }, 6000);
  }

  function onChipKey(event) {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    const tag = marks.tags.get(chip.dataset.tag);
    const question = marks.questions.get(chip.dataset.question);
    if (!tag && !question) return;
    const chips = [...chip.parentElement.querySelectorAll(".chip")];
    const index = chips.indexOf(chip);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chips[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      go(tag ? marks.segmentsOf(tag)[0] : question.own[0]);
    } else if (question) {
      // Enter and space press it as any button (static/js/talk.js).
    } else if (event.key === "Delete" && mayTag) {
      event.preventDefault();
      const back = marks.segmentsOf(tag)[0];
      iapb.queue.retract(tag);
      go(back);
    } else if (event.key === "." && mayTag) {
      event.preventDefault();
      marks.choose(tag);
      iapb.facts.addSupport();
    } else if (event.code === "KeyN" && mayTag && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      marks.choose(tag);
      iapb.notes.write(chip);
    } else if (event.code === "KeyZ" && mayTag) command(event, event.key);
  }

  const help = root.querySelector("[data-help]");
  function openHelp() {
    help?.showModal();
  }
  root.querySelector("[data-help-open]")?.addEventListener("click", openHelp);

  // ----- mouse

  layers.addEventListener("mousedown", (event) => {
    const element = event.target.closest(".segment");
    const side = element?.dataset.side || "";
    // A selection stays on the side where it began.
    layers.dataset.selecting = side;
  });
  document.addEventListener("mouseup", () => {
    delete layers.dataset.selecting;
    const span = selected();
    if (!span) return;
    cursor = null;
    snapToWords(span);
    const [segment] = marks.within(span.side, span.start, span.end);
    if (!marks.bySegment.has(document.activeElement) && segment) {
      makeStop(segment);
      const range = document.getSelection().getRangeAt(0).cloneRange();
      segment.element.focus({ preventScroll: true });
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
    }
    const tag = marks.covering(span.text, span.start, span.end);
    if (tag) marks.choose(tag);
    layers.dispatchEvent(new CustomEvent("iapb:selected", { detail: span }));
  });

  // From here the keyboard can go on from what the mouse selected.
  function snapToWords(span) {
    const touched = marks.within(span.side, span.start, span.end);
    const places = [touched[0], touched[touched.length - 1]].map((segment) => placesIn(segment, span));
    if (places[0].length && places[1].length) cursor = { anchor: places[0][0], focus: places[1].at(-1) };
  }

  function placesIn(segment, span) {
    const [from, to] = marks.edges(segment, span.start, span.end);
    return wordsOf(segment)
      .map(([start, end], word) => ({ segment, word, start, end }))
      .filter(({ start, end }) => start < to && from < end)
      .map(({ word }) => ({ segment, word }));
  }

  layers.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-tag]");
    if (mark) {
      marks.choose(marks.tags.get(mark.dataset.tag) || null);
      return;
    }
    const segment = marks.bySegment.get(event.target.closest(".segment"));
    if (!segment || selected()) return;
    makeStop(segment);
    segment.element.focus({ preventScroll: true });
    const at = document.getSelection();
    if (at.rangeCount && at.anchorNode === segment.node) {
      const point = segment.start + toPoints(segment.node.data, at.anchorOffset);
      const tag = marks.covering(segment.text, point, point + 1);
      if (tag) marks.choose(tag);
      iapb.hear.at(segment, at.anchorOffset);
    }
  });
  layers.addEventListener("focusin", (event) => {
    const segment = marks.bySegment.get(event.target);
    if (segment) makeStop(segment);
    const chip = event.target.closest?.(".chip");
    const tag = chip && marks.tags.get(chip.dataset.tag);
    if (tag && tag !== marks.current) marks.choose(tag);
  });
  layers.addEventListener("keydown", (event) => {
    onKey(event);
    onChipKey(event);
  });
  if (mayTag) {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, textarea, select, [contenteditable]");
      if (event.key === "?" && !typing && !marks.bySegment.has(event.target)) openHelp();
    });
  }

  // ----- going to a passage: from a fact, from a search result

  function show(text, start, end, focus = true) {
    const found = marks.within(marks.sideOf(text), start, end);
    if (!found.length) return;
    marks.highlight("passage", found.map((segment) => marks.rangeIn(segment, start, end)), 1);
    found[0].element.scrollIntoView({ block: "center", behavior: "instant" });
    if (focus) go(found[0]);
    found[0].element.scrollIntoView({ block: "center", behavior: "instant" });
    keepInSight(found[0], "center");
  }

  // Its words in sight; the focus stays where it is.
  function reveal(tag) {
    show(tag.text, tag.start, tag.end, false);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-jump], [data-part-pick]");
    const tag = button && marks.find(button.dataset.jump || button.dataset.partPick);
    if (!tag || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // A part of a file is looked at on the page of the file; chosen, a fact can rest on it.
    if (tag.file) root.querySelector(`[data-part-pick="${tag.id}"]`)?.scrollIntoView({ block: "nearest", behavior: "instant" });
    else show(tag.text, tag.start, tag.end);
    marks.choose(tag);
  });

  for (const tag of JSON.parse(document.getElementById("bench-tags").textContent)) marks.put(tag);
  // Everything waits for the first segment; the names of the codes come a moment later.
  iapb.codes = fetch(root.dataset.codesUrl).then((answer) => answer.json());
  iapb.codes.then((codes) => {
    marks.name(codes);
    root.dataset.ready = "yes";
  }).catch(() => complain(iapb.word("failed")));

  // The facts come in a request of their own, so that the text stands sooner.
  const panel = root.querySelector("[data-facts]");
  fetch(panel.dataset.url, { headers: { "X-Fragment": panel.dataset.fragment } }).then(async (answer) => {
    if (!answer.ok || answer.redirected) throw new Error("refused");
    panel.innerHTML = await answer.text();
    iapb.facts?.shown();
  }).catch(() => complain(iapb.word("failed")));

  const first = marks.segments.o[0] || marks.segments.t[0];
  if (first) makeStop(first);
  const wanted = new URLSearchParams(location.search);
  const span = /^(\d+)-(\d+)$/.exec(wanted.get("at") || "");
  if (span) show(wanted.get("in") || marks.texts.o, Number(span[1]), Number(span[2]));

  return { selected, clear, go, announce, complain, announceAndShow, show, reveal, makeStop, mayTag };
})();
