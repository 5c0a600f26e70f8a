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
    });
    block.addEventListener("htmx:configRequest", (event) => {
      const mine = kept.get(block);
      if (!isDirty(block) && !mine.waits) {
        mine.refused = null;
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
      say(block, "saving", words.saving);
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
      submitWhenIdle();
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
        for (const radio of block.querySelectorAll(own(block, "status"))) {
          radio.checked = radio.value === theirs.status;
        }
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

  // A whole-form save waits for the answer that is on its way, or it would meet its own version.
  let button = null;
  let submits = false;
  form.addEventListener("submit", (event) => {
    for (const field of form.querySelectorAll('[name="csrfmiddlewaretoken"]')) {
      field.value = token() || field.value;
    }
    if (blocks.some((block) => kept.get(block).sent !== null)) {
      event.preventDefault();
      button = event.submitter;
    } else {
      submits = true;
    }
  });
  function submitWhenIdle() {
    if (button && blocks.every((block) => kept.get(block).sent === null)) {
      const pressed = button;
      button = null;
      // After htmx has put the new versions in their places.
      setTimeout(() => form.requestSubmit(pressed));
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
      });
    }
  });
  // A page taken out of the browser's store has versions from before it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
})();
