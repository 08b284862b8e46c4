// SHA-256 of a file, piece by piece beside the page: a file of gigabytes takes a few megabytes of memory.
import { sha256 } from "../vendor/noble/sha2.js";

const PIECE = 4 * 1024 * 1024;

async function digest(file, until) {
  const hash = sha256.create();
  for (let at = 0; at < until; at += PIECE) {
    hash.update(new Uint8Array(await file.slice(at, Math.min(at + PIECE, until)).arrayBuffer()));
    postMessage({ share: Math.min(1, (at + PIECE) / until) });
  }
  return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("message", async ({ data: { file, until } }) => {
  try {
    postMessage({ sha256: await digest(file, until) });
  } catch {
    postMessage({ failed: true });
  }
});
