// The rows of a transcript or translation that is being typed: what stands in them, and in what order.
"use strict";

window.iapb = window.iapb || {};

iapb.word = (name) => document.querySelector(`#editor-words [data-word="${name}"]`)?.textContent ?? name;

iapb.rows = (() => {
  const root = document.querySelector("[data-editor]");
  const list = root.querySelector("[data-rows]");
  const pattern = root.querySelector("[data-row-template]").content.firstElementChild;
  const told = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = told("editor-data");
  const originals = new Map(told("editor-originals").map((one) => [one.id, one]));
  const mayType = root.dataset.mode === "type";
  const grows = CSS.supports("field-sizing", "content");
  const rows = []; // those that stand, in order
  const byId = new Map(); // and those that are gone, for undo
  let speakers = [...data.speakers];

  function clock(ms) {
    if (ms === null) return "";
    const whole = Math.floor(ms / 1000);
    const rest = `${String(Math.floor(whole / 60) % 60)}:${String(whole % 60).padStart(2, "0")}`;
    const tenth = Math.floor((ms % 1000) / 100);
    const hours = Math.floor(whole / 3600);
    return `${hours ? `${hours}:${rest.padStart(5, "0")}` : rest}.${tenth}`;
  }

  // "12:05", "1:02:03.4" or "75" in milliseconds; null for nothing; undefined for what is no time.
  function parsed(text) {
    const plain = text.trim().replace(",", ".");
    if (!plain) return null;
    if (!/^(\d+:){0,2}\d+(\.\d{1,3})?$/.test(plain)) return undefined;
    return Math.round(plain.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
  }

  function make(segment) {
    const element = pattern.cloneNode(true);
    const find = (name) => element.querySelector(`[data-row-${name}]`);
    const row = { id: segment.id, version: segment.version, gone: segment.gone, sources: segment.sources || [], element,
      start_ms: segment.start_ms, end_ms: segment.end_ms, text: find("text"), speaker: find("speaker"),
      startField: find("start"), endField: find("end"), play: find("play"), original: find("original"),
      doubt: find("doubt"), remark: find("remark"), note: find("note"), clash: find("clash"), clashes: [] };
    element.id = `row-${segment.id}`;
    element.row = row;
    for (const field of [row.text, row.speaker, row.startField, row.endField]) field.readOnly = !mayType;
    byId.set(row.id, row);
    show(row, segment);
    return row;
  }

  function show(row, segment) {
    row.version = segment.version;
    if (row.text.value !== segment.text) replaceText(row.text, segment.text);
    if (row.speaker.value !== segment.speaker) row.speaker.value = segment.speaker;
    row.sources = segment.sources || [];
    row.gone = segment.gone;
    setTimes(row, segment.start_ms, segment.end_ms);
    row.doubt.textContent = segment.doubt || "";
    row.doubt.hidden = !segment.doubt;
    row.remark.textContent = segment.remark || "";
    row.remark.hidden = !segment.remark || Boolean(row.note);
    if (row.note && document.activeElement !== row.note) row.note.value = segment.remark || "";
    fit(row.text);
  }

  // What stands in another form now, with the cursor where it was among the words.
  function replaceText(field, text) {
    const before = field.value;
    const here = field.selectionStart;
    const there = field.selectionEnd;
    const focused = document.activeElement === field;
    field.value = text;
    if (!focused) return;
    let same = 0;
    while (same < before.length && same < text.length && before[same] === text[same]) same += 1;
    const moved = (at) => (at <= same ? at : Math.max(same, at + text.length - before.length));
    field.setSelectionRange(moved(here), moved(there));
  }

  function setTimes(row, start, end) {
    row.start_ms = start;
    row.end_ms = end;
    if (document.activeElement !== row.startField) row.startField.value = clock(start);
    if (document.activeElement !== row.endField) row.endField.value = clock(end);
    if (row.play) {
      row.play.textContent = start === null ? "–" : clock(start).replace(/\.\d$/, "");
      row.play.disabled = start === null;
    }
    name(row);
  }

  function fit(field) {
    if (grows) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  // Names for those who hear the page, by number; only where it is another than before.
  function name(row, index = rows.indexOf(row)) {
    if (index < 0) return;
    const number = index + 1;
    const label = `${iapb.word("segment")} ${number}`;
    if (row.named === `${label} ${row.start_ms}`) return;
    row.named = `${label} ${row.start_ms}`;
    row.text.setAttribute("aria-label", `${label}, ${iapb.word("text")}`);
    for (const span of row.element.querySelectorAll("[data-label]")) {
      span.textContent = `${label}, ${iapb.word(span.dataset.label)}`;
    }
    row.play?.setAttribute("aria-label",
      row.start_ms === null ? `${label}, ${iapb.word("noTime")}` : `${iapb.word("playFrom")} ${clock(row.start_ms)}`);
  }

  const AT_ONCE = 40;
  let unnamed = Infinity; // from this row on the numbers are not right yet
  let naming = 0;

  // Those near at once; of a long text the rest while nothing else is to be done.
  function nameAll(from = 0) {
    unnamed = Math.min(unnamed, from);
    nameSome();
  }

  function nameSome() {
    clearTimeout(naming);
    const until = Math.min(rows.length, unnamed + AT_ONCE);
    for (; unnamed < until; unnamed += 1) name(rows[unnamed], unnamed);
    if (unnamed < rows.length) naming = setTimeout(nameSome, 20);
    else unnamed = Infinity;
  }

  // Of a translation: the original beside the first row that renders it.
  function faceAll() {
    if (!originals.size) return;
    let before = "";
    for (const row of rows) {
      const key = row.sources.join();
      if (row.faced !== `${key}|${key === before}`) face(row, key !== "" && key === before);
      row.faced = `${key}|${key === before}`;
      before = key;
    }
  }

  function face(row, again) {
    row.original.replaceChildren();
    row.original.classList.toggle("editor-again", again);
    if (again) {
      row.original.textContent = iapb.word("sameOriginal");
      return;
    }
    for (const id of row.sources) {
      const source = originals.get(id);
      if (!source) continue;
      const line = document.createElement("p");
      if (source.speaker) {
        const who = document.createElement("strong");
        who.textContent = `${source.speaker}: `;
        line.append(who);
      }
      line.append(source.text);
      if (["ru", "be", "en"].includes(source.language)) line.lang = source.language;
      row.original.append(line);
    }
  }

  function values(row) {
    return { id: row.id, text: row.text.value, speaker: row.speaker.value.trim(), start_ms: row.start_ms, end_ms: row.end_ms,
      gone: row.gone, sources: row.sources };
  }

  const equal = (one, other) => ["text", "speaker", "start_ms", "end_ms", "gone"].every((key) => one[key] === other[key]);

  function standAfter(row, before) {
    const index = before ? rows.indexOf(before) + 1 : 0;
    rows.splice(index, 0, row);
    if (before) before.element.after(row.element);
    else list.prepend(row.element);
    nameAll(index);
    faceAll();
    fit(row.text);
  }

  function takeOut(row) {
    const index = rows.indexOf(row);
    if (index < 0) return;
    rows.splice(index, 1);
    row.element.remove();
    nameAll(index);
    faceAll();
  }

  // As the server has them. What is not saved yet stays where it is.
  function showAll(segments, kept) {
    const focused = document.activeElement?.closest?.(".editor-row")?.row;
    const wanted = [];
    for (const segment of segments) {
      const row = byId.get(segment.id);
      if (row && kept(row)) row.version = segment.version;
      else if (row) show(row, segment);
      wanted.push(row || make(segment));
    }
    for (const row of [...rows]) {
      if (!wanted.includes(row) && kept(row)) wanted.splice(rows.indexOf(row), 0, row);
    }
    const same = wanted.length === rows.length && wanted.every((row, index) => rows[index] === row);
    if (!same) {
      rows.splice(0, rows.length, ...wanted);
      list.replaceChildren(...rows.map((row) => row.element));
      if (focused && rows.includes(focused)) focused.text.focus({ preventScroll: true });
    }
    nameAll();
    faceAll();
  }

  function showClashes(row, clashes) {
    row.clashes = clashes;
    row.clash.hidden = !clashes.length;
    row.clash.replaceChildren();
    for (const clash of clashes) {
      const head = document.createElement("p");
      head.textContent = `${iapb.word("clash")} ${iapb.word("clashBy")} ${clash.by}:`;
      const words = document.createElement("blockquote");
      words.textContent = clash.text;
      const choices = document.createElement("p");
      for (const [keep, label] of [["current", "keepCurrent"], ["other", "keepOther"], ["both", "keepBoth"]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm";
        button.textContent = iapb.word(label);
        button.dataset.settle = clash.id;
        button.dataset.keep = keep;
        choices.append(button, " ");
      }
      row.clash.append(head, words, choices);
    }
  }

  function offerSpeakers(found) {
    speakers = found;
    document.getElementById("editor-speakers").replaceChildren(...speakers.map((one) => {
      const option = document.createElement("option");
      option.value = one;
      return option;
    }));
  }

  rows.push(...data.segments.map(make));
  list.replaceChildren(...rows.map((row) => row.element));
  nameAll();
  faceAll();
  rows.forEach((row) => fit(row.text));
  offerSpeakers(speakers);
  for (const clash of data.clashes) {
    const row = byId.get(clash.segment) || rows[0];
    if (row) showClashes(row, [...row.clashes, clash]);
  }

  return { root, list, all: rows, byId, make, show, values, equal, clock, parsed, setTimes, standAfter, takeOut, showAll,
    showClashes, offerSpeakers, fit, mayType, mode: root.dataset.mode, translation: root.dataset.kind === "translation",
    get speakers() { return speakers; },
    of: (element) => element?.closest?.(".editor-row")?.row ?? null };
})();

// For the player: the rows as they stand now.
iapb.timed = () => iapb.rows.all.filter((row) => row.start_ms !== null).map((row) => ({ element: row.element,
  start: row.start_ms / 1000, end: row.end_ms === null ? null : row.end_ms / 1000 }));
