// The recording of a passage: a button plays it from its time. A ticket is asked for when somebody presses.
"use strict";

(() => {
  const box = document.querySelector("[data-sound]");
  if (!box) return;
  const [audio, problem, file] = ["audio", "problem", "file"].map((name) => box.querySelector(`[data-sound-${name}]`));
  let asking = false;

  async function load(at) {
    if (asking) return;
    asking = true;
    problem.hidden = true;
    try {
      const answer = await fetch(file.value, { method: "POST", headers: { "X-CSRFToken": box.dataset.csrf } });
      if (answer.status === 409) {
        say((await answer.json()).detail);
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error("refused");
      audio.src = (await answer.json()).url;
      audio.hidden = false;
      audio.currentTime = at;
      await audio.play();
    } catch {
      say(box.dataset.failed);
    } finally {
      asking = false;
    }
  }

  function say(why) {
    problem.textContent = why;
    problem.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-listen]");
    if (!button) return;
    const at = Number(button.dataset.listen) / 1000;
    if (!audio.src) {
      load(at);
      return;
    }
    audio.currentTime = at;
    audio.play().catch(() => load(at));
  });
  file.addEventListener("change", () => {
    audio.removeAttribute("src");
    audio.hidden = true;
  });
})();
