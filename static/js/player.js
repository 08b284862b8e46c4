// The recording: asked for when somebody presses play, lit segment by segment, from any segment's time.
"use strict";

iapb.player = (() => {
  const box = document.querySelector("[data-player]");
  if (!box) {
    return { toggle() {}, play() {}, pause() {}, playFrom() {}, back() {}, speed() { return ""; }, loop() {}, silence() { return false; }, time: null,
      playing: false };
  }
  const root = document.querySelector("[data-workbench], [data-editor]");
  const find = (name) => box.querySelector(`[data-player-${name}]`);
  const audio = find("audio");
  const [toggleButton, place, clock, problem, loopButton, file] = ["toggle", "place", "clock", "problem", "loop", "file"].map(find);
  // Of a frozen text they are the same for good; where somebody types they are asked for each time.
  const frozen = iapb.marks?.segments.o
    .filter((segment) => segment.element.dataset.ms !== undefined)
    .map((segment) => ({ element: segment.element, start: Number(segment.element.dataset.ms) / 1000,
      end: segment.element.dataset.until === undefined ? null : Number(segment.element.dataset.until) / 1000 }));
  const segments = () => frozen || iapb.timed();
  // What is known to be heavy begins without sound.
  const mute = find("mute");
  audio.muted = "muted" in box.dataset;
  let spoken = null;
  let looping = null;
  let wanted = 0; // seconds, before the file is there
  let asking = false;
  let wave = null;

  function shown(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const minutes = Math.floor(whole / 60) % 60;
    const rest = String(whole % 60).padStart(2, "0");
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  }

  // A ticket lives for minutes only, so each one is asked for afresh.
  async function load(at) {
    if (asking) return false;
    asking = true;
    wanted = at;
    problem.hidden = true;
    try {
      const answer = await fetch(file.value, { method: "POST", headers: { "X-CSRFToken": root.dataset.csrf } });
      if (answer.status === 409) { say((await answer.json()).detail); return false; }
      if (!answer.ok) throw new Error("refused");
      audio.src = (await answer.json()).url;
      audio.currentTime = at;
      await audio.play();
      return true;
    } catch {
      say();
      return false;
    } finally {
      asking = false;
    }
  }

  function say(why) {
    problem.textContent = why || iapb.word("cannotPlay");
    problem.hidden = false;
  }

  function playFrom(seconds) {
    if (!audio.src) return load(seconds);
    audio.currentTime = seconds;
    return audio.play().catch(() => load(seconds));
  }

  function toggle() {
    if (!audio.src) load(wanted);
    else if (audio.paused) audio.play().catch(() => load(audio.currentTime));
    else audio.pause();
  }

  function segmentAt(seconds, timed = segments()) {
    let low = 0;
    let high = timed.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (timed[middle].start <= seconds) low = middle + 1;
      else high = middle - 1;
    }
    const found = timed[high];
    return found && (found.end === null || seconds < found.end) ? found : null;
  }

  // How loud the chosen recording is from moment to moment; a click goes there. The slider does the same by key.
  function drawWave() {
    const chosen = file.selectedOptions?.[0] ?? file;
    const room = find("wave");
    wave = null;
    room.replaceChildren();
    if (!chosen.dataset.wave) return;
    const canvas = document.createElement("canvas");
    canvas.dataset.wave = chosen.dataset.wave;
    canvas.setAttribute("aria-hidden", "true");
    room.append(canvas);
    iapb.waveform(canvas, playFrom).then((made) => { if (canvas.isConnected) wave = made; });
  }

  function light() {
    const now = audio.currentTime;
    if (looping && (now >= (looping.end ?? audio.duration) || now < looping.start - 0.5)) audio.currentTime = looping.start;
    const found = segmentAt(now);
    if (found?.element !== spoken?.element) {
      spoken?.element.classList.remove("spoken");
      spoken?.element.removeAttribute("aria-current");
      found?.element.classList.add("spoken");
      found?.element.setAttribute("aria-current", "time");
      if (found && !audio.paused) follow(found.element);
      spoken = found;
    }
    place.value = now;
    place.setAttribute("aria-valuetext", shown(now));
    clock.textContent = audio.duration ? `${shown(now)} / ${shown(audio.duration)}` : shown(now);
    wave?.at(now);
  }

  // Keeps the spoken segment in sight unless somebody is working elsewhere on the page.
  function follow(element) {
    const box = element.getBoundingClientRect();
    const selecting = !document.getSelection().isCollapsed || iapb.busyTyping?.();
    if (!selecting && (box.top < 120 || box.bottom > window.innerHeight)) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  }

  audio.addEventListener("timeupdate", light);
  audio.addEventListener("durationchange", () => { place.max = audio.duration || 1; light(); });
  // A ticket that died is asked for again, once; what fails twice is said.
  let failures = 0;
  audio.addEventListener("playing", () => { failures = 0; });
  audio.addEventListener("error", () => {
    if (!audio.getAttribute("src")) return;
    failures += 1;
    if (failures < 2) load(audio.currentTime || wanted);
    else say();
  });
  for (const event of ["play", "pause", "ended"]) {
    audio.addEventListener(event, () => {
      toggleButton.textContent = iapb.word(audio.paused ? "play" : "pause");
      toggleButton.setAttribute("aria-pressed", String(!audio.paused));
    });
  }
  toggleButton.addEventListener("click", toggle);
  place.addEventListener("input", () => { if (audio.src) audio.currentTime = Number(place.value); });
  find("speed").addEventListener("change", (event) => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(event.target.value);
  });
  find("back").addEventListener("click", () => {
    const timed = segments();
    const here = segmentAt(audio.currentTime, timed);
    const index = here ? timed.indexOf(here) : timed.length;
    // As on any player: first to the start of this one, then to the one before.
    const target = here && audio.currentTime - here.start > 1.5 ? here : timed[Math.max(0, index - 1)];
    if (target) playFrom(target.start);
  });
  function loop(range) {
    looping = looping ? null : range;
    loopButton.setAttribute("aria-pressed", String(Boolean(looping)));
    if (looping && (audio.currentTime < looping.start || audio.paused)) playFrom(looping.start);
  }

  // One step on the list of speeds; says which one it is now.
  function speed(by) {
    const choice = find("speed");
    choice.selectedIndex = Math.max(0, Math.min(choice.options.length - 1, choice.selectedIndex + by));
    choice.dispatchEvent(new Event("change"));
    return choice.value;
  }

  function silence() {
    audio.muted = !audio.muted;
    mute.setAttribute("aria-pressed", String(audio.muted));
    return audio.muted;
  }

  mute.addEventListener("click", silence);
  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("input:not([type=range]), textarea, select, [contenteditable]");
    if (event.key !== "0" || writes || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    event.preventDefault();
    silence();
  });
  loopButton.addEventListener("click", () => loop(segmentAt(audio.currentTime) || null));
  file.addEventListener("change", () => { audio.removeAttribute("src"); wanted = 0; light(); drawWave(); });
  drawWave();
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play]");
    if (button) playFrom(Number(button.dataset.play) / 1000);
  });

  return { toggle, playFrom, loop, speed, silence, pause: () => audio.pause(),
    play() { if (audio.paused) toggle(); },
    back: (seconds) => playFrom(Math.max(0, (audio.src ? audio.currentTime : wanted) - seconds)),
    get time() { return audio.src ? audio.currentTime : null; },
    get playing() { return !audio.paused; } };
})();
