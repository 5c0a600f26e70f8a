// Answers that save themselves, one by one, while the rest of the page stays as it is. htmx sends
// them; here stands what it cannot know: retrying, choosing between two versions, sending what is
// left when the page is closed, and keeping what could not be saved on this device until it is.
// Without this file the form has its buttons.
(function () {
  "use strict";

  const form = document.querySelector("[data-answers]");
  if (!form || !window.htmx) {
    return;
  }
  const blocks = Array.from(form.querySelectorAll("[data-answer]"));
  const words = form.dataset;
  const formState = form.querySelector("[data-form-state]");
  const FIRST_RETRY = 3000;
  const LAST_RETRY = 60000;

  // By block: what the server has (`saved`), what is on its way (`sent`), what it did not take
  // (`refused`), whether a try failed (`waits`), and how long to wait before the next one (`pause`).
  const kept = new Map();

  const own = (block, name) => `[name="${CSS.escape(block.dataset.answer + name)}"]`;
  const version = (block) => block.querySelector(own(block, "version"));
  const note = (block) => block.querySelector(own(block, "note"));
  const chosen = (block) => block.querySelector(`${own(block, "status")}:checked`);
  const content = (block) => JSON.stringify([chosen(block)?.value ?? "", note(block).value]);
  const isDirty = (block) => content(block) !== kept.get(block).saved;
  const isStuck = (block) => kept.get(block).refused !== null;
  const isOpen = (block) =>
    kept.get(block).waits || (isDirty(block) && content(block) !== kept.get(block).refused);
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  // The link to sign in again must stay where it is until there is an answer, or a click misses it.
  const isSignedOut = (block) => block.querySelector("[data-save-state] [data-signed-out]") !== null;

  // What is not on the server yet is kept on this device, for this person alone and for a month.
  const PREFIX = "answers:";
  const LONGEST = 30 * 24 * 60 * 60 * 1000;
  // The same answer in every language: the address without its language prefix.
  const address = (block) => block.getAttribute("hx-post").replace(/^\/[a-z]{2}(?=\/)/, "");
  const place = (block) => `${PREFIX}${words.person}:${address(block)}`;

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function remember(block) {
    try {
      if (isDirty(block) || isStuck(block)) {
        const edit = {
          status: chosen(block)?.value ?? "",
          note: note(block).value,
          version: version(block).value,
          at: Date.now(),
        };
        localStorage.setItem(place(block), JSON.stringify(edit));
      } else {
        localStorage.removeItem(place(block));
      }
    } catch {
      // Storage may be full or forbidden; the edit then lasts as long as the page.
    }
  }

  function forgetOld() {
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        if (!(read(key)?.at > Date.now() - LONGEST)) {
          localStorage.removeItem(key);
        }
      }
    } catch {
      // Without storage there is nothing old in it.
    }
  }

  function choose(block, status) {
    for (const radio of block.querySelectorAll(own(block, "status"))) {
      radio.checked = radio.value === status;
    }
  }

  // With the version it was made from: what somebody saved since shows as a conflict.
  function restore(block) {
    const edit = isStuck(block) ? null : read(place(block));
    if (!edit) {
      return;
    }
    if (JSON.stringify([edit.status, edit.note]) === content(block)) {
      remember(block);
      return;
    }
    choose(block, edit.status);
    note(block).value = edit.note;
    version(block).value = edit.version;
    kept.get(block).waits = true;
    say(block, "failed", words.restored);
    kept.get(block).restored = true;
  }

  function say(block, state, text) {
    if (isSignedOut(block)) {
      return;
    }
    const sentence = document.createElement("span");
    sentence.className = "save-state";
    sentence.dataset.state = state;
    sentence.textContent = text;
    block.querySelector("[data-save-state]").replaceChildren(sentence);
  }

  function retryLater(block) {
    const mine = kept.get(block);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => htmx.trigger(block, "save"), mine.pause);
    mine.pause = Math.min(mine.pause * 2, LAST_RETRY);
  }

  for (const block of blocks) {
    // A page that came back with faults shows what was typed, not what is stored.
    const isStored = !("unsaved" in block.dataset);
    kept.set(block, {
      saved: isStored ? content(block) : null,
      sent: null,
      refused: isStored ? null : content(block),
      pause: FIRST_RETRY,
      waits: false,
      restored: false,
    });

    block.addEventListener("input", () => remember(block));
    block.addEventListener("change", () => remember(block));
    block.addEventListener("htmx:configRequest", (event) => {
      const mine = kept.get(block);
      if (!isDirty(block) && !mine.waits) {
        mine.refused = null;
        remember(block);
        event.preventDefault();
        return;
      }
      const prefix = block.dataset.answer;
      const parameters = event.detail.parameters;
      for (const name of Object.keys(parameters)) {
        if (name.startsWith(prefix)) {
          parameters[name.slice(prefix.length)] = parameters[name];
          delete parameters[name];
        }
      }
      // The token changes when the person signs in again in another tab.
      event.detail.headers["X-CSRFToken"] = token();
      mine.sent = content(block);
      if (!mine.restored) {
        say(block, "saving", words.saving);
      }
    });

    block.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.xhr.status === 401) {
        event.detail.shouldSwap = !isSignedOut(block);
        event.detail.isError = false;
      }
    });

    block.addEventListener("htmx:afterRequest", (event) => {
      const mine = kept.get(block);
      const status = event.detail.xhr?.status ?? 0;
      if (status === 200) {
        mine.saved = mine.sent;
        mine.refused = null;
        mine.waits = false;
        mine.pause = FIRST_RETRY;
        clearTimeout(mine.timer);
        formState.textContent = "";
      } else if (status === 409 || status === 422) {
        // The person has to decide: nothing is sent again until they change or choose something.
        mine.refused = mine.sent;
        mine.waits = false;
      } else {
        mine.waits = true;
        if (status !== 401) {
          say(block, "failed", words.failed);
        }
        retryLater(block);
      }
      mine.sent = null;
      mine.restored = false;
      // After htmx has put the new version in its place.
      setTimeout(() => {
        remember(block);
        submitWhenIdle();
      });
    });

    block.addEventListener("click", (event) => {
      const keep = event.target.closest("[data-keep]")?.dataset.keep;
      if (!keep) {
        return;
      }
      const theirs = block.querySelector("[data-theirs]").dataset;
      version(block).value = theirs.version;
      if (keep === "theirs") {
        note(block).value = theirs.note;
        choose(block, theirs.status);
      }
      kept.get(block).waits = true;
      (chosen(block) ?? note(block)).focus();
      htmx.trigger(block, "save");
    });
  }

  const save = (block) => htmx.trigger(block, "save");
  const saveAll = () => blocks.filter((block) => kept.get(block).waits).forEach(save);
  window.addEventListener("online", saveAll);
  window.addEventListener("focus", saveAll);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      blocks.filter(isOpen).forEach(save);
    } else {
      saveAll();
    }
  });

  forgetOld();
  blocks.forEach(restore);
  // htmx listens once the page is complete.
  document.addEventListener("DOMContentLoaded", saveAll);

  // A whole-form save waits until every answer has been tried: together with one that is on its way
  // it would meet its own version, and without a connection the page would be lost.
  let held = null;
  let isReached = false;
  let submits = false;
  const isIdle = () => blocks.every((block) => kept.get(block).sent === null);
  form.addEventListener("submit", (event) => {
    for (const field of form.querySelectorAll('[name="csrfmiddlewaretoken"]')) {
      field.value = token() || field.value;
    }
    formState.textContent = "";
    if (isIdle() && (isReached || (navigator.onLine && !blocks.some(isOpen)))) {
      submits = true;
      return;
    }
    event.preventDefault();
    held = { button: event.submitter };
    blocks.filter(isOpen).forEach(save);
    submitWhenIdle();
  });

  async function submitWhenIdle() {
    if (!held || !isIdle()) {
      return;
    }
    const { button } = held;
    held = null;
    if (blocks.some((block) => kept.get(block).waits) || !(await canReach())) {
      formState.textContent = words.failed;
      return;
    }
    isReached = true;
    form.requestSubmit(button);
    isReached = false;
  }

  // A browser may take itself for offline where the portal can be reached all the same.
  async function canReach() {
    try {
      return navigator.onLine || Boolean(await fetch(location.href, { method: "HEAD" }));
    } catch {
      return false;
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (!submits && blocks.some((block) => kept.get(block).waits || isStuck(block))) {
      event.preventDefault();
    }
  });
  window.addEventListener("pagehide", () => {
    if (submits) {
      return;
    }
    for (const block of blocks.filter(isOpen)) {
      const body = new URLSearchParams({
        status: chosen(block)?.value ?? "",
        note: note(block).value,
        version: version(block).value,
      });
      fetch(block.getAttribute("hx-post"), {
        method: "POST",
        body,
        keepalive: true,
        headers: { "X-CSRFToken": token(), "HX-Request": "true" },
      }).catch(() => {}); // It is kept on this device, and sent when the page is opened again.
    }
  });
  // A page taken out of the browser's store has versions from before it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
})();
