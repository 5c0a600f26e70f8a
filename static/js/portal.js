// What every page shares. Each page works without it.
(function () {
  "use strict";

  // --- theme: Auto, Light or Dark, remembered on this device only ---------------------------
  const system = matchMedia("(prefers-color-scheme: dark)");

  function chosenTheme() {
    try {
      const stored = localStorage.getItem("theme");
      return stored === "light" || stored === "dark" ? stored : "auto";
    } catch {
      return "auto";
    }
  }

  function showTheme(choice) {
    const dark = choice === "dark" || (choice === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  }

  function rememberTheme(choice) {
    try {
      if (choice === "auto") {
        localStorage.removeItem("theme");
      } else {
        localStorage.setItem("theme", choice);
      }
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  }

  const themeSwitch = document.querySelector("[data-theme-switch]");
  if (themeSwitch) {
    themeSwitch.querySelector(`[value="${chosenTheme()}"]`).checked = true;
    themeSwitch.hidden = false;
    themeSwitch.addEventListener("change", (event) => {
      rememberTheme(event.target.value);
      showTheme(event.target.value);
    });
  }
  system.addEventListener("change", () => showTheme(chosenTheme()));
  window.addEventListener("storage", (event) => {
    if (event.key === "theme") {
      showTheme(chosenTheme());
    }
  });

  // --- menus: one open at a time, closed by Escape and by a click elsewhere -----------------
  const menus = document.querySelectorAll("details[data-menu]");

  document.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    for (const menu of menus) {
      if (menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  // --- paper shows what is folded up; newer browsers do so by the style sheet ---------------
  if (!CSS.supports("selector(::details-content)")) {
    let unfolded = [];
    addEventListener("beforeprint", () => {
      unfolded = [...document.querySelectorAll("details:is(.more, .as-table):not([open])")];
      unfolded.forEach((details) => { details.open = true; });
    });
    addEventListener("afterprint", () => {
      unfolded.forEach((details) => { details.open = false; });
    });
  }

  // --- a form that came back with faults: the list of them is read and reached first --------
  document.querySelector("[data-error-summary]")?.focus();
})();
