// Looking at files: each copy is fetched with a ticket of its own when it is wanted.
"use strict";

(() => {
  const root = document.querySelector("[data-viewer]");
  if (!root) return;
  const problem = root.querySelector("[data-problem]");

  async function ticket(address) {
    problem.hidden = true;
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": root.dataset.csrf } });
    if (!answer.ok) throw new Error("refused");
    return (await answer.json()).url;
  }

  function failed() {
    problem.textContent = root.dataset.wordMissing;
    problem.hidden = false;
  }

  for (const button of root.querySelectorAll("[data-unveil]")) {
    button.addEventListener("click", () => {
      const part = button.closest("section");
      for (const veil of part.querySelectorAll("[data-veil]")) veil.removeAttribute("data-veil");
      button.hidden = true;
      part.querySelector("button, input")?.focus();
    });
  }

  const recording = root.querySelector("[data-recording]");
  if (recording) player(recording);
  const sheets = root.querySelector("[data-pages]");
  if (sheets) pages(sheets);

  function player(box) {
    const [media, toggle, place, clock, wave, mute] = ["media", "toggle", "place", "clock", "wave", "mute"].map((name) => box.querySelector(`[data-${name}]`));
    let drawn = null;
    let failures = 0;
    const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

    async function play(at) {
      try {
        if (!media.getAttribute("src")) media.src = await ticket(toggle.dataset.src);
        if (at !== undefined) media.currentTime = at;
        await media.play();
      } catch {
        failed();
      }
    }

    function told() {
      place.value = media.currentTime * 1000;
      place.setAttribute("aria-valuetext", shown(media.currentTime));
      clock.textContent = media.duration ? `${shown(media.currentTime)} / ${shown(media.duration)}` : shown(media.currentTime);
      drawn?.at(media.currentTime);
    }

    if (mute) {
      media.muted = mute.checked;
      mute.addEventListener("change", () => { media.muted = mute.checked; });
      document.addEventListener("keydown", (event) => {
        const writes = event.target.matches("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]");
        if (event.key === "0" && !writes && !event.ctrlKey && !event.altKey && !event.metaKey) mute.click();
      });
    }
    if (wave) iapb.waveform(wave, (seconds) => play(seconds)).then((made) => { drawn = made; });
    toggle.addEventListener("click", () => (media.paused ? play() : media.pause()));
    place.addEventListener("input", () => { if (media.getAttribute("src")) media.currentTime = place.value / 1000; else play(place.value / 1000); });
    box.querySelector("[data-speed]").addEventListener("change", (event) => { media.defaultPlaybackRate = media.playbackRate = Number(event.target.value); });
    for (const name of ["timeupdate", "seeked", "durationchange"]) media.addEventListener(name, told);
    for (const name of ["play", "pause", "ended"]) {
      media.addEventListener(name, () => { toggle.textContent = media.paused ? toggle.dataset.wordPlay : toggle.dataset.wordPause; });
    }
    media.addEventListener("playing", () => { failures = 0; });
    // A ticket that died is asked for again, once.
    media.addEventListener("error", () => {
      if (!media.getAttribute("src")) return;
      const at = media.currentTime;
      media.removeAttribute("src");
      failures += 1;
      if (failures < 2) play(at);
      else failed();
    });
  }

  function pages(box) {
    const copies = [...box.querySelectorAll("[data-copy]")];
    const [picture, words, number, waiting, seen] = ["picture", "words", "number", "waiting", "words-on"].map((name) => box.querySelector(`[data-${name}]`));
    const sheet = box.querySelector(".viewer-sheet");
    const frame = box.querySelector(".viewer-window");
    let current = 0;
    let zoom = 1;

    async function open(index) {
      current = Math.min(copies.length - 1, Math.max(0, index));
      if (number) number.value = current + 1;
      waiting.hidden = false;
      words.hidden = true;
      words.replaceChildren();
      const wanted = current;
      try {
        const address = await ticket(copies[wanted].dataset.src);
        if (wanted !== current) return;
        picture.src = address;
        await picture.decode();
        picture.hidden = false;
        waiting.hidden = true;
        resize();
        if (seen) read(wanted);
      } catch {
        if (wanted === current) { waiting.hidden = true; failed(); }
      }
    }

    async function read(wanted) {
      const answer = await fetch(copies[wanted].dataset.read);
      if (!answer.ok || wanted !== current) return;
      const page = await answer.json();
      // A page that was turned for reading lies otherwise than its picture.
      if (!page.width || page.rotation) return;
      words.hidden = false;
      const dots = sheet.clientWidth / page.width;
      const rule = document.createElement("canvas").getContext("2d");
      rule.font = `100px ${getComputedStyle(words).fontFamily}`;
      words.replaceChildren(...page.words.map(([text, , left, top, width, height]) => {
        const word = document.createElement("span");
        word.textContent = text + " ";
        word.style.left = `${(left / page.width) * 100}%`;
        word.style.top = `${(top / page.height) * 100}%`;
        word.style.width = `${(width / page.width) * 100}%`;
        word.style.height = `${(height / page.height) * 100}%`;
        // As wide as it was written: the letters of a box are not as high as it is, or higher.
        const fits = (width * dots * 100) / Math.max(1, rule.measureText(text).width);
        word.style.fontSize = `${Math.max(4, Math.min(fits, height * dots * 1.5))}px`;
        word.style.lineHeight = `${height * dots}px`;
        return word;
      }));
    }

    function resize() {
      sheet.style.width = `${Math.round(frame.clientWidth * zoom) - 2}px`;
      sheet.style.setProperty("--zoom", zoom); // what is veiled shows no more when it is larger
      if (seen && !words.hidden) read(current);
    }

    function zoomed(how) {
      zoom = how === "fit" ? 1 : Math.min(6, Math.max(0.25, zoom * (how === "in" ? 1.25 : 0.8)));
      resize();
    }

    for (const button of box.querySelectorAll("[data-turn]")) button.addEventListener("click", () => open(current + Number(button.dataset.turn)));
    for (const button of box.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoomed(button.dataset.zoom));
    number?.addEventListener("change", () => open(Number(number.value) - 1));
    seen?.addEventListener("change", () => words.toggleAttribute("data-seen", seen.checked));
    frame.addEventListener("keydown", (event) => {
      const does = { "+": () => zoomed("in"), "-": () => zoomed("out"), 0: () => zoomed("fit"), PageDown: () => open(current + 1), PageUp: () => open(current - 1) }[event.key];
      if (!does || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      does();
    });
    // A phone that is turned has another width.
    window.addEventListener("resize", resize);
    open(0);
  }
})();
