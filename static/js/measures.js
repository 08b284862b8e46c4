// Sizes, speeds and times as the language of the page writes them.
"use strict";

window.measures = (() => {
  const language = document.documentElement.lang || "en";
  const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const TIMES = [[3600, "hour"], [60, "minute"], [1, "second"]];

  const said = (value, unit, digits) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(value);

  function size(bytes, per = "") {
    let step = 0;
    // By 1024, as the pages of the server count: the same file has one size everywhere.
    for (; bytes >= 1024 && step < SIZES.length - 1; step += 1) bytes /= 1024;
    return said(bytes, SIZES[step] + per, step ? 1 : 0);
  }

  const speed = (bytes) => size(bytes, "-per-second");

  function time(seconds) {
    const [length, unit] = TIMES.find(([least]) => seconds >= least) || TIMES[2];
    return said(Math.max(1, Math.round(seconds / length)), unit, 0);
  }

  const share = (part) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(part);

  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // How far a sending has come, in the words of its page.
  const progress = (sentence, bytes, total, perSecond) =>
    fill(sentence, {
      share: share(bytes / total),
      done: size(bytes),
      total: size(total),
      speed: speed(perSecond),
      left: perSecond ? time((total - bytes) / perSecond) : "…",
    });

  // How far one had come that was begun and not finished, and until when it can go on.
  const far = (sentence, { offset, size: total, expires_at: until }) =>
    fill(sentence, {
      share: share(offset / total),
      total: size(total),
      day: new Date(until).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" }),
    });

  // How fast bytes went over the last seconds; what was there before the line began does not count.
  class Rate {
    static OVER = 12_000;

    constructor() {
      this.seen = [];
    }

    at(bytes, now = performance.now()) {
      this.seen = [...this.seen.filter(([when]) => now - when < Rate.OVER), [now, bytes]];
    }

    get perSecond() {
      if (this.seen.length < 2) return 0;
      const [[since, before], [now, bytes]] = [this.seen[0], this.seen[this.seen.length - 1]];
      return now - since < 500 ? 0 : Math.max(0, ((bytes - before) * 1000) / (now - since));
    }
  }

  return { size, speed, time, share, fill, progress, far, Rate };
})();
