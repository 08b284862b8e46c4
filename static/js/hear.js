// A click on a word plays from there. Times of single words are fetched once, where the layer has any; else the
// segment's own time is taken. On the side of the translation: from the words it renders.
"use strict";

iapb.hear = (() => {
  const { marks, player } = iapb;
  const root = document.querySelector("[data-workbench]");
  const button = document.querySelector("[data-player-click]");
  if (!button) return { at() {} };
  const NEAR = 250; // milliseconds by which a word may stand outside its segment
  let words = null; // promise of all words of the original in the order of their times: [word, start, end, …]
  let asked = 0;

  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  });

  function timed() {
    words ||= fetch(root.dataset.wordsUrl)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((told) => (told.words || []).flat().sort((a, b) => a[1] - b[1]))
      .catch(() => []);
    return words;
  }

  // The machine's words follow each other in its segment; the one the offset lies in, or the last before it.
  function startOf(spoken, text, offset) {
    let at = 0;
    let found = null;
    for (const [word, start] of spoken) {
      const bare = word.trim();
      const here = text.indexOf(bare, at);
      if (here < 0) continue;
      if (here > offset) break;
      found = start;
      at = here + bare.length;
    }
    return found;
  }

  async function at(segment, offset) {
    if (button.getAttribute("aria-pressed") !== "true") return;
    const said = segment.side === "o" ? segment : segment.beside[0];
    if (!said || said.element.dataset.ms === undefined) return;
    asked += 1;
    const mine = asked;
    const from = Number(said.element.dataset.ms);
    const until = Number(said.element.dataset.until ?? Infinity);
    const all = segment === said ? await timed() : [];
    if (mine !== asked) return; // another word was clicked meanwhile
    const spoken = all.filter(([, start]) => start >= from - NEAR && start <= until);
    player.playFrom((startOf(spoken, said.node.data, offset) ?? from) / 1000);
  }

  return { at };
})();
