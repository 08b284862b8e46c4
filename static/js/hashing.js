// Asks the worker for the SHA-256 of a file, or of its first bytes.
"use strict";

window.hashing = (() => {
  // Gives {done, stop}: done resolves to the hash in hexadecimal, or null when the file cannot be read.
  function begin(file, address, { until = file.size, tell = () => {} } = {}) {
    const worker = new Worker(address, { type: "module" });
    const done = new Promise((resolve) => {
      worker.addEventListener("error", () => resolve(null));
      worker.addEventListener("message", ({ data }) => {
        if ("share" in data) tell(data.share);
        else resolve(data.failed ? null : data.sha256);
      });
      worker.postMessage({ file, until });
    });
    done.then(() => worker.terminate());
    return { done, stop: () => worker.terminate() };
  }

  return { begin, of: (...asked) => begin(...asked).done };
})();
