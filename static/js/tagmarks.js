// The text and its tags: where each segment stands, which tags touch it, and the light on their words.
"use strict";

iapb.word = (name) => document.querySelector(`#bench-words [data-word="${name}"]`)?.textContent || "";

iapb.marks = (() => {
  const { toUnits, length } = iapb.codepoints;
  const root = document.querySelector("[data-workbench]");
  const layers = root.querySelector("[data-layers]");
  const texts = { o: layers.dataset.o, t: layers.dataset.t };
  const canHighlight = typeof Highlight === "function" && CSS.highlights;

  // Each side in the order of the page (`segments`), and of the layer (`inOrder`), where offsets are looked up.
  const segments = { o: [], t: [] };
  // element -> {element, margins, own, echo, asked}: the tags that begin or end or pass here, the questions that do
  const pairs = new Map();
  const bySegment = new Map();
  for (const element of layers.querySelectorAll(".segment")) {
    const node = element.firstChild;
    if (!node) continue;
    const { side } = element.dataset;
    const pair = element.closest("[data-pair]");
    const start = Number(element.dataset.at);
    const segment = { element, node, side, pair, start, end: start + length(node.data), text: texts[side],
      index: segments[side].length, beside: [] };
    segments[side].push(segment);
    bySegment.set(element, segment);
    if (!pairs.has(pair)) {
      const [o, t] = ["o", "t"].map((one) => pair.querySelector(`[data-marks="${one}"]`));
      pairs.set(pair, { element: pair, margins: { o, t }, own: new Set(), echo: new Set(), asked: new Set() });
    }
  }
  const inOrder = { o: sorted(segments.o), t: sorted(segments.t) };
  function sorted(list) {
    return [...list].sort((a, b) => a.start - b.start);
  }

  // What renders what: the words of one side are lit on the other over this.
  const numbered = new Map(segments.o.map((segment) => [segment.element.id.slice(2), segment]));
  for (const segment of segments.t) {
    for (const number of segment.element.dataset.of?.split(" ") || []) {
      const source = numbered.get(number);
      if (!source) continue;
      segment.beside.push(source);
      source.beside.push(segment);
    }
  }

  const tags = new Map(); // the key a tag was sent with -> tag
  const placed = new Map(); // the same -> the segments it touches, and those beside them
  const questions = new Map(); // id -> what the partner is asked about words of a layer that is shown
  let names = new Map(); // code id -> its data
  let current = null;
  let hovered = null;

  const sideOf = (text) => (text === texts.o ? "o" : text && text === texts.t ? "t" : null);

  function within(side, start, end) {
    const list = inOrder[side] || [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].end > start) high = middle;
      else low = middle + 1;
    }
    const found = [];
    for (; low < list.length && list[low].start < end; low += 1) found.push(list[low]);
    return found;
  }

  function segmentsOf(tag) {
    return placed.get(tag.client_key)?.own || within(sideOf(tag.text), tag.start, tag.end);
  }

  function besideOf(tag) {
    return [...new Set(segmentsOf(tag).flatMap((segment) => segment.beside))];
  }

  function edges(segment, start, end) {
    const { data } = segment.node;
    return [toUnits(data, Math.max(0, start - segment.start)), toUnits(data, Math.min(segment.end, end) - segment.start)];
  }

  function rangeIn(segment, start, end) {
    const [startOffset, endOffset] = edges(segment, start, end);
    return new StaticRange({ startContainer: segment.node, startOffset, endContainer: segment.node, endOffset });
  }

  // The words as the layer has them: between two segments there are only line ends.
  function quote(side, start, end) {
    let text = "";
    let at = start;
    for (const segment of within(side, start, end)) {
      text += "\n".repeat(Math.max(0, segment.start - at));
      text += segment.node.data.slice(...edges(segment, start, end));
      at = Math.min(end, segment.end);
    }
    return text;
  }

  // ----- light on words

  function highlight(name, ranges, priority) {
    if (!canHighlight) return;
    const found = new Highlight(...ranges);
    found.priority = priority;
    CSS.highlights.set(name, found);
  }

  const lit = (tag) => segmentsOf(tag).map((segment) => rangeIn(segment, tag.start, tag.end));
  const rangesOf = new Map(); // pair -> what it has lit: [highlight, range]

  // Only what is near the screen is lit: the browser goes through all of it at every change.
  function light(pair) {
    if (!canHighlight) return;
    darken(pair);
    const ranges = [];
    function add(name, { start, end }, touched) {
      if (!CSS.highlights.has(name)) highlight(name, [], 0);
      const found = CSS.highlights.get(name);
      for (const segment of touched) {
        if (segment.pair !== pair.element) continue;
        const range = rangeIn(segment, start, end);
        found.add(range);
        ranges.push([found, range]);
      }
    }
    for (const tag of pair.own) add(`code-${category(tag)}`, tag, segmentsOf(tag));
    for (const question of pair.asked) add("asked", question, question.own);
    rangesOf.set(pair, ranges);
  }

  function darken(pair) {
    for (const [found, range] of rangesOf.get(pair) || []) found.delete(range);
    rangesOf.delete(pair);
  }

  // ----- tags

  function category(tag) {
    return tag.code.split(".")[0];
  }

  function label(tag) {
    // As it read when the tag was placed: a later version of the framework renames nothing under it.
    return tag.label || names.get(tag.code)?.label || tag.code;
  }

  function place(tag) {
    const side = sideOf(tag.text);
    if (!side) return [];
    const own = within(side, tag.start, tag.end);
    const beside = [...new Set(own.flatMap((segment) => segment.beside))];
    placed.set(tag.client_key, { side, own, beside });
    return touch(tag, (pair, kind) => pair[kind].add(tag));
  }

  function touch(tag, act) {
    const { own, beside } = placed.get(tag.client_key) || { own: [], beside: [] };
    const touched = new Set();
    for (const [kind, list] of [["own", own], ["echo", beside]]) {
      for (const segment of list) {
        const pair = pairs.get(segment.pair);
        act(pair, kind);
        touched.add(pair);
      }
    }
    return [...touched];
  }

  function put(tag) {
    const known = tags.get(tag.client_key);
    if (known && known !== tag) drop(known);
    tags.set(tag.client_key, tag);
    iapb.margin?.changed(place(tag));
  }

  function drop(tag) {
    const touched = touch(tag, (pair, kind) => pair[kind].delete(tag));
    tags.delete(tag.client_key);
    placed.delete(tag.client_key);
    if (tag === current) choose(null);
    iapb.margin?.changed(touched);
  }

  // Something about it is shown otherwise: it is saved now, or has a note.
  function refresh(tag) {
    iapb.margin?.changed(touch(tag, () => {}));
    if (tag === current) document.dispatchEvent(new CustomEvent("iapb:tag", { detail: tag }));
  }

  // All the questions that are to be marked, instead of those before: {id, text, start, end, exact, state, open}.
  function ask(list) {
    const touched = new Set();
    for (const question of questions.values()) for (const { pair } of question.own) touched.add(pairs.get(pair));
    for (const pair of touched) pair.asked.clear();
    questions.clear();
    for (const question of list) {
      question.own = within(sideOf(question.text), question.start, question.end);
      if (question.own.length) questions.set(question.id, question);
      for (const { pair } of question.own) {
        pairs.get(pair).asked.add(question);
        touched.add(pairs.get(pair));
      }
    }
    iapb.margin?.changed(touched);
  }

  // The tag that the panel's buttons act on.
  function choose(tag) {
    if (current) for (const segment of besideOf(current)) segment.element.classList.remove("beside");
    current = tag;
    if (tag) for (const segment of besideOf(tag)) segment.element.classList.add("beside");
    highlight("tag-current", tag ? lit(tag) : [], 2);
    iapb.margin?.chosen();
    document.dispatchEvent(new CustomEvent("iapb:tag", { detail: tag }));
  }

  function hover(tag) {
    if (tag === hovered) return;
    hovered = tag;
    highlight("tag-hover", tag ? lit(tag) : [], 1);
  }

  function find(id) {
    for (const tag of tags.values()) if (tag.id === id) return tag;
    return null;
  }

  // Of several the one that holds the fewest words.
  function covering(text, start, end) {
    let found = null;
    for (const tag of tags.values()) {
      if (tag.text !== text || tag.start > start || tag.end < end) continue;
      if (!found || tag.end - tag.start <= found.end - found.start) found = tag;
    }
    return found;
  }

  // Everything that touches this segment, on its own side and on the other.
  function around(segment) {
    const { own, echo } = pairs.get(segment.pair);
    const here = [...own].filter((tag) => placed.get(tag.client_key).own.includes(segment));
    const there = [...echo].filter((tag) => placed.get(tag.client_key).beside.includes(segment));
    const order = (a, b) => a.start - b.start || b.end - a.end;
    return [...here.sort(order), ...there.sort(order)];
  }

  return {
    segments, bySegment, tags, questions, pairs, texts, sideOf, within, quote, segmentsOf, rangeIn, edges, placed,
    put, drop, refresh, ask, choose, hover, find, covering, around, highlight, light, darken, label, category,
    get current() { return current; },
    name(codes) { names = new Map(codes.map((code) => [code.code, code])); iapb.margin?.changed(pairs.values()); },
    code(id) { return names.get(id); },
  };
})();
