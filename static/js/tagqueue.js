// Tags on their way to the server. Each has a key of its own, so that one sent twice is one tag;
// what a lost line holds up waits here, is said, and is sent again, also after the page was loaded anew.
"use strict";

iapb.queue = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const state = root.querySelector("[data-save-state]");
  const stateWords = root.querySelector("[data-save-words]");
  const waiting = []; // {kind: "place" | "retract", tag, tried}
  const done = []; // what can be taken back, {kind, tag}, the newest last
  const undone = []; // and what of that can be done again
  // Places and keys, never words: in this tab alone, for this person and item alone.
  const shelf = `tags:${root.dataset.person}:${root.dataset.item}`;
  let sending = false;
  let retryAfter = 0;
  let timer = 0;
  let settled = 0; // how often an answer has come: an older list of tags is then of no use
  let token = root.dataset.csrf;

  function say(name) {
    state.dataset.state = name;
    stateWords.textContent = waiting.length && name !== "saving" && name !== "saved"
      ? `${iapb.word(name)} (${waiting.length})` : iapb.word(name);
  }

  // ----- placing and taking back

  function newTag(of) {
    return { id: null, text: of.text, code: of.code, start: of.start, end: of.end, exact: of.exact, state: "confirmed",
      author: root.dataset.personName, mine: true, notes: [], client_key: crypto.randomUUID(), waiting: true };
  }

  function same(a, b) {
    return a.mine && a.text === b.text && a.code === b.code && a.start === b.start && a.end === b.end;
  }

  function place(span, code) {
    const wanted = { ...span, code: code.code, mine: true };
    const known = [...marks.tags.values()].find((one) => same(one, wanted));
    if (known) {
      marks.choose(known);
      iapb.bench.announceAndShow(`${iapb.word("alreadyTagged")} ${marks.label(known)}`);
      return known;
    }
    undone.length = 0;
    const tag = newTag(wanted);
    done.push({ kind: "place", tag });
    iapb.bench.announce(`${iapb.word("tagged")} ${marks.label(tag)}, ${tag.exact}`);
    return put(tag);
  }

  function put(tag) {
    marks.put(tag);
    marks.choose(tag);
    wait({ kind: "place", tag });
    return tag;
  }

  function retract(tag) {
    if (!tag) return;
    if (!tag.mine) {
      iapb.bench.announceAndShow(iapb.word("notYours"));
      return;
    }
    undone.length = 0;
    done.push({ kind: "retract", tag });
    take(tag);
  }

  function take(tag) {
    marks.drop(tag);
    iapb.bench.announce(`${iapb.word("undone")} ${marks.label(tag)}, ${tag.exact}`);
    const unsent = waiting.findIndex((entry) => entry.kind === "place" && entry.tag === tag);
    // What was sent once may have arrived though no answer came: then it is taken back after it.
    if (unsent >= 0 && !waiting[unsent].tried) {
      waiting.splice(unsent, 1);
      shelve();
      if (!waiting.length && !sending) say("saved");
    } else wait({ kind: "retract", tag });
  }

  // What is placed again is another tag: the one taken back stays on record as that.
  function turn(from, to, kind) {
    const entry = from.pop();
    if (!entry) {
      iapb.bench.announceAndShow(iapb.word(from === done ? "nothingToUndo" : "nothingToRedo"));
      return;
    }
    if (entry.kind === kind) take(entry.tag);
    else {
      const again = newTag(entry.tag);
      for (const one of [...done, ...undone]) if (one.tag === entry.tag) one.tag = again;
      entry.tag = put(again);
      iapb.bench.announce(`${iapb.word("tagged")} ${marks.label(again)}, ${again.exact}`);
    }
    to.push(entry);
  }

  const undo = () => turn(done, undone, "place");
  const redo = () => turn(undone, done, "retract");

  function forget(tag) {
    for (const list of [done, undone]) {
      for (let at = list.length - 1; at >= 0; at -= 1) if (list[at].tag === tag) list.splice(at, 1);
    }
  }

  // ----- sending

  function wait(entry) {
    waiting.push({ ...entry, tried: false });
    shelve();
    send();
  }

  async function send() {
    if (sending) return;
    clearTimeout(timer);
    sending = true;
    while (waiting.length) {
      say("saving");
      waiting[0].tried = true;
      const outcome = await one(waiting[0]);
      if (outcome !== "done") {
        sending = false;
        say(outcome);
        retryAfter = Math.min(30000, retryAfter ? retryAfter * 2 : 1500);
        timer = setTimeout(send, retryAfter);
        return;
      }
      retryAfter = 0;
      settled += 1;
      waiting.shift();
      shelve();
    }
    sending = false;
    say("saved");
  }

  // "done" also when the server refused: the sentence is shown, sending again would change nothing.
  async function one({ kind, tag }) {
    if (kind === "retract" && !tag.id) return "done"; // it was refused
    let answer;
    try {
      answer = kind === "place"
        ? await post(root.dataset.tagsUrl, { text: tag.text, code: tag.code, start: tag.start, end: tag.end,
          ...(tag.exact ? { exact: tag.exact } : {}), client_key: tag.client_key })
        : await post(`/api/tags/${tag.id}/retract/`, {});
    } catch {
      return "unsaved";
    }
    if (answer.status >= 500 || answer.status === 429) return "unsaved";
    const body = await answer.json().catch(() => ({}));
    if (answer.status === 401 || (answer.status === 403 && String(body.detail).startsWith("CSRF"))) {
      return (await freshToken()) ? "unsaved" : "signedOut";
    }
    if (kind === "place") settle(tag, answer.ok, body);
    else if (!answer.ok) {
      forget(tag);
      marks.put(tag);
      iapb.bench.complain(body.detail || iapb.word("failed"));
    }
    return "done";
  }

  function settle(tag, ok, body) {
    const shown = marks.tags.get(tag.client_key) === tag;
    if (!ok) {
      forget(tag);
      if (shown) marks.drop(tag);
      iapb.bench.complain(body.detail || iapb.word("failed"));
      return;
    }
    iapb.bench.complain("");
    if (body.client_key !== tag.client_key) {
      // These words have this code of ours already, from another window: it is one tag.
      if (shown) marks.drop(tag);
      Object.assign(tag, body, { waiting: false });
      if (shown) marks.put(tag);
      return;
    }
    Object.assign(tag, body, { waiting: false });
    if (shown) marks.refresh(tag);
    document.dispatchEvent(new CustomEvent("iapb:placed", { detail: tag }));
  }

  function post(url, body) {
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
    });
  }

  // After a new sign-in in another tab this page's token is an old one: take the new one from a small form.
  async function freshToken() {
    try {
      const answer = await fetch(root.dataset.tokenUrl, { headers: { "X-Fragment": "facts" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = !answer.redirected && page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
      if (!found) return false;
      token = root.dataset.csrf = found;
      return true;
    } catch {
      return false;
    }
  }

  // ----- over a page that is loaded anew

  function shelve() {
    const kept = waiting.map(({ kind, tag, tried }) => ({ kind, tried, id: tag.id, text: tag.text, code: tag.code,
      start: tag.start, end: tag.end, key: tag.client_key }));
    try {
      if (kept.length) sessionStorage.setItem(shelf, JSON.stringify(kept));
      else sessionStorage.removeItem(shelf);
    } catch {
      // Without storage the warning before leaving has to do.
    }
  }

  function restore() {
    let kept = [];
    try {
      kept = JSON.parse(sessionStorage.getItem(shelf) || "[]");
    } catch {
      return;
    }
    const made = new Map();
    for (const { kind, tried, id, key, ...of } of kept) {
      const side = marks.sideOf(of.text);
      const exact = side ? marks.quote(side, of.start, of.end) : "";
      const tag = made.get(key) || marks.tags.get(key) || { ...newTag({ ...of, exact }), id, client_key: key };
      made.set(key, tag);
      if (kind === "place" && !marks.tags.has(key)) marks.put(tag);
      if (kind === "retract") marks.drop(tag);
      waiting.push({ kind, tag, tried });
    }
    if (waiting.length) send();
  }

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  say("saved");
  restore();
  return {
    place, retract, undo, redo, post, freshToken,
    get length() { return waiting.length; },
    get settled() { return settled; },
    get token() { return token; },
  };
})();
