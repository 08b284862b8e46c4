// Questions to the partner and notes, beside the text: a form opens over the selected words, by key or by button.
"use strict";

iapb.talk = (() => {
  const { bench, marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const panel = root.querySelector("[data-talk]");
  let back = null; // where the focus was when a form was opened
  let closedToo = false; // whether questions that were closed are marked as well

  const form = (name) => panel.querySelector(`[data-talk-form="${name}"]`);
  const field = (of, name) => of.elements[name];
  const words = (of) => of.querySelector("textarea");
  const busy = () => [...panel.querySelectorAll("textarea")].some((one) => one.value.trim());

  async function fetched(url, options = {}) {
    const answer = await fetch(url, { ...options, headers: { "X-Fragment": "talk", ...options.headers } });
    if (answer.redirected) throw new Error(iapb.word("signedOut"));
    return { status: answer.status, ok: answer.ok, html: await answer.text() };
  }

  const sentence = (html) => new DOMParser().parseFromString(html, "text/html").querySelector(".empty-subtitle")?.textContent;

  function say(text) {
    const problem = panel.querySelector("[data-talk-problem]");
    problem.textContent = text;
    problem.hidden = !text;
  }

  // Without script the form for a note on the whole stands open; with it, it waits for its key.
  function shown(html) {
    panel.innerHTML = html;
    panel.querySelector("[data-talk-new]").hidden = false;
    for (const one of panel.querySelectorAll("[data-talk-form]")) {
      const field = words(one);
      one.hidden = !field.value.trim();
      field.setSelectionRange(field.value.length, field.value.length); // who goes on writes at the end
      one.querySelector("[data-talk-close]").hidden = false;
    }
    mark();
  }

  // ----- questions in the margin, beside their words: the open ones, and on demand those that were closed

  function mark() {
    const toggle = panel.querySelector("[data-talk-closed]");
    if (toggle) {
      toggle.hidden = false;
      toggle.setAttribute("aria-pressed", String(closedToo));
    }
    const all = [...panel.querySelectorAll("[data-asked]")].map((thread) => {
      const [, text, start, end] = /^(.+):(\d+)-(\d+)$/.exec(thread.dataset.asked);
      const exact = thread.querySelector(".quote").textContent.slice(1, -1);
      const state = thread.querySelector("[data-asked-state]").textContent;
      const open = thread.classList.contains("talk-open");
      return { id: thread.id, text, start: Number(start), end: Number(end), exact, state, open };
    });
    marks.ask(all.filter(({ open }) => open || closedToo));
  }

  // From the mark to the thread; Escape goes back to the mark.
  function openThread(id) {
    const question = marks.questions.get(id);
    const thread = document.getElementById(id);
    if (!question || !thread) return;
    marks.highlight("passage", question.own.map((segment) => marks.rangeIn(segment, question.start, question.end)), 1);
    thread.focus({ preventScroll: true });
    thread.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function backToMark(thread) {
    const question = marks.questions.get(thread.id);
    if (!question) return;
    bench.go(question.own[0]);
    iapb.margin.now();
    question.own[0].pair.querySelector(`.chip[data-question="${CSS.escape(thread.id)}"]`)?.focus();
  }

  root.querySelector("[data-layers]").addEventListener("click", (event) => {
    const mark = event.target.closest("[data-question]");
    if (mark) openThread(mark.dataset.question);
  });

  async function load() {
    try {
      const { ok, html } = await fetched(panel.dataset.talk);
      if (!ok) throw new Error("refused");
      shown(html);
      root.dataset.talked = "yes";
    } catch {
      bench.complain(iapb.word("failed"));
    }
  }

  // What the form is about, as the reader sees it: the words, or the name of a thing.
  function about(one, name, { text = "", start = "", end = "", exact = "" }, title = "") {
    for (const [key, value] of Object.entries({ text, start, end, exact })) field(one, key).value = value;
    if (field(one, "about")) field(one, "about").value = name;
    const quote = one.querySelector("[data-talk-quote]");
    quote.textContent = exact.length > 200 ? `${exact.slice(0, 200)}…` : exact;
    quote.hidden = !exact;
    const label = one.querySelector("[data-talk-title]");
    if (label) {
      label.hidden = Boolean(exact);
      label.textContent = title || label.dataset.whole;
    }
  }

  function open(name, thing = null, title = "") {
    const one = form(name === "ask" ? "ask" : "comment");
    if (!one) return;
    const wanted = name === "ask" || name === "comment";
    const span = wanted ? bench.selected() || kept(one) : null;
    if (wanted && !span) {
      bench.announceAndShow(iapb.word("selectFirst"));
      return;
    }
    back = document.activeElement;
    about(one, thing || (wanted ? "passage" : "item"), span || {}, title);
    one.hidden = false;
    say("");
    words(one).focus();
    one.scrollIntoView({ block: "nearest" });
  }

  // Words of before, when the form was closed over them and something is typed in it.
  function kept(one) {
    if (!words(one).value.trim() || !field(one, "text")?.value || !field(one, "exact")) return null;
    return Object.fromEntries(["text", "start", "end", "exact"].map((key) => [key, field(one, key).value]));
  }

  function close(one) {
    one.hidden = true;
    if (back?.isConnected) back.focus();
  }

  async function send(one, again = true) {
    if (one.dataset.confirm && again && !window.confirm(one.dataset.confirm)) return;
    const button = one.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const told = await fetched(one.action, { method: "POST", body: new URLSearchParams(new FormData(one)) });
      if (told.status === 403 && again && (await iapb.drafts.newToken(one))) {
        await send(one, false);
        return;
      }
      if (!told.ok) throw new Error(sentence(told.html) || iapb.word("failed"));
      const id = one.closest("article")?.id;
      const others = typed(one);
      shown(told.html);
      restore(others);
      bench.announce(iapb.word("sent"));
      (back?.isConnected ? back : id && document.getElementById(id)?.querySelector("a, summary, button"))?.focus();
    } catch (error) {
      say(error instanceof TypeError ? iapb.word("failed") : error.message);
    } finally {
      button.disabled = false;
      delete one.dataset.sent;
    }
  }

  // What stands half written in other forms of the panel is not lost when the panel is drawn anew.
  function typed(sent) {
    return [...panel.querySelectorAll("form")]
      .filter((one) => one !== sent && words(one)?.value.trim())
      .map((one) => [field(one, "draft").value, words(one).value, kept(one), field(one, "about")?.value]);
  }

  function restore(all) {
    for (const [draft, text, span, thing] of all) {
      const one = [...panel.querySelectorAll("form")].find((other) => field(other, "draft")?.value === draft);
      if (!one) continue;
      words(one).value = text;
      if (one.dataset.talkForm) about(one, thing || "passage", span || {});
      one.hidden = false;
      one.closest("details")?.setAttribute("open", "");
    }
  }

  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-talk-post]")) return;
    event.preventDefault();
    event.stopPropagation();
    send(event.target);
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-talk-open]");
    if (opener) open(opener.dataset.talkOpen, opener.dataset.about, opener.dataset.title);
    const closer = event.target.closest("[data-talk-close]");
    if (closer) close(closer.closest("form"));
    if (event.target.closest("[data-talk-closed]")) {
      closedToo = !closedToo;
      mark();
    }
    const link = event.target.closest("[data-go]");
    const place = link && /^(.+):(\d+)-(\d+)$/.exec(link.dataset.go);
    if (place && marks.sideOf(place[1])) {
      event.preventDefault();
      bench.show(place[1], Number(place[2]), Number(place[3]));
    }
  });
  // A button takes the selection away from the words: it is pressed without taking the focus.
  panel.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-talk-open]")) event.preventDefault();
  });
  panel.addEventListener("keydown", (event) => {
    const one = event.target.closest("form");
    const thread = event.target.closest("[data-asked]");
    if (event.key === "Escape" && thread && !event.target.matches("textarea")) backToMark(thread);
    if (!one || !event.target.matches("textarea")) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      one.requestSubmit();
    } else if (event.key === "Escape" && one.dataset.talkForm) close(one);
  });
  window.addEventListener("focus", () => { if (!busy() && !panel.contains(document.activeElement)) load(); });

  // What was typed beside a tag and not sent.
  function draftOf(id) {
    const kept = document.getElementById("talk-drafts");
    return kept ? JSON.parse(kept.textContent)[id] : "";
  }

  load();
  return { open, draftOf, load: () => { if (!busy()) load(); } };
})();
