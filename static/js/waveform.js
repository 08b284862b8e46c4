// How loud a recording is from moment to moment, drawn once; a click on it is a jump.
"use strict";

window.iapb = window.iapb || {};

iapb.waveform = async (canvas, jump) => {
  const answer = await fetch(canvas.dataset.wave);
  if (!answer.ok) return { at() {} };
  const told = await answer.json();
  let now = 0;

  function draw() {
    const width = (canvas.width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio)));
    const height = (canvas.height = Math.round((canvas.clientHeight || 64) * devicePixelRatio));
    const brush = canvas.getContext("2d");
    const bar = Math.max(1, Math.round(2 * devicePixelRatio));
    const played = told.seconds ? (now / told.seconds) * width : 0;
    for (let left = 0; left < width; left += bar + 1) {
      const from = Math.floor((left / width) * told.peaks.length);
      const until = Math.max(from + 1, Math.floor(((left + bar + 1) / width) * told.peaks.length));
      const loud = Math.max(0, ...told.peaks.slice(from, until));
      const tall = Math.max(1, (loud / 100) * height);
      brush.fillStyle = left < played ? "#1f3a5f" : "#9fb0c6";
      brush.fillRect(left, (height - tall) / 2, bar, tall);
    }
  }

  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    jump(((event.clientX - box.left) / box.width) * told.seconds);
  });
  new ResizeObserver(draw).observe(canvas);
  draw();
  return { at(seconds) { now = seconds; draw(); } };
};
