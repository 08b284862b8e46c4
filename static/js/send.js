// Sends one file to the vault in one stream and tells how far it is. Used by pages that add files.
"use strict";

window.sending = (() => {
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : hex(crypto.getRandomValues(new Uint8Array(16))));

  // The browser can only hash what fits into memory; larger files are hashed by the vault alone.
  async function hashOf(file, upTo) {
    if (file.size > upTo || !crypto.subtle) return "";
    return hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  }

  async function newToken() {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]");
    return token ? token.value : "";
  }

  function put(url, file, headers, onProgress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("PUT", url);
      for (const [name, value] of Object.entries(headers)) if (value) request.setRequestHeader(name, value);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      });
      request.addEventListener("error", () => resolve({ broken: true }));
      request.addEventListener("abort", () => resolve({ broken: true }));
      request.addEventListener("load", () => {
        let said = null;
        try {
          said = JSON.parse(request.responseText);
        } catch {
          said = null;
        }
        const moved = request.responseURL && !request.responseURL.endsWith(url);
        resolve({ status: request.status, said, signedOut: moved || said === null });
      });
      request.send(file);
    });
  }

  // words: sentences of the page. tell(text, share) shows the state. Resolves to the receipt or null.
  async function send(url, file, { key, token, headers = {}, words, upTo, tell }) {
    if (file.size === 0) {
      tell(words.wordEmpty, null, true);
      return null;
    }
    tell(words.wordHashing, 0);
    const hash = await hashOf(file, upTo).catch(() => "");
    const all = { ...headers, "X-Client-Key": key, "X-File-Sha256": hash, "X-File-Name": encodeURIComponent(file.name) };
    for (const attempt of [1, 2]) {
      const answer = await put(url, file, { ...all, "X-CSRFToken": token }, (share) =>
        tell(`${words.wordSending} ${Math.floor(share * 100)} %`, share));
      if (answer.broken) {
        tell(words.wordLine, null, true);
        return null;
      }
      if (answer.status === 403 && answer.said === null && attempt === 1) {
        // Signed in anew in another window: the token has changed.
        token = await newToken();
        if (token) continue;
      }
      if (answer.status === 200 || answer.status === 201) {
        tell(answer.said.again ? words.wordAgain : words.wordKept, 1);
        return answer.said;
      }
      tell(answer.signedOut ? words.wordSignedOut : answer.said.detail, null, true);
      return null;
    }
    return null;
  }

  return { send, newKey };
})();
