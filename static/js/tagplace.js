// The tags at the place where somebody is, each with its words; and what is noted beside the one that is chosen.
"use strict";

iapb.place = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const list = root.querySelector("[data-place-list]");
  const empty = root.querySelector("[data-place-empty]");
  let segment = null;
  let asked = 0;

  function entry(tag) {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "place-tag";
    button.dataset.pick = tag.client_key;
    if (tag === marks.current) button.setAttribute("aria-current", "true");
    const dot = document.createElement("span");
    dot.className = "code-dot";
    dot.dataset.category = marks.category(tag);
    const label = document.createElement("strong");
    label.textContent = marks.label(tag);
    const quote = document.createElement("q");
    quote.textContent = tag.exact.length > 80 ? `${tag.exact.slice(0, 80)}…` : tag.exact;
    const more = document.createElement("span");
    more.className = "place-more";
    const across = marks.sideOf(tag.text) === segment.side ? [] : [iapb.word("beside")];
    const noted = tag.notes?.length ? [`${iapb.word("noted")} ${tag.notes.length}`] : [];
    more.textContent = [tag.author, ...across, ...noted].join(" · ");
    button.append(dot, label, " ", quote, more);
    line.append(button);
    return line;
  }

  function draw() {
    asked = 0;
    const tags = segment ? marks.around(segment) : [];
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.pick : null;
    list.replaceChildren(...tags.map(entry));
    empty.hidden = tags.length > 0;
    if (held) list.querySelector(`[data-pick="${CSS.escape(held)}"]`)?.focus();
  }

  function again() {
    if (!asked) asked = requestAnimationFrame(draw);
  }

  function shown(where) {
    if (where === segment) return;
    segment = where;
    again();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    const tag = button && marks.tags.get(button.dataset.pick);
    if (!tag) return;
    iapb.bench.reveal(tag);
    marks.choose(tag);
  });
  document.addEventListener("iapb:tag", again);
  document.addEventListener("iapb:tag", ({ detail: tag }) => {
    for (const one of root.querySelectorAll("[data-part-pick]")) one.setAttribute("aria-current", String(one.dataset.partPick === tag?.id));
  });
  return { shown, again };
})();

iapb.notes = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const box = root.querySelector("[data-notes]");
  if (!box) return { write() {} };
  const [list, field, send, problem] = ["list", "words", "send", "problem"].map((one) => box.querySelector(`[data-notes-${one}]`));
  const form = box.querySelector("[data-notes-form]");
  const people = field.dataset.call;
  const drafts = new Map(); // tag -> {words, key}: what is typed stays with its tag until it is sent
  let tag = null;
  let back = null;

  function draft() {
    if (!drafts.has(tag)) drafts.set(tag, { words: "", key: crypto.randomUUID() });
    return drafts.get(tag);
  }

  // Kept on the server as well, once the tag is there; what was typed before this page was opened comes back.
  function keepDraftsOf(chosen) {
    form.querySelector("[data-draft-state]").textContent = "";
    form.removeAttribute("data-draft");
    if (!chosen?.id) return;
    form.dataset.draft = form.dataset.keeps.replace(/[0-9a-f-]{36}/, chosen.id);
    field.dataset.call = `${people}?about=tag:${chosen.id}`;
    const before = iapb.talk?.draftOf(chosen.id);
    if (before && !drafts.has(chosen)) drafts.set(chosen, { words: before, key: crypto.randomUUID() });
  }

  function entry(note) {
    const line = document.createElement("li");
    const words = document.createElement("p");
    words.textContent = note.words;
    const more = document.createElement("p");
    more.className = "place-more";
    const when = new Date(note.written).toLocaleString(root.dataset.language, { dateStyle: "medium", timeStyle: "short" });
    more.textContent = [note.author, when, ...(note.earlier ? [iapb.word("notedBefore")] : [])].join(" · ");
    line.append(words, more);
    if (note.mine) {
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn btn-sm";
      away.dataset.note = note.id;
      away.textContent = iapb.word("takeNoteBack");
      line.append(away);
    }
    return line;
  }

  function show(chosen) {
    const other = chosen !== tag;
    if (other) iapb.drafts.now(form);
    if (other || (chosen?.id && !form.dataset.draft)) keepDraftsOf(chosen);
    tag = chosen;
    box.hidden = !tag;
    if (!tag) return;
    list.replaceChildren(...(tag.notes || []).map(entry));
    send.disabled = !tag.id;
    if (other) {
      field.value = drafts.get(tag)?.words || "";
      say("");
    }
  }

  function say(text) {
    problem.textContent = text;
    problem.hidden = !text;
  }

  async function ask(url, body) {
    let answer;
    try {
      answer = await iapb.queue.post(url, body);
    } catch {
      return [null, iapb.word("failed")];
    }
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return [told, ""];
    const stale = answer.status === 401 || (answer.status === 403 && String(told.detail).startsWith("CSRF"));
    if (stale) return [null, (await iapb.queue.freshToken()) ? iapb.word("failed") : iapb.word("signedOut")];
    return [null, answer.status < 500 && told.detail ? told.detail : iapb.word("failed")];
  }

  async function add() {
    const about = tag;
    if (!about?.id) return;
    const { words, key } = draft();
    send.disabled = true;
    const [note, wrong] = await ask(`/api/tags/${about.id}/notes/`, { words, client_key: key });
    send.disabled = !tag?.id;
    if (!note) {
      if (about === tag) say(wrong);
      return;
    }
    drafts.delete(about);
    iapb.drafts.forget(form);
    iapb.talk?.load();
    about.notes = [...about.notes.filter((one) => one.id !== note.id), note];
    if (about === tag) {
      field.value = "";
      say("");
    }
    marks.refresh(about);
    iapb.bench.announce(iapb.word("noteSaved"));
  }

  async function takeBack(id) {
    const about = tag;
    const [note, wrong] = await ask(`/api/notes/${id}/retract/`, {});
    if (!note) {
      say(wrong);
      return;
    }
    about.notes = about.notes.filter((one) => one.id !== id);
    marks.refresh(about);
    field.focus();
  }

  function write(from) {
    back = from || document.activeElement;
    field.focus();
  }

  field.addEventListener("input", () => { draft().words = field.value; });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      add();
    } else if (event.key === "Escape" && tag) {
      const chip = root.querySelector(`.chip[data-tag="${CSS.escape(tag.client_key)}"]`);
      (chip || (back?.isConnected ? back : null))?.focus();
    }
  });
  send.addEventListener("click", add);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-note]");
    if (button) takeBack(button.dataset.note);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some(({ words }) => words.trim())) event.preventDefault();
  });
  document.addEventListener("iapb:tag", (event) => show(event.detail));
  return { write };
})();
