// Carries one file to the vault by tus 1.0: goes on after a broken line, another network, a restart of the server.
// A file is known by its item, its size and a hash of its name and beginning, so the browser keeps nothing of it.
"use strict";

window.carry = (() => {
  const BEGINNING = 1024 * 1024;
  // Smaller ones are hashed first, so that the vault itself refuses what arrives changed.
  const HASHED_FIRST = 64 * 1024 * 1024;
  // Milliseconds without a byte: the line is dead though nothing said so.
  const SILENCE = 30_000;
  const PAUSES = [500, 1000, 2000, 5000, 10_000, 20_000];
  const VERSION = { "Tus-Resumable": "1.0.0" };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  class Stopped extends Error {}
  class Told extends Error {
    constructor(word, sentence = "") {
      super(word);
      this.word = word;
      this.sentence = sentence;
    }
  }

  // The same bytes under another name are another sending: kept, and told to have been sent before.
  async function keyOf(file, item, worker) {
    const start = await window.hashing.of(file, worker, { until: Math.min(file.size, BEGINNING) });
    if (!start) return null;
    const known = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${start}\n${file.name}`));
    const short = [...new Uint8Array(known, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${item.replaceAll("-", "").slice(0, 16)}.${file.size.toString(36)}.${short}`;
  }

  // Signed in anew in another window: the page has another token. Gives it, or nothing.
  async function newToken(known) {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
    return found === known ? "" : found;
  }

  // What this sender began and did not finish. On a bad line the question itself may be lost: it is asked again, later
  // each time. Nothing for whoever is refused, as one who is signed out: asking again would change nothing.
  async function unfinished(endpoint) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
      const answer = await fetch(endpoint, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok) return (await answer.json()).results;
      if (answer && answer.status < 500 && answer.status !== 429) return null;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  // Where the line is lost it stays in the list, to be given up again.
  const drop = (address, csrf) =>
    fetch(address, { method: "DELETE", headers: { ...VERSION, "X-CSRFToken": csrf } }).catch(() => null);

  // Until the line is back, and not for ever: the browser does not always know.
  const rest = (attempt) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length - 1)]);
      addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
    });

  class Carrier {
    // asked: {file, item, key, metadata, endpoint, worker, token(), newToken(), tell(word), progress(bytes)}
    // Without an item it is what the endpoint takes by itself.
    constructor(asked) {
      Object.assign(this, asked);
      this.stopped = false;
      this.address = "";
      this.again = false;
    }

    // Resolves to the receipt. Rejects with Told (a sentence for the person) or Stopped (by the person).
    async run() {
      this.stopped = false;
      const whole = { ifAvailable: false, signal: (this.leaving = new AbortController()).signal };
      this.tell("wordWaitingWindow", "quiet");
      try {
        return await navigator.locks.request(`upload:${this.key}`, whole, () => this.#carried());
      } catch (error) {
        if (error.name === "AbortError") throw new Stopped();
        throw error;
      } finally {
        this.hash?.stop();
        this.hash = null;
      }
    }

    pause() {
      this.stopped = true;
      this.leaving?.abort();
      this.upload?.abort();
      this.wake?.();
    }

    async giveUp() {
      this.pause();
      if (this.address) await this.#asked("DELETE", this.address);
    }

    async #carried() {
      this.hash = window.hashing.begin(this.file, this.worker);
      if (this.file.size <= HASHED_FIRST) {
        this.tell("wordHashing");
        this.metadata.sha256 = (await this.hash.done) || "";
      }
      const receipt = await this.#received();
      this.tell("wordComparing");
      const here = await this.hash.done;
      if (here === null) throw new Told("wordUnread");
      if (here === receipt.sha256 && !receipt.given_away) return receipt;
      if (!this.again) throw new Told("wordDiffers");
      // Another file of the same size and beginning was sent before, or this one and its key was destroyed: it goes
      // under a key of its own.
      this.key = `${this.key.slice(0, 27)}.${crypto.randomUUID()}`;
      return this.#carried();
    }

    async #received() {
      await this.#persistently(() => this.#begin());
      let told = await this.#persistently(() => this.#state());
      this.again = Boolean(told.receipt);
      if (told.receipt) return { ...told.receipt, again: true };
      await this.#persistently(() => this.#send());
      told = await this.#persistently(() => this.#state());
      if (!told.receipt) throw new Told("wordGone");
      // Asked for after the last byte, it says of itself that it was given before.
      return { ...told.receipt, again: false };
    }

    // Whatever the line does, until it worked, or the house said no, or the person stopped it.
    async #persistently(step) {
      for (let attempt = 0; ; attempt += 1) {
        if (this.stopped) throw new Stopped();
        const before = this.moved;
        try {
          return await step();
        } catch (error) {
          if (this.stopped) throw new Stopped();
          if (error instanceof Told) throw error;
          if (this.moved !== before) attempt = 0;
          this.tell(error.busy ? "wordWaitingWindow" : "wordLine");
          await Promise.race([rest(attempt), new Promise((resolve) => (this.wake = resolve))]);
        }
      }
    }

    async #begin() {
      const metadata = Object.entries({ ...this.metadata, item: this.item || "", client_key: this.key })
        .filter(([, value]) => value)
        .map(([name, value]) => `${name} ${base64(value)}`)
        .join(",");
      const answer = await this.#asked("POST", this.endpoint, {
        "Upload-Length": String(this.file.size),
        "Upload-Metadata": metadata,
      });
      this.address = new URL(answer.headers.get("Location"), location.href).pathname;
    }

    #state() {
      return this.#asked("GET", this.address).then((answer) => answer.json());
    }

    #send() {
      return new Promise((resolve, reject) => {
        let silence;
        const alive = () => {
          clearTimeout(silence);
          silence = setTimeout(() => (this.upload.abort(), reject(new Error("silence"))), SILENCE);
        };
        const ended = (how) => (value) => (clearTimeout(silence), how(value));
        this.upload = new window.tus.Upload(this.file, {
          uploadUrl: this.address,
          retryDelays: null,
          storeFingerprintForResuming: false,
          onBeforeRequest: (request) => request.setHeader("X-CSRFToken", this.token()),
          onProgress: (bytes) => {
            alive();
            this.moved = bytes;
            this.progress(bytes);
          },
          onSuccess: ended(resolve),
          onError: ended((error) => this.#judged(error).then(reject, reject)),
        });
        // Aborting tells nobody: whoever pauses is answered here.
        this.leaving.signal.addEventListener("abort", ended(() => reject(new Stopped())));
        alive();
        this.tell("wordSending", "quiet");
        this.upload.start();
      });
    }

    async #judged(error) {
      const answer = error.originalResponse;
      if (!answer || !answer.getStatus()) return error;
      return this.#refusal(answer.getStatus(), answer.getBody());
    }

    async #asked(method, address, headers = {}, again = true) {
      const answer = await fetch(address, {
        method,
        redirect: "manual",
        headers: { ...VERSION, ...headers, "X-CSRFToken": this.token(), Accept: "application/json" },
      });
      if (answer.ok) return answer;
      if (answer.status === 403 && again && (await this.newToken())) return this.#asked(method, address, headers, false);
      throw await this.#refusal(answer.status, await answer.text().catch(() => ""));
    }

    async #refusal(status, body) {
      let detail = "";
      try {
        detail = JSON.parse(body).detail || "";
      } catch {
        detail = "";
      }
      if (status === 423) return Object.assign(new Error("busy"), { busy: true });
      if (status === 409 || status === 408 || status === 429 || status === 502 || status === 503 || status === 504) return new Error("line");
      // A server that restarts answers with its proxy's words; ours speak in sentences.
      if (status >= 500 && status !== 507) return new Error("line");
      if (status === 0 || status === 401 || (status === 403 && !detail)) return new Told("wordSignedOut");
      if (status === 404 || status === 410) return new Told("wordGone");
      return new Told("wordRefused", detail);
    }
  }

  return { Carrier, Stopped, Told, keyOf, newToken, unfinished, drop };
})();
