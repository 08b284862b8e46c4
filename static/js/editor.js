// Typing a transcript or a translation: split, join, times, speakers, marks, and undoing what changed the rows.
"use strict";

(() => {
  const { rows, edits, player } = iapb;
  const announce = rows.root.querySelector("[data-announce]");
  const undoable = []; // what changed the rows, the newest last
  let current = rows.all[0] || null;

  iapb.say = (text) => { announce.textContent = text; };
  // The player leaves the page where it is while somebody types in it.
  iapb.busyTyping = () => rows.list.contains(document.activeElement) && !document.activeElement.readOnly;

  function go(row, at = null) {
    if (!row) return;
    current = row;
    row.text.focus({ preventScroll: true });
    if (at !== null) row.text.setSelectionRange(at, at);
    const box = row.element.getBoundingClientRect();
    const top = rows.root.querySelector(".editor-top").getBoundingClientRect().bottom;
    if (box.top < top + 8 || box.bottom > window.innerHeight) row.element.scrollIntoView({ block: "center" });
  }

  function neighbour(row, by) {
    return rows.all[rows.all.indexOf(row) + by] || null;
  }

  // ----- times

  function playhead() {
    return player.time === null ? null : Math.round(player.time * 1000);
  }

  function setTime(row, which) {
    const now = playhead();
    if (now === null) return iapb.say(iapb.word("noPlayhead"));
    if (which === "start") rows.setTimes(row, now, row.end_ms !== null && row.end_ms < now ? null : row.end_ms);
    else rows.setTimes(row, row.start_ms !== null && row.start_ms > now ? null : row.start_ms, now);
    edits.touch(row);
    return iapb.say(`${iapb.word(which)} ${rows.clock(now)}`);
  }

  function typedTime(row, field, which) {
    const ms = rows.parsed(field.value);
    if (ms === undefined) {
      field.setAttribute("aria-invalid", "true");
      return edits.complain(iapb.word("badTime"));
    }
    field.removeAttribute("aria-invalid");
    edits.complain("");
    const [start, end] = which === "start" ? [ms, row.end_ms] : [row.start_ms, ms];
    if (start === row.start_ms && end === row.end_ms) return undefined;
    rows.setTimes(row, start, start !== null && end !== null && end < start ? null : end);
    return edits.touch(row);
  }

  // Where the sound is now, if that is within the segment; else by how many letters stand before the cursor.
  function timeOfSplit(row, at) {
    const now = playhead();
    const { start_ms: start, end_ms: end } = row;
    if (now !== null && start !== null && now > start && (end === null || now < end)) return now;
    if (at >= row.text.value.trimEnd().length) return end ?? (now !== null && (start === null || now > start) ? now : null);
    if (start === null || end === null || !row.text.value.length) return null;
    return Math.round(start + ((end - start) * at) / row.text.value.length);
  }

  // ----- rows

  function split(row) {
    const text = row.text.value;
    const at = row.text.selectionStart;
    const left = text.slice(0, at).trimEnd();
    const right = text.slice(row.text.selectionEnd).trimStart();
    const time = timeOfSplit(row, at);
    const end = row.end_ms;
    const made = rows.make({ id: crypto.randomUUID(), version: 0, text: right, speaker: row.speaker.value.trim(),
      start_ms: time, end_ms: time !== null && end !== null && end < time ? null : (right ? end : null),
      gone: false, sources: row.sources, doubt: "", remark: "" });
    row.text.value = left;
    rows.fit(row.text);
    rows.setTimes(row, row.start_ms, time ?? (right ? null : end));
    rows.standAfter(made, row);
    undoable.push({ what: "split", first: row, second: made, between: text.slice(left.length, text.length - right.length), end });
    edits.together([row, made], { [made.id]: row.id });
    go(made, 0);
    iapb.say(iapb.word("didSplit"));
  }

  function join(row) {
    const first = neighbour(row, -1);
    if (!first) return iapb.say(iapb.word("noFirst"));
    const left = first.text.value;
    const right = row.text.value;
    const between = left && right ? " " : "";
    undoable.push({ what: "join", first, second: row, left, right, between, end: first.end_ms, speaker: first.speaker.value,
      sources: first.sources });
    first.text.value = left + between + right;
    if (!first.speaker.value) first.speaker.value = row.speaker.value;
    first.sources = [...new Set([...first.sources, ...row.sources])];
    rows.fit(first.text);
    rows.setTimes(first, first.start_ms, row.end_ms ?? (right ? null : first.end_ms));
    row.gone = true;
    rows.takeOut(row);
    edits.together([first, row]);
    go(first, left.length + between.length);
    return iapb.say(iapb.word("didJoin"));
  }

  function remove(row) {
    if (rows.translation) return undefined;
    if (rows.all.length === 1) return iapb.say(iapb.word("lastStays"));
    const before = neighbour(row, -1);
    const next = neighbour(row, 1) || before;
    undoable.push({ what: "remove", second: row, before });
    row.gone = true;
    rows.takeOut(row);
    edits.together([row]);
    go(next, 0);
    return iapb.say(iapb.word("didRemove"));
  }

  function undo() {
    const last = undoable[undoable.length - 1];
    if (!last) return iapb.say(iapb.word("nothingToUndo"));
    if (!UNDO[last.what](last)) return iapb.say(iapb.word("cannotUndo"));
    undoable.pop();
    return iapb.say(iapb.word("undone"));
  }

  const stands = (row) => rows.all.includes(row);

  const UNDO = {
    // What was typed in either of the two since stays.
    split({ first, second, between, end }) {
      if (!stands(first) || !stands(second) || neighbour(first, 1) !== second) return false;
      const at = first.text.value.length;
      first.text.value += (second.text.value ? between || " " : between) + second.text.value;
      rows.fit(first.text);
      rows.setTimes(first, first.start_ms, second.end_ms ?? end);
      second.gone = true;
      rows.takeOut(second);
      edits.together([first, second]);
      go(first, at);
      return true;
    },
    join({ first, second, left, right, between, end, speaker, sources }) {
      if (!stands(first) || first.text.value !== left + between + right) return false;
      first.text.value = left;
      first.speaker.value = speaker;
      first.sources = sources;
      rows.fit(first.text);
      rows.setTimes(first, first.start_ms, end);
      second.gone = false;
      second.text.value = right;
      rows.standAfter(second, first);
      edits.together([first, second]);
      go(second, 0);
      return true;
    },
    remove({ second, before }) {
      second.gone = false;
      rows.standAfter(second, before && stands(before) ? before : null);
      edits.together([second]);
      go(second, 0);
      return true;
    },
  };

  // ----- words

  // Typed by the browser itself, so that its own undo takes it back.
  function insert(field, text) {
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function uncertain(row) {
    row.text.focus();
    const chosen = row.text.value.slice(row.text.selectionStart, row.text.selectionEnd);
    const words = chosen.trim();
    const after = chosen.slice(chosen.trimEnd().length);
    insert(row.text, `[?${words}]${after}`);
    if (!words) row.text.setSelectionRange(row.text.selectionEnd - 1, row.text.selectionEnd - 1);
  }

  function inaudible(row) {
    row.text.focus();
    const before = row.text.value.slice(0, row.text.selectionStart);
    insert(row.text, `${/\S$/.test(before) ? " " : ""}[???] `);
  }

  function turn(row) {
    const known = rows.speakers;
    if (!known.length) return iapb.say(iapb.word("noSpeakers"));
    const here = known.indexOf(row.speaker.value.trim());
    row.speaker.value = known[(here + 1) % known.length];
    edits.touch(row);
    return iapb.say(`${iapb.word("speakerIs")} ${row.speaker.value}`);
  }

  function namedSpeaker(row) {
    const name = row.speaker.value.trim();
    if (!name || rows.speakers.includes(name)) return;
    rows.offerSpeakers([...rows.speakers, name]);
    edits.nameSpeakers(rows.speakers);
  }

  // ----- what keys and buttons do; `typing` marks what changes words

  const typing = (act) => (...said) => (rows.mayType && current ? act(current, ...said) : undefined);
  const span = (row) => ({ start: row.start_ms / 1000,
    end: (row.end_ms ?? neighbour(row, 1)?.start_ms ?? null) === null ? null : (row.end_ms ?? neighbour(row, 1).start_ms) / 1000 });

  iapb.doing = {
    toggle: () => player.toggle(),
    hold: () => player.play(),
    back: () => player.back(iapb.backBy()),
    slower: () => iapb.say(`${iapb.word("speed")} ${player.speed(-1)}`),
    faster: () => iapb.say(`${iapb.word("speed")} ${player.speed(1)}`),
    loop: () => player.loop(current && current.start_ms !== null ? span(current) : null),
    mute: () => iapb.say(iapb.word(player.silence() ? "silent" : "heard")),
    here: () => { if (current && current.start_ms !== null) player.playFrom(current.start_ms / 1000); },
    start: typing((row) => setTime(row, "start")),
    end: typing((row) => setTime(row, "end")),
    turn: typing(turn),
    uncertain: typing(uncertain),
    inaudible: typing(inaudible),
    split: typing(split),
    line: typing((row) => insert(row.text, "\n")),
    join: typing(join),
    remove: typing(remove),
    undo: typing(undo),
    up: () => go(neighbour(current, -1)),
    down: () => go(neighbour(current, 1)),
    save: () => edits.send(),
    out: () => document.querySelector("[data-way-out]")?.focus(),
  };

  // ----- the page

  rows.list.addEventListener("focusin", (event) => {
    const row = rows.of(event.target);
    if (!row) return;
    rows.list.querySelector(".editor-current")?.classList.remove("editor-current");
    current = row;
    row.element.classList.add("editor-current");
  });
  rows.list.addEventListener("input", (event) => {
    const row = rows.of(event.target);
    if (event.target === row?.text) rows.fit(row.text);
    if (rows.mayType && (event.target === row?.text || event.target === row?.speaker)) edits.touch(row);
  });
  rows.list.addEventListener("change", (event) => {
    const row = rows.of(event.target);
    if (event.target === row?.startField) typedTime(row, row.startField, "start");
    else if (event.target === row?.endField) typedTime(row, row.endField, "end");
    else if (event.target === row?.speaker) namedSpeaker(row);
    else if (event.target === row?.note) edits.note(row, row.note.value);
  });
  rows.list.addEventListener("focusout", (event) => {
    const row = rows.of(event.target);
    if (row && edits.dirty.has(row)) edits.send();
  });
  rows.list.addEventListener("click", (event) => {
    const settle = event.target.closest("[data-settle]");
    if (settle) edits.settle(settle.dataset.settle, settle.dataset.keep);
    const row = rows.of(event.target);
    if (event.target === row?.play) player.playFrom(row.start_ms / 1000);
  });
  rows.list.addEventListener("keydown", (event) => {
    const row = rows.of(event.target);
    if (event.target !== row?.text || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const { selectionStart: from, selectionEnd: to, value } = row.text;
    if (event.key === "Backspace" && rows.mayType && from === 0 && to === 0) {
      event.preventDefault();
      join(row);
    } else if (event.key === "ArrowUp" && from === 0 && to === 0 && neighbour(row, -1)) {
      event.preventDefault();
      go(neighbour(row, -1), neighbour(row, -1).text.value.length);
    } else if (event.key === "ArrowDown" && from === value.length && neighbour(row, 1)) {
      event.preventDefault();
      go(neighbour(row, 1), 0);
    }
  });

  // Leaves only once everything is on the server.
  for (const leaving of document.querySelectorAll("[data-when-saved]")) {
    leaving.addEventListener(leaving.localName === "form" ? "submit" : "click", async (event) => {
      if (!edits.unsaved) return;
      event.preventDefault();
      if (!(await edits.flush())) edits.complain(iapb.word("waitForSaving"));
      else if (leaving.localName === "form") leaving.submit();
      else location.assign(leaving.href);
    });
  }

  const wanted = rows.byId.get(location.hash.replace("#row-", ""));
  if (wanted) go(wanted, 0);
  else if (rows.mayType && rows.all.length) {
    rows.all[0].text.focus({ preventScroll: true });
    rows.all[0].text.setSelectionRange(0, 0);
  }
  rows.root.dataset.ready = "yes";
})();
