// What is typed on its way to the server. Each change has a key, so that one sent twice is one change, and the version
// it was made on, so that two windows do not write over each other. What a lost line holds up waits here and is said.
"use strict";

iapb.edits = (() => {
  const { root, byId } = iapb.rows;
  const AFTER_MS = 700; // a pause in typing
  const LATEST_MS = 4000; // and while somebody types on and on
  const state = root.querySelector("[data-save-state]");
  const stateWords = root.querySelector("[data-save-words]");
  const problem = root.querySelector("[data-problem]");
  const dirty = new Set(); // rows whose words are newer than any change that waits
  const waiting = []; // changes, in order; the first may be under way
  const notes = new Map(); // row -> remark of who checks
  let speakers = null; // when the list is newer than the server's
  let sending = false;
  let retryAfter = 0;
  let timer = 0;
  let firstTouch = 0;
  let token = root.dataset.csrf;
  let outcome = "saved";
  let stale = false; // somebody else's words are newer: shown once nothing waits

  const unsaved = () => waiting.length + dirty.size + notes.size + (speakers ? 1 : 0);

  function say(name = outcome) {
    outcome = name;
    if (!state) return;
    const shown = name === "saved" && unsaved() ? "typed" : name;
    const bad = ["unsaved", "signedOut", "stopped"].includes(shown);
    state.dataset.state = bad ? (shown === "stopped" ? "unsaved" : shown) : shown;
    stateWords.textContent = bad && unsaved() ? `${iapb.word(shown)} (${unsaved()})` : iapb.word(shown);
  }

  function complain(text) {
    problem.textContent = text;
    problem.hidden = !text;
  }

  // ----- what shall be sent

  function touch(row) {
    if (!dirty.size) firstTouch = performance.now();
    dirty.add(row);
    say();
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    const waited = performance.now() - firstTouch;
    timer = setTimeout(send, Math.max(0, Math.min(AFTER_MS, LATEST_MS - waited)));
  }

  function gather() {
    if (!dirty.size && !speakers) return;
    const puts = [...dirty].map((row) => ({ ...iapb.rows.values(row), after: row.version ? null : before(row) }));
    dirty.clear();
    push(puts);
  }

  const before = (row) => iapb.rows.all[iapb.rows.all.indexOf(row) - 1]?.id ?? null;

  function push(puts) {
    waiting.push({ key: crypto.randomUUID(), puts, speakers, body: null });
    speakers = null;
  }

  // Rows that change together: all of it arrives, or nothing. `after` says where new ones stand.
  function together(rows, after = {}) {
    for (const row of rows) dirty.delete(row);
    gather();
    push(rows.map((row) => ({ ...iapb.rows.values(row), after: after[row.id] ?? null })));
    say();
    send();
  }

  function nameSpeakers(found) {
    speakers = found;
    if (!dirty.size) firstTouch = performance.now();
    schedule();
  }

  function note(row, text) {
    notes.set(row, text);
    say();
    send();
  }

  // ----- sending

  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    let ended = "saved";
    if (!waiting.length) gather();
    while (waiting.length || notes.size) {
      say("saving");
      ended = waiting.length ? await change(waiting[0]) : await remark(...notes.entries().next().value);
      if (ended !== "saved") break;
      retryAfter = 0;
      complain("");
    }
    sending = false;
    say(ended);
    if (stale && !waiting.length) refresh();
    if (ended === "unsaved" || ended === "signedOut") {
      retryAfter = Math.min(30000, retryAfter ? retryAfter * 2 : 1000);
      timer = setTimeout(send, retryAfter);
    } else if (ended === "saved" && (dirty.size || speakers)) {
      firstTouch = performance.now();
      schedule();
    }
  }

  async function change(one) {
    // Filled in once: sent again, it must be the very same change.
    one.body ??= { key: one.key, speakers: one.speakers, puts: one.puts.map((put) => ({ after: null, ...put,
      version: put.version ?? byId.get(put.id).version })) };
    const { answer, body, ended } = await post(root.dataset.changesUrl, one.body);
    if (ended) return ended;
    if (!answer.ok) return refused(one, answer, body);
    waiting.shift();
    settled(one, body);
    return "saved";
  }

  async function remark(row, text) {
    const { answer, body, ended } = await post(`/api/work-segments/${row.id}/remark/`, { text });
    if (ended) return ended;
    if (notes.get(row) === text) notes.delete(row);
    if (!answer.ok) return refused(null, answer, body);
    if (row.note.value.trim() === text.trim() && row.note.value !== body.remark && document.activeElement !== row.note) {
      row.note.value = body.remark;
    }
    return "saved";
  }

  async function post(url, content) {
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
      });
    } catch {
      return { ended: "unsaved" };
    }
    if (answer.status >= 500 || answer.status === 429) return { ended: "unsaved" };
    const body = await answer.json().catch(() => ({}));
    if (answer.status === 401 || (answer.status === 403 && String(body.detail).startsWith("CSRF"))) {
      return { ended: (await freshToken()) ? "unsaved" : "signedOut" };
    }
    return { answer, body };
  }

  // Sending again would change nothing: the sentence is shown, the words stay on the page and count as not saved.
  function refused(one, answer, body) {
    const said = body.detail || Object.values(body).flat(3).find((part) => typeof part === "string");
    complain(said || iapb.word("failed"));
    if (one) {
      waiting.shift();
      for (const put of one.puts) if (byId.has(put.id)) dirty.add(byId.get(put.id));
      speakers ??= one.speakers;
    }
    return "stopped";
  }

  function settled(one, body) {
    const sent = new Map(one.puts.map((put) => [put.id, put]));
    const clashing = new Map();
    for (const clash of body.clashes) clashing.set(clash.segment, [...(clashing.get(clash.segment) || []), clash]);
    if (!body.applied) tooOld(one);
    for (const segment of body.segments) {
      const row = byId.get(segment.id);
      if (!row) continue;
      const put = sent.get(segment.id);
      const asSent = put && iapb.rows.equal(iapb.rows.values(row), put);
      if (body.applied && asSent && segment.text !== put.text && put.text.trim() && !segment.gone) said(segment, put);
      if (body.applied && !asSent) row.version = segment.version;
      else iapb.rows.show(row, segment);
    }
    for (const [id, clashes] of clashing) if (byId.has(id)) iapb.rows.showClashes(byId.get(id), clashes);
    if (clashing.size) iapb.say(iapb.word("clash"));
    iapb.rows.offerSpeakers([...new Set([...body.speakers, ...(speakers || [])])]);
  }

  // What rests on a change that was too old is too old as well: it is sent as that, and kept beside the newer words.
  function tooOld(one) {
    stale = true;
    const versions = new Map(one.body.puts.map((put) => [put.id, Math.max(1, put.version)]));
    for (const later of waiting) {
      for (const put of later.puts) if (versions.has(put.id)) put.version ??= versions.get(put.id);
    }
    for (const put of one.puts) {
      const row = byId.get(put.id);
      if (!dirty.delete(row)) continue;
      const typedOn = { ...iapb.rows.values(row), version: versions.get(row.id) };
      if (typedOn.text !== put.text) waiting.unshift({ key: crypto.randomUUID(), puts: [typedOn], speakers: null, body: null });
    }
  }

  function said(segment, put) {
    if (put.text.normalize("NFC") !== segment.text) iapb.say(iapb.word("hidden"));
  }

  // ----- as the server has it

  let asked = 0;

  async function refresh() {
    try {
      const answer = await fetch(root.dataset.workUrl);
      if (!answer.ok) return;
      const body = await answer.json();
      stale = false;
      const open = new Set(waiting.flatMap((one) => one.puts.map((put) => put.id)));
      iapb.rows.showAll(body.segments, (row) => dirty.has(row) || open.has(row.id) || notes.has(row));
      for (const row of iapb.rows.all) {
        const mine = body.clashes.filter((clash) => clash.segment === row.id);
        if (mine.length !== row.clashes.length) iapb.rows.showClashes(row, mine);
      }
      if (!speakers) iapb.rows.offerSpeakers(body.speakers);
      if (body.mode !== root.dataset.mode) location.reload();
    } catch {
      // Asked for again when the window is looked at the next time.
    }
  }

  async function settle(clash, keep) {
    await flush();
    const { answer, body, ended } = await post(`/api/clashes/${clash}/settle/`, { keep });
    if (ended) return say(ended);
    if (!answer.ok) return complain(body.detail || iapb.word("failed"));
    for (const segment of body.segments) {
      const row = byId.get(segment.id);
      if (!row) continue;
      iapb.rows.show(row, segment);
      iapb.rows.showClashes(row, body.clashes.filter((one) => one.segment === segment.id));
      if (iapb.rows.all.includes(row)) row.text.focus();
    }
    refresh();
  }

  // After a new sign-in in another tab this page's token is an old one: take the new one from the page itself.
  async function freshToken() {
    try {
      const answer = await fetch(location.pathname);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-editor]")?.dataset.csrf;
      if (!found) return false;
      token = root.dataset.csrf = found;
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = found;
      return true;
    } catch {
      return false;
    }
  }

  // True once everything is on the server.
  async function flush() {
    for (let turn = 0; turn < 40 && (unsaved() || sending); turn += 1) {
      if (sending) await new Promise((done) => setTimeout(done, 50));
      else await send();
      if (!sending && outcome !== "saved" && outcome !== "saving") break;
    }
    return !unsaved();
  }

  window.addEventListener("online", send);
  window.addEventListener("focus", () => {
    if (performance.now() - asked < 15000 || unsaved()) return;
    asked = performance.now();
    refresh();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
  say("saved");
  return { touch, together, nameSpeakers, note, send, settle, flush, refresh, complain, dirty,
    get unsaved() { return unsaved(); } };
})();
