// The person's own measure of reading: counted while the page is looked at, told to the server each minute for them
// alone, and a break offered in a corner. It takes no focus, makes no sound, moves nothing, and waits while somebody types.
"use strict";

(() => {
  const box = document.querySelector("[data-care]");
  if (!box) return;
  const SECOND = 1000;
  const REPORT = 60; // seconds
  const IDLE = 120 * SECOND; // nothing touched and nothing played for so long: not reading
  const TYPING = 5 * SECOND; // so long after the last key
  const said = box.querySelector("[data-care-said]");
  const acts = box.querySelector("[data-care-acts]");
  const limit = Number(box.dataset.limit) * 60;
  let known = { seconds: Number(box.dataset.seconds), quiet_until: Number(box.dataset.quietUntil), quiet: "noMore" in box.dataset };
  let own = 0; // seconds counted here and not told yet
  let last = Date.now();
  let touched = last;
  let typed = 0;

  for (const name of ["keydown", "pointerdown", "pointermove", "wheel", "scroll"]) {
    document.addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  for (const name of ["keydown", "input"]) document.addEventListener(name, () => { typed = Date.now(); }, { capture: true });

  const plays = () => [...document.querySelectorAll("audio, video")].some((media) => !media.paused);

  function tick() {
    const now = Date.now();
    const passed = Math.min(2, (now - last) / SECOND); // a machine that slept did not read
    last = now;
    if (document.visibilityState !== "visible" || (now - touched > IDLE && !plays())) return;
    own += passed;
    if (own >= REPORT) report();
    offer(now);
  }

  async function tell(address, body) {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": box.dataset.csrf }, body, keepalive: true });
    if (!answer.ok || answer.redirected) return;
    const told = await answer.json();
    // What was answered in another window holds here too; an older answer takes nothing back.
    known = { seconds: told.seconds, quiet_until: Math.max(known.quiet_until, told.quiet_until), quiet: known.quiet || told.quiet };
  }

  function report() {
    const seconds = Math.floor(own);
    if (!seconds) return;
    own -= seconds;
    known.seconds += seconds;
    // Where the line is down this much is not counted: it is no record.
    tell(box.dataset.count, new URLSearchParams({ seconds })).catch(() => {});
  }

  function offer(now) {
    const read = known.seconds + own;
    const due = read >= limit && read >= known.quiet_until && !known.quiet;
    if (due === "shown" in box.dataset) return;
    if (!due) return withdraw();
    if (now - typed < TYPING || document.querySelector("dialog[open]")) return;
    said.replaceChildren(box.querySelector("[data-care-offer]").content.cloneNode(true));
    acts.hidden = false;
    box.dataset.shown = "yes";
  }

  function withdraw() {
    const within = box.contains(document.activeElement);
    said.replaceChildren();
    acts.hidden = true;
    delete box.dataset.shown;
    if (within) document.getElementById("content").focus({ preventScroll: true });
  }

  function answer(change, body) {
    report();
    known = { ...known, ...change };
    withdraw();
    tell(box.dataset.quiet, new URLSearchParams(body)).catch(() => {});
  }

  box.querySelector("[data-care-later]").addEventListener("click", () => answer({ quiet_until: known.seconds + own + 600 }, {}));
  box.querySelector("[data-care-no-more]").addEventListener("click", () => answer({ quiet: true }, { today: "yes" }));
  for (const name of ["pagehide", "visibilitychange"]) {
    document.addEventListener(name, () => { if (document.visibilityState === "hidden") report(); });
  }
  window.addEventListener("pagehide", report);
  setInterval(tick, SECOND);
})();
