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
    // Signed in anew in another window: the token has changed.
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("input[name=csrfmiddlewaretoken]");
    if (!found || found.value === csrf) return false;
    csrf = found.value;
    return true;
  }

  class Row {
    constructor(file) {
      count += 1;
      this.file = file;
      this.element = template.content.firstElementChild.cloneNode(true);
      this.rate = new measures.Rate();
      this.sent = 0;
      this.state = "waiting"; // waiting, busy, paused, stopped, done
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
      const left = this.rate.perSecond ? measures.time((this.file.size - bytes) / this.rate.perSecond) : "…";
      this.say(
        measures.fill(words.wordProgress, {
          share: measures.share(bytes / this.file.size),
          done: measures.size(bytes),
          total: measures.size(this.file.size),
          speed: measures.speed(this.rate.perSecond),
          left,
        }),
      );
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

  function overall() {
    const under = rows.filter((row) => row.open);
    const total = rows.filter((row) => row.state !== "waiting").reduce((sum, row) => sum + row.file.size, 0);
    const sent = rows.filter((row) => row.state !== "waiting").reduce((sum, row) => sum + row.sent, 0);
    const speed = under.reduce((sum, row) => sum + row.rate.perSecond, 0);
    find("send-all").hidden = rows.filter((row) => row.state === "waiting" || row.state === "paused").length < 2;
    find("pause-all").hidden = !rows.some((row) => row.state === "busy") || rows.length < 2;
    find("overall").hidden = under.length === 0 || rows.length < 2;
    if (find("overall").hidden || !total) return;
    find("overall-bar").value = sent / total;
    find("overall-state").textContent = measures.fill(words.wordProgress, {
      share: measures.share(sent / total),
      done: measures.size(sent),
      total: measures.size(total),
      speed: measures.speed(speed),
      left: speed ? measures.time((total - sent) / speed) : "…",
    });
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
    const answer = await fetch(words.upload, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const all = (await answer.json()).results;
    open = all.filter((one) => one.item === words.item);
    find("unfinished").hidden = open.length === 0;
    find("unfinished-list").replaceChildren(...open.map(line));
    const elsewhere = new Set(all.filter((one) => one.item !== words.item).map((one) => one.item));
    find("elsewhere").hidden = elsewhere.size === 0;
    find("elsewhere-list").replaceChildren(...[...elsewhere].map((item, number) => {
      const link = document.createElement("a");
      link.href = words.itemAddress.replace(words.none, item);
      link.textContent = `${number + 1}`;
      link.setAttribute("aria-label", `${find("elsewhere").dataset.label} ${number + 1}`);
      const entry = document.createElement("li");
      entry.append(link);
      return entry;
    }));
  }

  function line(one) {
    const element = document.querySelector("template[data-open]").content.firstElementChild.cloneNode(true);
    const part = (name) => element.querySelector(`[data-${name}]`);
    part("name").textContent = one.name;
    part("far").textContent = measures.fill(words.wordFar, {
      share: measures.share(one.offset / one.size),
      total: measures.size(one.size),
      day: new Date(one.expires_at).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" }),
    });
    part("choose-again").setAttribute("aria-label", `${part("choose-again").textContent}: ${one.name}`);
    part("choose-again").addEventListener("click", () => find("choose").click());
    part("give-up").setAttribute("aria-label", `${part("give-up").textContent}: ${one.name}`);
    part("give-up").addEventListener("click", async () => {
      if (!window.confirm(measures.fill(words.wordReally, { name: one.name }))) return;
      await fetch(one.address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrf } });
      await unfinished();
      find("choose").focus();
    });
    return element;
  }

  find("choose").addEventListener("change", ({ target }) => {
    for (const file of target.files) add(file);
    target.value = "";
  });
  let halted = false;
  find("send-all").addEventListener("click", async () => {
    halted = false;
    // One after the other: a bad line carries one file better than five.
    for (const row of [...rows]) if (!halted && ["waiting", "paused"].includes(row.state)) await row.go();
  });
  find("pause-all").addEventListener("click", () => {
    halted = true;
    for (const row of rows) row.pause();
  });
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
    if (rows.some((row) => row.state === "busy")) event.preventDefault();
  });
  unfinished();
})();
