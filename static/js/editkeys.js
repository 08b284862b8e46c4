// Which key does what while somebody types, and the page that says so. A foot pedal sends a key as well: it is learnt
// by pressing it. What was learnt is kept in this browser; it says nothing of anybody.
"use strict";

(() => {
  const { rows, doing } = iapb;
  const STORE = "editor-keys";
  const STORE_BACK = "editor-back";
  const USUAL = { toggle: "Escape", hold: "", back: "F2", slower: "F3", faster: "F4", loop: "F8", mute: "Shift+F8", here: "Shift+F2",
    start: "F6", end: "F7", turn: "F10", uncertain: "F9", inaudible: "Shift+F9", split: "Enter", line: "Shift+Enter",
    join: "Ctrl+KeyJ", remove: "Alt+Delete", undo: "Alt+KeyZ", up: "Alt+ArrowUp", down: "Alt+ArrowDown", save: "Ctrl+KeyS", out: "Ctrl+Enter",
    help: "F1" };
  const TYPING = new Set(["start", "end", "turn", "uncertain", "inaudible", "split", "line", "join", "remove", "undo"]);
  const dialog = rows.root.querySelector("[data-keys]");
  const backBy = dialog.querySelector("[data-back-by]");
  let keys = { ...USUAL, ...stored(STORE) };
  let learning = null;

  function stored(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) || {};
    } catch {
      return {};
    }
  }

  function store(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing: it holds for this page.
    }
  }

  // As the key lies on the keyboard, whatever language it writes in. Some pedals send a key without a place.
  function pressed(event) {
    const key = event.code || event.key;
    const with_ = [["ctrlKey", "Ctrl"], ["altKey", "Alt"], ["metaKey", "Meta"], ["shiftKey", "Shift"]];
    return [...with_.filter(([name]) => event[name]).map(([, word]) => word), key].join("+");
  }

  const shown = (key) => key.replace(/\bKey(?=[A-Z]$)|\bDigit(?=\d$)/, "").replace("Arrow", "").replace("NumpadEnter", "Enter");

  const writes = (event) => event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;

  function of(event) {
    const key = pressed(event).replace("NumpadEnter", "Enter");
    return Object.keys(USUAL).find((name) => keys[name] === key) || null;
  }

  // ----- pressing

  function onKey(event) {
    if (learning) return learn(event);
    if (dialog.open || event.isComposing) return undefined;
    const name = of(event);
    if (!name) return undefined;
    const inText = event.target === rows.of(event.target)?.text;
    // Enter belongs to whatever has the focus, but in the text.
    if ((name === "split" || name === "line") && !inText) return undefined;
    if (TYPING.has(name) && !rows.mayType) return undefined;
    event.preventDefault();
    event.stopPropagation();
    if (name === "help") return open();
    if (name === "hold" && event.repeat) return undefined;
    return doing[name]();
  }

  function onKeyUp(event) {
    if (keys.hold && pressed(event) === keys.hold && !learning) {
      event.preventDefault();
      iapb.player.pause();
    }
  }

  // ----- learning

  function learn(event) {
    event.preventDefault();
    event.stopPropagation();
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    const name = learning;
    if (event.key !== "Escape") {
      if (writes(event) || event.key === "Tab") return say("keyTaken");
      const key = pressed(event);
      for (const other of Object.keys(keys)) if (keys[other] === key) keys[other] = "";
      keys[name] = key;
      store(STORE, keys);
      say("learnt", shown(key));
    } else say("");
    learning = null;
    list();
    dialog.querySelector(`[data-learn="${name}"]`)?.focus();
  }

  function say(word, more = "") {
    dialog.querySelector("[data-keys-said]").textContent = word ? `${iapb.word(word)} ${more}` : "";
    const line = learning && dialog.querySelector(`[data-learn="${learning}"]`);
    if (line && word === "keyTaken") line.textContent = iapb.word(word);
  }

  function list() {
    dialog.querySelector("[data-keys-list]").replaceChildren(...Object.keys(USUAL).filter(offered).map((name) => {
      const line = document.createElement("tr");
      const what = document.createElement("td");
      const key = document.createElement("td");
      const act = document.createElement("td");
      what.textContent = iapb.word(`do-${name}`);
      const cap = document.createElement("kbd");
      cap.textContent = keys[name] ? shown(keys[name]) : iapb.word("noKey");
      key.append(cap);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.dataset.learn = name;
      button.textContent = iapb.word("learn");
      button.setAttribute("aria-label", `${iapb.word("learn")}: ${what.textContent}`);
      act.append(button);
      line.append(what, key, act);
      return line;
    }));
    for (const cap of rows.root.querySelectorAll("[data-key]")) cap.textContent = keys[cap.dataset.key] ? shown(keys[cap.dataset.key]) : "";
  }

  const offered = (name) => (rows.mayType || !TYPING.has(name)) && !(rows.translation && name === "remove");

  let returnTo = null;

  function open() {
    returnTo = document.activeElement;
    dialog.showModal();
  }

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-learn]");
    if (button) {
      learning = button.dataset.learn;
      button.textContent = iapb.word("pressNow");
      say("pressNow");
    } else if (event.target.closest("[data-keys-reset]")) {
      keys = { ...USUAL };
      store(STORE, {});
      list();
    } else if (event.target.closest("[data-keys-close]")) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => { if (learning) event.preventDefault(); });
  dialog.addEventListener("close", () => {
    learning = null;
    list();
    returnTo?.focus?.();
  });

  const kept = stored(STORE_BACK).seconds;
  if (kept) backBy.value = String(kept);
  backBy.addEventListener("change", () => store(STORE_BACK, { seconds: Number(backBy.value) }));
  iapb.backBy = () => Number(backBy.value);

  // The buttons do the same; pressing one leaves the cursor in the text.
  for (const button of rows.root.querySelectorAll("[data-do]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => (button.dataset.do === "help" ? open() : doing[button.dataset.do]()));
  }
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("keyup", onKeyUp, true);
  list();
})();
