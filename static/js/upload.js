// Files of an item: chosen or dropped, each with its role, its progress and its receipt.
"use strict";

(() => {
  const area = document.querySelector("[data-upload]");
  if (!area) return;
  const queue = document.querySelector("[data-queue]");
  const template = document.querySelector("template[data-row]");
  const input = area.querySelector("input[type=file]");
  const sendAll = document.querySelector("[data-send-all]");
  const token = () => area.querySelector("input[name=csrfmiddlewaretoken]").value;
  const waiting = new Set();

  const GUESSES = [
    [/^audio\//, "recording_audio"],
    [/^video\//, "recording_video"],
    [/^application\/pdf$/, "scan"],
  ];

  function guess(file) {
    const name = file.name.toLowerCase();
    if (/\.(docx|txt|srt|vtt)$/.test(name)) {
      return /transl|перевод|пераклад/.test(name) ? "translation" : "transcript";
    }
    if (/^image\//.test(file.type)) return /scan|скан/.test(name) ? "scan" : "photo";
    const found = GUESSES.find(([pattern]) => pattern.test(file.type));
    return found ? found[1] : "other";
  }

  function guessLanguage(name) {
    const found = /[-_. (](ru|be|en)[-_. )]/i.exec(name);
    return found ? found[1].toLowerCase() : "";
  }

  function size(bytes) {
    const units = ["B", "kB", "MB", "GB"];
    let step = 0;
    for (; bytes >= 1000 && step < units.length - 1; step += 1) bytes /= 1000;
    return `${bytes.toFixed(step ? 1 : 0)} ${units[step]}`;
  }

  let count = 0;

  function add(file) {
    const row = template.content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-${name}]`);
    count += 1;
    for (const label of row.querySelectorAll("label[data-for]")) {
      const field = part(label.dataset.for);
      field.id = `${label.dataset.for}-${count}`;
      label.htmlFor = field.id;
    }
    part("name").textContent = file.name;
    part("size").textContent = size(file.size);
    part("role").value = guess(file);
    part("language").value = guessLanguage(file.name);
    const entry = { file, key: window.sending.newKey(), row, part, busy: false };
    part("send").addEventListener("click", () => send(entry));
    part("again").addEventListener("click", () => send(entry));
    part("remove").addEventListener("click", () => {
      waiting.delete(entry);
      row.remove();
      show();
    });
    waiting.add(entry);
    queue.append(row);
    show();
  }

  const show = () => {
    sendAll.hidden = waiting.size < 2;
  };

  async function send(entry) {
    const { part, file } = entry;
    if (entry.busy) return;
    entry.busy = true;
    for (const name of ["send", "again", "remove"]) part(name).hidden = true;
    for (const name of ["role", "language", "acquisition"]) part(name).disabled = true;
    part("bar").hidden = false;
    const receipt = await window.sending.send(area.dataset.upload, file, {
      key: entry.key,
      token: token(),
      words: area.dataset,
      upTo: Number(area.dataset.hashUpTo),
      headers: {
        "X-File-Role": part("role").value,
        "X-File-Language": part("language").value,
        "X-File-Acquisition": part("acquisition").value,
      },
      tell: (text, share, wrong) => {
        part("state").textContent = text;
        part("state").classList.toggle("house-error", Boolean(wrong));
        if (share !== null && share !== undefined) part("bar").value = share;
      },
    });
    entry.busy = false;
    if (receipt) done(entry, receipt);
    else {
      for (const name of ["again", "remove"]) part(name).hidden = false;
      for (const name of ["role", "language", "acquisition"]) part(name).disabled = false;
    }
  }

  function done(entry, receipt) {
    const { part } = entry;
    waiting.delete(entry);
    part("bar").hidden = true;
    part("receipt").hidden = false;
    part("receipt-link").href = receipt.receipt;
    part("sha").textContent = receipt.sha256;
    const told = [...receipt.findings, ...receipt.same_as.map((one) => `= ${one}`)];
    if (told.length) part("state").textContent += ` ${told.join(" ")}`;
    show();
    htmx.ajax("GET", area.dataset.progress, { target: "#item-progress", swap: "outerHTML" });
  }

  async function all() {
    // One after the other: a bad line carries one file better than five.
    for (const entry of [...waiting]) await send(entry);
  }

  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = "";
  });
  sendAll.addEventListener("click", all);
  for (const name of ["dragover", "dragenter"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer.files) add(file);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...waiting].some((entry) => entry.busy)) event.preventDefault();
  });
})();
