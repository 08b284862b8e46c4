// The facts panel: forms open beside the text, a tag becomes support with one key.
"use strict";

iapb.facts = (() => {
  const { marks } = iapb;
  const root = document.querySelector("[data-workbench]");
  const panel = root.querySelector("[data-facts]");
  const formPlace = root.querySelector("[data-fact-form]");
  const currentBox = root.querySelector("[data-current]");
  const find = (name) => currentBox.querySelector(`[data-${name}]`);
  const supportButton = find("support-active");
  const officialButton = find("make-official");
  const retractButton = find("retract");
  let active = null; // id of the fact that the next support goes to
  let back = null; // where in the text somebody was who opened the form by a key

  function showCurrent(tag) {
    currentBox.hidden = !tag;
    if (!tag) return;
    find("current-code").textContent = marks.label(tag);
    find("current-dot").dataset.category = marks.category(tag);
    find("current-words").textContent = tag.exact.length > 160 ? `${tag.exact.slice(0, 160)}…` : tag.exact;
    supportButton.disabled = !tag.id || !activeElement();
    if (officialButton) officialButton.disabled = !tag.id;
    retractButton.hidden = !tag.mine;
    fillForm();
  }

  const activeElement = () => (active ? panel.querySelector(`[data-fact="${active}"]`) : null);

  function activate(id) {
    active = id;
    for (const fact of panel.querySelectorAll("[data-fact]")) {
      const on = fact.dataset.fact === active;
      fact.classList.toggle("fact-active", on);
      fact.querySelector(":scope > .fact-do [data-active-fact]")?.setAttribute("aria-pressed", String(on));
    }
    supportButton.disabled = !marks.current?.id || !activeElement();
  }

  // A form that is open starts from the tag that is chosen.
  function fillForm() {
    const field = formPlace.querySelector("[data-current-tag]");
    if (!field) return;
    const tag = marks.current;
    field.value = tag?.id || "";
    const line = formPlace.querySelector("[data-form-tag]");
    line.hidden = !tag?.id;
    line.querySelector("[data-form-words]").textContent = tag ? tag.exact : "";
  }

  async function ask(url, options = {}) {
    const answer = await fetch(url, {
      ...options,
      headers: { "X-Fragment": "facts", "X-CSRFToken": root.dataset.csrf, ...options.headers },
    });
    const html = await answer.text();
    if (answer.status >= 400 && answer.status !== 422) {
      const page = new DOMParser().parseFromString(html, "text/html");
      throw new Error(page.querySelector(".empty-subtitle")?.textContent || iapb.word("failed"));
    }
    if (answer.redirected) throw new Error(iapb.word("signedOut"));
    return { html, status: answer.status };
  }

  function failed(error) {
    iapb.bench.complain(error instanceof TypeError ? iapb.word("failed") : error.message);
  }

  async function openForm(url) {
    try {
      const address = new URL(url, document.baseURI);
      if (marks.current?.id) address.searchParams.set("tag", marks.current.id);
      showForm((await ask(address)).html);
    } catch (error) {
      failed(error);
    }
  }

  function showForm(html) {
    formPlace.innerHTML = html;
    iapb.bindSuggest(formPlace);
    fillForm();
    const wrong = formPlace.querySelector(".field-error");
    const target = wrong?.closest(".mb-3")?.querySelector("input, select, textarea")
      || formPlace.querySelector("select, input:not([type=hidden]), textarea");
    target?.focus();
    formPlace.scrollIntoView({ block: "nearest" });
  }

  function showPanel(html) {
    const known = new Set([...panel.querySelectorAll("[data-fact]")].map((fact) => fact.dataset.fact));
    panel.innerHTML = html;
    const fresh = [...panel.querySelectorAll("[data-fact]")].find((fact) => !known.has(fact.dataset.fact));
    // What was just stated is what the next words most likely support.
    activate(fresh ? fresh.dataset.fact : active);
    return fresh;
  }

  async function submit(form) {
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return;
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const { html, status } = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (status === 422 && form.classList.contains("fact-form")) showForm(html);
      else if (status === 422) failed(new Error(new DOMParser().parseFromString(html, "text/html").querySelector(".empty-subtitle")?.textContent || iapb.word("failed")));
      else {
        iapb.bench.complain("");
        if (form.classList.contains("fact-form")) formPlace.replaceChildren();
        const changed = form.action.match(/\/facts\/\w+\/([0-9a-f-]{36})\/change\/$/)?.[1];
        const fresh = showPanel(html) || (changed && panel.querySelector(`[data-fact="${changed}"]`));
        leave(fresh?.querySelector(":scope > .fact-do [data-active-fact]"));
        fresh?.scrollIntoView({ block: "nearest" });
      }
    } catch (error) {
      failed(error);
    } finally {
      button.disabled = false;
      delete form.dataset.sent;
    }
  }

  // From a form: to where one was in the text, or on in the panel.
  function leave(next) {
    if (back?.isConnected) back.focus({ preventScroll: true });
    else (next || panel.querySelector("a, button"))?.focus();
    back = null;
  }

  function close() {
    formPlace.replaceChildren();
    leave();
  }

  // The first three state a fact from the chosen tag, the others add to the chosen fact or its incident.
  function linkOf(key) {
    if (key <= "3") return panel.querySelector(`.facts-new [data-fact-key="${key}"]`);
    const own = activeElement();
    const add = `:scope > .fact-do [data-fact-key="${key}"]`;
    return own?.querySelector(add) || own?.closest("article")?.querySelector(add);
  }

  function onDigit(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !/^[1-7]$/.test(event.key)) return;
    event.preventDefault();
    const link = linkOf(event.key);
    if (!link) {
      iapb.bench.announceAndShow(iapb.word("supportFirst"));
      return;
    }
    back = event.target;
    openForm(link.getAttribute("href"));
  }

  async function addSupport() {
    const tag = marks.current;
    const fact = activeElement();
    if (!tag?.id) iapb.bench.announceAndShow(iapb.word("tagFirst"));
    else if (!fact) iapb.bench.announceAndShow(iapb.word("supportFirst"));
    else {
      try {
        const { html, status } = await ask(fact.dataset.supportUrl, { method: "POST", body: new URLSearchParams({ tag: tag.id }) });
        if (status === 422) throw new Error(new DOMParser().parseFromString(html, "text/html").querySelector(".empty-subtitle")?.textContent);
        showPanel(html);
        iapb.bench.complain("");
        iapb.bench.announce(iapb.word("supported"));
      } catch (error) {
        failed(error);
      }
    }
  }

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-fact-open]");
    if (link) {
      event.preventDefault();
      back = null;
      openForm(link.getAttribute("href"));
    }
    if (event.target.closest("[data-fact-close]")) {
      event.preventDefault();
      close();
    }
    const choose = event.target.closest("[data-active-fact]");
    if (choose) {
      const id = choose.closest("[data-fact]").dataset.fact;
      activate(active === id ? null : id);
    }
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-fact-post]")) return;
    event.preventDefault();
    event.stopPropagation();
    submit(event.target);
  });
  formPlace.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    }
  });
  root.querySelector("[data-layers]").addEventListener("keydown", onDigit);
  supportButton.addEventListener("click", addSupport);
  officialButton?.addEventListener("click", () => openForm(`/tags/${marks.current.id}/official/`));
  retractButton.addEventListener("click", () => iapb.queue.retract(marks.current));
  document.addEventListener("iapb:tag", (event) => showCurrent(event.detail));

  function shown() {
    const all = panel.querySelectorAll(".fact");
    if (all.length === 1) activate(all[0].dataset.fact);
  }

  return { addSupport, shown };
})();
