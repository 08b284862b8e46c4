// Moving through the text and selecting words, by keyboard and by mouse.
"use strict";

iapb.bench = (() => {
  const { marks, player } = iapb;
  const { words, toPoints, toUnits } = iapb.codepoints;
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
    const old = stops[segment.side];
    if (old) old.element.tabIndex = -1;
    segment.element.tabIndex = 0;
    stops[segment.side] = segment;
    // Tab goes across: the other side's stop stands in the same row.
    const other = segment.side === "o" ? "t" : "o";
    const beside = marks.segments[other].find((one) => one.pair === segment.pair);
    if (beside && stops[other] !== beside) {
      if (stops[other]) stops[other].element.tabIndex = -1;
      beside.element.tabIndex = 0;
      stops[other] = beside;
    }
  }

  function go(segment) {
    makeStop(segment);
    segment.element.focus({ preventScroll: true });
    segment.element.scrollIntoView({ block: "nearest" });
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
    announce(`${iapb.word("selected")} ${selection}`);
  }

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
    const side = sideOf(range.startContainer) || sideOf(range.endContainer);
    const touched = marks.segments[side || "o"].filter((segment) => range.intersectsNode(segment.node));
    if (!touched.length) return null;
    const first = touched[0];
    const last = touched[touched.length - 1];
    let from = range.startContainer === first.node ? range.startOffset : 0;
    let to = range.endContainer === last.node ? range.endOffset : last.node.length;
    while (from < first.node.length && /\s/.test(first.node.data[from])) from += 1;
    while (to > 0 && /\s/.test(last.node.data[to - 1])) to -= 1;
    const start = first.start + toPoints(first.node.data, from);
    const end = last.start + toPoints(last.node.data, to);
    return start < end ? { text: first.text, side: first.side, start, end, exact: quote(touched, start, end) } : null;
  }

  function sideOf(node) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return element.closest?.(".segment")?.dataset.side;
  }

  // The words as the layer has them: between two segments there are only line ends.
  function quote(touched, start, end) {
    let text = "";
    let at = start;
    for (const segment of touched) {
      text += "\n".repeat(Math.max(0, segment.start - at));
      const data = segment.node.data;
      text += data.slice(toUnits(data, Math.max(0, start - segment.start)), toUnits(data, Math.min(end, segment.end) - segment.start));
      at = Math.min(end, segment.end);
    }
    return text;
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
      segment.pair.querySelector(`[data-marks="${segment.side}"] .chip`)?.focus();
    } else if (mayTag) command(event, key);
  }

  function command(event, key) {
    if (event.code === "KeyZ" && !event.shiftKey) {
      event.preventDefault();
      iapb.queue.undo();
    } else if (event.ctrlKey) {
      // Everything else with Ctrl is the browser's.
    } else if (key === "?") {
      event.preventDefault();
      openHelp();
    } else if (key === ".") {
      event.preventDefault();
      iapb.facts.addSupport();
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
    const chips = [...chip.parentElement.querySelectorAll(".chip")];
    const index = chips.indexOf(chip);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chips[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      go(marks.segmentsOf(tag)[0]);
    } else if (event.key === "Delete" && mayTag) {
      event.preventDefault();
      const back = marks.segmentsOf(tag)[0];
      iapb.queue.retract(tag);
      go(back);
    } else if (event.key === "." && mayTag) {
      event.preventDefault();
      marks.choose(tag);
      iapb.facts.addSupport();
    }
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
    const segment = marks.segments[span.side].find((one) => one.start < span.end && span.start < one.end);
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
    const places = [];
    for (const segment of marks.segments[span.side]) {
      if (segment.start >= span.end || segment.end <= span.start) continue;
      wordsOf(segment).forEach(([from, to], word) => {
        const start = segment.start + toPoints(segment.node.data, from);
        const end = segment.start + toPoints(segment.node.data, to);
        if (start < span.end && span.start < end) places.push({ segment, word });
      });
    }
    if (places.length) cursor = { anchor: places[0], focus: places[places.length - 1] };
  }

  layers.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip) {
      marks.choose(marks.tags.get(chip.dataset.tag));
      return;
    }
    const segment = marks.bySegment.get(event.target.closest(".segment"));
    if (!segment || selected()) return;
    makeStop(segment);
    segment.element.focus({ preventScroll: true });
    if (player.playing && segment.element.dataset.ms !== undefined) player.playFrom(Number(segment.element.dataset.ms) / 1000);
    const at = document.getSelection();
    if (at.rangeCount && at.anchorNode === segment.node) {
      const point = segment.start + toPoints(segment.node.data, at.anchorOffset);
      const tag = marks.covering(segment.text, point, point + 1);
      if (tag) marks.choose(tag);
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
    const list = marks.segments.o[0]?.text === text ? marks.segments.o : marks.segments.t;
    const found = list.filter((segment) => segment.text === text && segment.start < end && start < segment.end);
    if (!found.length) return;
    marks.highlight("passage", found.map((segment) => marks.rangeIn(segment, start, end)), 1);
    found[0].element.scrollIntoView({ block: "center" });
    if (focus) go(found[0]);
    found[0].element.scrollIntoView({ block: "center" });
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-jump]");
    const tag = button && marks.find(button.dataset.jump);
    if (!tag) return;
    show(tag.text, tag.start, tag.end);
    marks.choose(tag);
  });

  for (const tag of JSON.parse(document.getElementById("bench-tags").textContent)) marks.tags.set(tag.id, tag);
  marks.show();
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
  if (span) show(wanted.get("in") || marks.segments.o[0]?.text, Number(span[1]), Number(span[2]));

  return { selected, clear, go, announce, complain, announceAndShow, show, makeStop, mayTag };
})();
