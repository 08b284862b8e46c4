// Tags on parts of a file: moments are taken from the player, boxes are drawn on the picture, and both are shown there.
"use strict";

(() => {
  const root = document.querySelector("[data-parts]");
  if (!root) return;
  const form = root.querySelector("[data-part-form]");
  const media = document.querySelector("[data-viewer] [data-media]");
  const sheet = document.querySelector("[data-viewer] .viewer-sheet");
  const field = (name) => form?.querySelector(`[name="${name}"]`);
  if (media) times();
  if (sheet) boxes();
  // Opened from a fact or from the workbench: the part that is meant.
  const meant = new URLSearchParams(location.search).get("tag");
  if (meant) root.querySelector(`[data-part="${CSS.escape(meant)}"] [data-part-show]`)?.click();

  function times() {
    const box = root.querySelector("[data-part-times]");
    const shown = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
    if (box) {
      box.hidden = false;
      box.querySelector("[data-part-from]").addEventListener("click", () => { field("from_ms").value = shown(media.currentTime); });
      box.querySelector("[data-part-until]").addEventListener("click", () => { field("until_ms").value = shown(media.currentTime); });
    }
    root.addEventListener("click", (event) => {
      const part = event.target.closest("[data-part-show]")?.closest("[data-from]");
      if (!part) return;
      // The player's own slider knows how to begin where nothing was fetched yet.
      const place = document.querySelector("[data-recording] [data-place]");
      place.value = part.dataset.from;
      place.dispatchEvent(new Event("input"));
    });
  }

  function boxes() {
    const WHOLE = 10000;
    const layer = document.createElement("div");
    layer.className = "part-layer";
    sheet.append(layer);
    const number = document.querySelector("[data-pages] [data-number]");
    const page = () => number?.value || "1";
    const parts = [...root.querySelectorAll("[data-part]")];
    let chosen = null;
    let begun = null;

    function rectangle([left, top, width, height], name) {
      const one = document.createElement("div");
      one.className = name;
      for (const [side, value] of Object.entries({ left, top, width, height })) one.style[side] = `${(value / WHOLE) * 100}%`;
      return one;
    }

    const typed = () => ["left", "top", "width", "height"].map((name) => Math.round(Number(field(name)?.value || 0) * 100));

    function draw() {
      const here = parts.filter((part) => part.dataset.box && part.dataset.page === page());
      const drawn = here.map((part) => rectangle(part.dataset.box.split(" ").map(Number), part === chosen ? "part-box part-chosen" : "part-box"));
      const now = form ? typed() : [0, 0, 0, 0];
      if (now[2] && now[3]) drawn.push(rectangle(now, "part-box part-new"));
      layer.replaceChildren(...drawn);
    }

    function at(event) {
      const box = sheet.getBoundingClientRect();
      const within = (value, size) => Math.min(WHOLE, Math.max(0, Math.round((value / size) * WHOLE)));
      return [within(event.clientX - box.left, box.width), within(event.clientY - box.top, box.height)];
    }

    function stretch(event) {
      const [x, y] = at(event);
      const values = { left: Math.min(x, begun[0]), top: Math.min(y, begun[1]), width: Math.abs(x - begun[0]), height: Math.abs(y - begun[1]) };
      for (const [name, value] of Object.entries(values)) field(name).value = (value / 100).toFixed(2);
      draw();
    }

    if (form) {
      const number_ = field("page");
      if (number && number_ && !number_.value) number_.value = page();
      sheet.addEventListener("pointerdown", (event) => {
        // Words that are shown over the page are there to be read and copied.
        const reads = sheet.querySelector("[data-words][data-seen]");
        if (event.button || reads || sheet.hasAttribute("data-veil")) return;
        event.preventDefault();
        begun = at(event);
        if (number) number_.value = page();
        sheet.setPointerCapture(event.pointerId);
      });
      sheet.addEventListener("pointermove", (event) => { if (begun) stretch(event); });
      sheet.addEventListener("pointerup", (event) => { if (begun) stretch(event); begun = null; });
      form.addEventListener("input", draw);
    }
    for (const turn of document.querySelectorAll("[data-pages] [data-turn]")) turn.addEventListener("click", () => setTimeout(draw));
    number?.addEventListener("change", () => setTimeout(draw));
    root.addEventListener("click", (event) => {
      const part = event.target.closest("[data-part-show]")?.closest("[data-part]");
      if (!part) return;
      chosen = part;
      if (number && number.value !== part.dataset.page) {
        number.value = part.dataset.page;
        number.dispatchEvent(new Event("change"));
      }
      draw();
      sheet.scrollIntoView({ block: "nearest" });
    });
    draw();
  }
})();
