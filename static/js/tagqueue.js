// Tags on their way to the server. Each has a key of its own, so that one sent twice is one tag;
// what a lost line holds up waits here, is said, and is sent again.
"use strict";

iapb.queue = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const state = root.querySelector("[data-save-state]");
  const stateWords = root.querySelector("[data-save-words]");
  const waiting = []; // {kind: "place" | "retract", tag}
  const placed = []; // for undo, the newest last
  let sending = false;
  let retryAfter = 0;
  let timer = 0;
  let token = root.dataset.csrf;

  function say(name) {
    state.dataset.state = name;
    stateWords.textContent = waiting.length && name !== "saving" && name !== "saved"
      ? `${iapb.word(name)} (${waiting.length})` : iapb.word(name);
  }

  function place(span, code) {
    const key = crypto.randomUUID();
    const tag = { id: null, text: span.text, code: code.code, start: span.start, end: span.end, exact: span.exact,
      state: "confirmed", author: "", mine: true, client_key: key, waiting: true };
    marks.put(key, tag);
    marks.choose(tag);
    placed.push(tag);
    waiting.push({ kind: "place", tag });
    iapb.bench.announce(`${iapb.word("tagged")} ${marks.label(tag)}, ${tag.exact}`);
    send();
    return tag;
  }

  function retract(tag) {
    if (!tag) return;
    if (!tag.mine) {
      iapb.bench.announceAndShow(iapb.word("notYours"));
      return;
    }
    forget(placed, tag);
    marks.drop(tag.id && marks.tags.has(tag.id) ? tag.id : tag.client_key);
    iapb.bench.announce(`${iapb.word("undone")} ${marks.label(tag)}, ${tag.exact}`);
    const unsent = waiting.findIndex((entry) => entry.kind === "place" && entry.tag === tag);
    // What is under way may have arrived: then it is taken back after it.
    if (unsent > 0 || (unsent === 0 && !sending)) waiting.splice(unsent, 1);
    else waiting.push({ kind: "retract", tag });
    send();
  }

  function undo() {
    const tag = placed[placed.length - 1];
    if (tag) retract(tag);
    else iapb.bench.announceAndShow(iapb.word("nothingToUndo"));
  }

  function forget(list, tag) {
    const index = list.indexOf(tag);
    if (index >= 0) list.splice(index, 1);
  }

  async function send() {
    if (sending) return;
    clearTimeout(timer);
    sending = true;
    while (waiting.length) {
      say("saving");
      const outcome = await one(waiting[0]);
      if (outcome !== "done") {
        sending = false;
        say(outcome);
        retryAfter = Math.min(30000, retryAfter ? retryAfter * 2 : 1500);
        timer = setTimeout(send, retryAfter);
        return;
      }
      retryAfter = 0;
      waiting.shift();
    }
    sending = false;
    say("saved");
  }

  // "done" also when the server refused: the sentence is shown, sending again would change nothing.
  async function one({ kind, tag }) {
    if (kind === "retract" && !tag.id) return "done"; // it never arrived
    let answer;
    try {
      answer = kind === "place"
        ? await post(root.dataset.tagsUrl, { text: tag.text, code: tag.code, start: tag.start, end: tag.end,
          exact: tag.exact, client_key: tag.client_key })
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
      marks.put(tag.id, tag);
      iapb.bench.complain(body.detail || iapb.word("failed"));
    }
    return "done";
  }

  function settle(tag, ok, body) {
    const shown = marks.tags.has(tag.client_key);
    if (shown) marks.tags.delete(tag.client_key);
    if (!ok) {
      forget(placed, tag);
      if (marks.current === tag) marks.choose(null);
      marks.show();
      iapb.bench.complain(body.detail || Object.values(body).flat().join(" ") || iapb.word("failed"));
      return;
    }
    iapb.bench.complain("");
    Object.assign(tag, body, { waiting: false });
    if (shown) {
      marks.put(tag.id, tag);
      if (marks.current === tag) marks.choose(tag);
    }
  }

  function post(url, body) {
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
    });
  }

  // After a new sign-in in another tab this page's token is an old one: take the new one from the page itself.
  async function freshToken() {
    try {
      const answer = await fetch(location.pathname);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-workbench]")?.dataset.csrf;
      if (!found) return false;
      token = root.dataset.csrf = found;
      return true;
    } catch {
      return false;
    }
  }

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  say("saved");
  return { place, retract, undo, get length() { return waiting.length; }, get token() { return token; } };
})();
