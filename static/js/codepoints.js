// Offsets: the server counts Unicode code points, the browser UTF-16 units. And where words begin and end.
"use strict";

window.iapb = window.iapb || {};

iapb.codepoints = (() => {
  const SURROGATE = /[\ud800-\udfff]/;

  // How many code points stand before UTF-16 offset `unit` of `text`.
  function toPoints(text, unit) {
    if (!SURROGATE.test(text)) return Math.min(unit, text.length);
    let points = 0;
    for (let at = 0; at < unit && at < text.length; points += 1) {
      at += text.codePointAt(at) > 0xffff ? 2 : 1;
    }
    return points;
  }

  // The UTF-16 offset of code point number `point` of `text`.
  function toUnits(text, point) {
    if (!SURROGATE.test(text)) return Math.min(point, text.length);
    let at = 0;
    for (let points = 0; points < point && at < text.length; points += 1) {
      at += text.codePointAt(at) > 0xffff ? 2 : 1;
    }
    return at;
  }

  function length(text) {
    return toPoints(text, text.length);
  }

  const known = new WeakMap();
  const segmenters = new Map(); // one for each language: they are costly to make

  function segmenterOf(language) {
    if (!segmenters.has(language)) segmenters.set(language, new Intl.Segmenter(language, { granularity: "word" }));
    return segmenters.get(language);
  }

  // [start, end] in UTF-16 units of every word of a text node.
  function words(node, language) {
    let found = known.get(node);
    if (!found) {
      found = [];
      if (window.Intl && Intl.Segmenter) {
        for (const part of segmenterOf(language === "und" ? "ru" : language).segment(node.data)) {
          if (part.isWordLike) found.push([part.index, part.index + part.segment.length]);
        }
      } else {
        for (const match of node.data.matchAll(/[\p{L}\p{N}\p{M}'’ʼ-]+/gu)) {
          found.push([match.index, match.index + match[0].length]);
        }
      }
      known.set(node, found);
    }
    return found;
  }

  return { toPoints, toUnits, length, words };
})();
