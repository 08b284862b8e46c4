// Files of an item: chosen or dropped, each with its role, its progress and its receipt.
"use strict";

(() => {
  const area = document.querySelector("[data-upload]");
  if (!area) return;
  const words = area.dataset;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const template = document.querySelector("template[data-row]");
  const { measures, carry } = window;
  const rows = [];
  let csrf = area.querySelector("input[name=csrfmiddlewaretoken]").value;
  let count = 0;

  const GUESSES = [
    [/^audio\//, "recording_audio"],
    [/^video\//, "recording_video"],
    [/^application\/pdf$/, "scan"],
    [/^(text\/html|message\/rfc822|text\/rtf|application\/(rtf|vnd\.oasis\.opendocument\.text))$/, "document"],
  ];

  function guess(file) {
    const name = file.name.toLowerCase();
    if (/\.(docx|txt|srt|vtt)$/.test(name)) {
      return /transl|перевод|пераклад/.test(name) ? "translation" : "transcript";
    }
    if (/^image\//.test(file.type)) return /scan|скан/.test(name) ? "scan" : "photo";
    if (/\.(eml|odt|rtf|html?)$/.test(name)) return "document"; // browsers know few of their types
    const found = GUESSES.find(([pattern]) => pattern.test(file.type));
    return found ? found[1] : "other";
  }

  function guessLanguage(name) {
    const found = /[-_. (](ru|be|en)[-_. )]/i.exec(name);
    return found ? found[1].toLowerCase() : "";
  }

  // What changes often is shown; only what a person must hear goes into the one live line.
  const announce = (text) => {
    find("live").textContent = text;
  };

  async function newToken() {
    const found = await carry.newToken(csrf);
    csrf = found || csrf;
    return Boolean(found);
  }

  class Row {
    constructor(file) {
      count += 1;
      this.file = file;
      this.element = template.content.firstElementChild.cloneNode(true);
      this.rate = new measures.Rate();
      this.sent = 0;
      this.state = "waiting"; // waiting, busy, paused, stopped, done
      this.queued = false; // its turn comes when those before it are there
      for (const label of this.element.querySelectorAll("label[data-for]")) {
        const field = this.part(label.dataset.for);
        field.id = `${label.dataset.for}-${count}`;
        label.htmlFor = field.id;
      }
      this.part("name").textContent = file.name;
      this.part("size").textContent = measures.size(file.size);
      this.part("role").value = guess(file);
      this.part("language").value = guessLanguage(file.name);
      for (const button of this.element.querySelectorAll("button")) button.setAttribute("aria-describedby", `name-${count}`);
      this.part("name").id = `name-${count}`;
      this.part("send").addEventListener("click", () => this.go());
      this.part("pause").addEventListener("click", () => this.pause());
      this.part("remove").addEventListener("click", () => this.remove());
      this.show();
    }

    part(name) {
      return this.element.querySelector(`[data-${name}]`);
    }

    say(text, wrong = false) {
      this.part("state").textContent = text;
      this.part("state").classList.toggle("house-error", wrong);
    }

    get open() {
      return this.state === "busy" || this.state === "paused" || this.state === "stopped";
    }

    show() {
      const begun = this.state !== "waiting";
      const focused = this.element.contains(document.activeElement);
      this.part("send").hidden = this.state === "busy" || this.state === "done";
      this.part("send").textContent = begun ? words.wordGoOn : words.wordSend;
      this.part("pause").hidden = this.state !== "busy";
      this.part("remove").hidden = this.state === "done";
      this.part("remove").textContent = begun ? words.wordGiveUp : words.wordRemove;
      this.part("bar").hidden = !begun || this.state === "done";
      this.part("fields").hidden = this.state === "done";
      for (const name of ["acquisition", "note"]) this.part(name).disabled = begun;
      // The button that was pressed is gone: the one in its place has the focus.
      if (focused && document.activeElement === document.body) this.part(this.state === "busy" ? "pause" : "send").focus();
      overall();
    }

    announced() {
      const said = (name) => this.part(name).value;
      return { role: said("role"), language: said("language"), acquisition: said("acquisition"), note: said("note"), name: this.file.name };
    }

    async go() {
      this.queued = false;
      if (this.state === "busy" || this.state === "done") return;
      if (this.file.size === 0) return this.stop(words.wordEmpty);
      this.state = "busy";
      this.show();
      this.told = this.told || this.announced();
      try {
        if (!this.carrier) await this.prepare();
        await this.done(await this.carrier.run());
      } catch (error) {
        if (error instanceof carry.Stopped) return undefined;
        if (!(error instanceof carry.Told)) throw error;
        this.stop(error.sentence || words[error.word]);
      }
      return undefined;
    }

    async prepare() {
      const key = await carry.keyOf(this.file, words.item, words.worker);
      if (!key) throw new carry.Told("wordUnread");
      this.carrier = new carry.Carrier({
        file: this.file,
        item: words.item,
        key,
        metadata: this.told,
        endpoint: words.upload,
        worker: words.worker,
        token: () => csrf,
        newToken,
        tell: (word) => this.heard(word),
        progress: (bytes) => this.moved(bytes),
      });
    }

    heard(word) {
      if (word === "wordLine" && this.word !== word) announce(`${this.file.name}: ${words.wordLine}`);
      this.word = word;
      this.say(words[word]);
    }

    moved(bytes) {
      this.sent = bytes;
      this.rate.at(bytes);
      this.part("bar").value = bytes / this.file.size;
      this.say(measures.progress(words.wordProgress, bytes, this.file.size, this.rate.perSecond));
      overall();
    }

    stop(sentence) {
      this.state = "stopped";
      this.say(sentence, true);
      announce(`${this.file.name}: ${sentence}`);
      this.show();
    }

    pause() {
      if (this.state !== "busy") return;
      this.state = "paused";
      this.rate = new measures.Rate();
      this.carrier?.pause();
      this.say(words.wordPaused);
      announce(`${this.file.name}: ${words.wordPaused}`);
      this.show();
    }

    async remove() {
      if (this.open && this.carrier && !window.confirm(measures.fill(words.wordReally, { name: this.file.name }))) return;
      this.state = "gone";
      await this.carrier?.giveUp().catch(() => {});
      rows.splice(rows.indexOf(this), 1);
      this.element.remove();
      find("choose").focus();
      overall();
    }

    async done(receipt) {
      this.state = "done";
      this.sent = this.file.size;
      const again = receipt.again ? words.wordAgain : words.wordKept;
      const twice = receipt.same_as.length ? measures.fill(words.wordTwice, { items: receipt.same_as.join(", ") }) : "";
      this.say([again, ...receipt.findings].join(" "));
      this.part("twice").textContent = twice;
      this.part("twice").hidden = !twice;
      this.part("receipt").hidden = false;
      this.part("receipt-link").href = receipt.receipt;
      this.part("receipt-pdf").href = `${receipt.receipt}?format=pdf`;
      this.part("receipt-json").href = `${receipt.receipt}?format=json`;
      this.part("sha").textContent = receipt.sha256;
      announce(`${this.file.name}: ${again} ${twice}`);
      this.show();
      await this.correct(receipt);
      htmx.ajax("GET", words.progress, { target: "#item-progress", swap: "outerHTML" });
      unfinished();
    }

    // What was chosen while the file was on its way.
    async correct(receipt) {
      const [role, language] = [this.part("role").value, this.part("language").value];
      if (receipt.again || (role === this.told.role && language === this.told.language)) return;
      const answer = await fetch(words.role.replace(words.none, receipt.id), {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ role, language }),
      });
      if (!answer.ok) this.say(words.wordRoleKept, true);
    }
  }

  // Of all that is asked for, also of what waits for its turn: the whole must not seem done after each file.
  function overall() {
    const asked = rows.filter((row) => row.queued || ["busy", "paused", "done"].includes(row.state));
    const total = asked.reduce((sum, row) => sum + row.file.size, 0);
    const sent = asked.reduce((sum, row) => sum + row.sent, 0);
    const speed = asked.filter((row) => row.state === "busy").reduce((sum, row) => sum + row.rate.perSecond, 0);
    const done = asked.filter((row) => row.state === "done").length;
    const waiting = rows.filter((row) => !row.queued && (row.state === "waiting" || row.state === "paused"));
    find("send-all").hidden = waiting.length < 2;
    find("pause-all").hidden = !rows.some((row) => row.state === "busy") || rows.length < 2;
    find("overall").hidden = asked.length === done || asked.length < 2;
    if (find("overall").hidden || !total) return;
    find("overall-bar").value = sent / total;
    const far = measures.progress(words.wordProgress, sent, total, speed);
    find("overall-state").textContent = `${measures.fill(words.wordFiles, { done, all: asked.length })} · ${far}`;
  }

  function add(file) {
    const row = new Row(file);
    rows.push(row);
    find("queue").append(row.element);
    const known = open.filter((one) => one.size === file.size && one.name === file.name);
    if (known.length) {
      carry.keyOf(file, words.item, words.worker).then((key) => {
        const same = known.find((one) => one.client_key === key);
        const told = same ? measures.fill(words.wordContinues, { share: measures.share(same.offset / same.size) }) : words.wordOther;
        if (row.state === "waiting") row.say(told, !same);
      });
    }
    overall();
  }

  // What was begun and not finished, in this browser or another.
  let open = [];

  async function unfinished() {
    const all = await carry.unfinished(words.upload);
    if (!all) return;
    open = all.filter((one) => one.item === words.item);
    find("unfinished").hidden = open.length === 0;
    find("unfinished-list").replaceChildren(...open.map(line));
    const elsewhere = all.filter((one) => one.item !== words.item);
    find("elsewhere").hidden = elsewhere.length === 0;
    find("elsewhere-list").replaceChildren(...elsewhere.map((one) => {
      const [entry, link] = [document.createElement("li"), document.createElement("a")];
      link.href = words.itemAddress.replace(words.none, one.item);
      link.textContent = `${one.name || find("elsewhere").dataset.label} (${measures.share(one.offset / one.size)})`;
      entry.append(link);
      return entry;
    }));
  }

  function line(one) {
    const element = document.querySelector("template[data-open]").content.firstElementChild.cloneNode(true);
    const part = (name) => element.querySelector(`[data-${name}]`);
    part("name").textContent = one.name;
    part("far").textContent = measures.far(words.wordFar, one);
    part("choose-again").setAttribute("aria-label", `${part("choose-again").textContent}: ${one.name}`);
    part("choose-again").addEventListener("click", () => find("choose").click());
    part("give-up").setAttribute("aria-label", `${part("give-up").textContent}: ${one.name}`);
    part("give-up").addEventListener("click", async () => {
      if (!window.confirm(measures.fill(words.wordReally, { name: one.name }))) return;
      await carry.drop(one.address, csrf);
      find("choose").focus();
      unfinished();
    });
    return element;
  }

  find("choose").addEventListener("change", ({ target }) => {
    for (const file of target.files) add(file);
    target.value = "";
  });
  let sendingAll = false;
  find("send-all").addEventListener("click", async () => {
    for (const row of rows) row.queued ||= row.state === "waiting" || row.state === "paused";
    overall();
    if (sendingAll) return;
    sendingAll = true;
    // One after the other: a bad line carries one file better than five.
    for (let next; (next = rows.find((row) => row.queued)); ) await next.go();
    sendingAll = false;
  });
  find("pause-all").addEventListener("click", () => {
    for (const row of rows) row.queued = false;
    for (const row of rows) row.pause();
    overall();
  });
  for (const name of ["dragover", "dragenter"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("over"));
  area.addEventListener("drop", async (event) => {
    event.preventDefault();
    // A folder is no file: what lies in it is sent. Entries must be asked for before anything is waited for.
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) for (const file of event.dataTransfer.files) add(file);
    for (const entry of entries) for (const file of await within(entry)) add(file);
  });

  const asked = (call) => new Promise((resolve) => call(resolve, () => resolve(null)));

  async function within(entry) {
    if (entry.isFile) return [await asked((done, failed) => entry.file(done, failed))].filter(Boolean);
    const [reader, inside, found] = [entry.createReader(), [], []];
    // A reader gives a hundred entries at a time, in no order.
    for (let some; (some = await asked((done, failed) => reader.readEntries(done, failed)))?.length; ) inside.push(...some);
    inside.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
    for (const one of inside) found.push(...(await within(one)));
    return found;
  }
  window.addEventListener("beforeunload", (event) => {
    if (rows.some((row) => row.state === "busy")) event.preventDefault();
  });
  unfinished();
})();
