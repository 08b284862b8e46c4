// An archive goes into the vault as soon as it is chosen, and goes on after a broken line; then its own page opens.
"use strict";

(() => {
  const form = document.querySelector("[data-archive-form]");
  if (!form) return;
  const words = form.dataset;
  const { measures, carry } = window;
  const find = (name) => form.querySelector(`[data-${name}]`);
  const collection = () => find("collection")?.value || "";
  let csrf = form.elements.csrfmiddlewaretoken.value;
  let sending = null;

  function say(text, { wrong = false, aloud = false } = {}) {
    find("state").textContent = text;
    find("state").classList.toggle("house-error", wrong);
    if (aloud || wrong) find("live").textContent = text;
  }

  class Sending {
    constructor(file) {
      this.file = file;
      this.rate = new measures.Rate();
      this.busy = false;
    }

    show() {
      const focused = find("acts").contains(document.activeElement);
      find("choose").disabled = this.busy;
      find("bar").hidden = find("acts").hidden = false;
      find("pause").hidden = !this.busy;
      find("go-on").hidden = this.busy;
      // The button that was pressed is gone: the one in its place has the focus.
      if (focused && document.activeElement === document.body) find(this.busy ? "pause" : "go-on").focus();
    }

    async go() {
      if (this.busy) return;
      if (this.file.size === 0) return void say(words.wordEmpty, { wrong: true });
      this.busy = true;
      this.show();
      try {
        this.carrier ||= await this.prepared();
        const receipt = await this.carrier.run();
        this.busy = false;
        say(receipt.again ? words.wordAgain : words.wordKept, { aloud: true });
        location.assign(receipt.page);
      } catch (error) {
        this.busy = false;
        this.rate = new measures.Rate();
        if (error instanceof carry.Told) say(error.sentence || words[error.word], { wrong: true });
        else if (!(error instanceof carry.Stopped)) throw error;
        if (sending === this) this.show();
      }
    }

    async prepared() {
      const key = await carry.keyOf(this.file, collection() || words.none, words.worker);
      if (!key) throw new carry.Told("wordUnread");
      return new carry.Carrier({
        file: this.file,
        key,
        metadata: { name: this.file.name, collection: collection() },
        endpoint: words.upload,
        worker: words.worker,
        token: () => csrf,
        newToken: async () => {
          const found = await carry.newToken(csrf);
          csrf = found || csrf;
          return Boolean(found);
        },
        tell: (word) => this.heard(word),
        progress: (bytes) => this.moved(bytes),
      });
    }

    heard(word) {
      say(words[word], { aloud: word === "wordLine" && this.word !== word });
      this.word = word;
    }

    moved(bytes) {
      this.rate.at(bytes);
      find("bar").value = bytes / this.file.size;
      say(measures.progress(words.wordProgress, bytes, this.file.size, this.rate.perSecond));
    }

    pause() {
      this.carrier?.pause();
      say(words.wordPaused, { aloud: true });
    }

    async giveUp() {
      if (!window.confirm(measures.fill(words.wordReally, { name: this.file.name }))) return;
      sending = null;
      await this.carrier?.giveUp().catch(() => {});
      find("bar").hidden = find("acts").hidden = true;
      find("choose").disabled = false;
      find("choose").value = "";
      find("choose").focus();
      say("");
      unfinished();
    }
  }

  // What was begun and not finished, in this browser or another.
  async function unfinished() {
    const open = await carry.unfinished(words.upload);
    if (!open) return;
    find("unfinished").hidden = open.length === 0;
    find("unfinished-list").replaceChildren(...open.map(line));
  }

  function line(one) {
    const element = form.querySelector("template[data-open]").content.firstElementChild.cloneNode(true);
    const part = (name) => element.querySelector(`[data-${name}]`);
    part("name").textContent = one.name;
    part("far").textContent = measures.far(words.wordFar, one);
    part("give-up-it").setAttribute("aria-label", `${part("give-up-it").textContent}: ${one.name}`);
    part("give-up-it").addEventListener("click", async () => {
      if (!window.confirm(measures.fill(words.wordReally, { name: one.name }))) return;
      await carry.drop(one.address, csrf);
      find("choose").focus();
      unfinished();
    });
    return element;
  }

  find("choose").addEventListener("change", ({ target }) => {
    if (!target.files.length) return;
    sending = new Sending(target.files[0]);
    sending.go();
  });
  find("pause").addEventListener("click", () => sending?.pause());
  find("go-on").addEventListener("click", () => sending?.go());
  find("give-up").addEventListener("click", () => sending?.giveUp());
  window.addEventListener("beforeunload", (event) => {
    if (sending?.busy) event.preventDefault();
  });
  unfinished();
})();
