/* The parts of a long form as tabs. Without this script they stand below each other, and the list
that becomes the tabs is a list of links to them. */
"use strict";
(function () {
  function build(nav) {
    const list = nav.querySelector("ul");
    const tabs = [...list.querySelectorAll("a")];
    const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
    const hasError = panels.map((panel) => panel.querySelector(".errorlist, .errors") !== null);

    function show(index, { focus = false, remember = true } = {}) {
      tabs.forEach((tab, other) => {
        const isShown = other === index;
        tab.setAttribute("aria-selected", isShown);
        tab.tabIndex = isShown ? 0 : -1;
        panels[other].hidden = !isShown;
      });
      if (focus) tabs[index].focus();
      if (remember) history.replaceState(null, "", tabs[index].hash);
      const form = nav.closest("form");
      form.setAttribute("action", location.pathname + location.search + tabs[index].hash);
    }

    function fromAddress() {
      const index = tabs.findIndex((tab) => tab.hash === location.hash);
      return index < 0 ? 0 : index;
    }

    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", nav.getAttribute("aria-label"));
    nav.removeAttribute("aria-label");
    nav.setAttribute("role", "presentation");
    nav.classList.add("is-tabs");
    tabs.forEach((tab, index) => {
      tab.parentElement.setAttribute("role", "presentation");
      tab.setAttribute("role", "tab");
      tab.id = `tab-${tab.hash.slice(1)}`;
      tab.setAttribute("aria-controls", panels[index].id);
      panels[index].setAttribute("role", "tabpanel");
      panels[index].setAttribute("aria-labelledby", tab.id);
      if (hasError[index]) {
        tab.classList.add("has-error");
        const note = document.createElement("span");
        note.className = "visually-hidden";
        note.textContent = " (to correct)";
        tab.append(note);
      }
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        show(index, { focus: true });
      });
      tab.addEventListener("keydown", (event) => {
        const last = tabs.length - 1;
        const target = {
          ArrowRight: index === last ? 0 : index + 1,
          ArrowLeft: index === 0 ? last : index - 1,
          Home: 0,
          End: last,
          " ": index,
        }[event.key];
        if (target === undefined) return;
        event.preventDefault();
        show(target, { focus: true });
      });
    });
    window.addEventListener("hashchange", () => show(fromAddress()));
    const wrong = hasError.indexOf(true);
    show(wrong < 0 ? fromAddress() : wrong, { remember: wrong >= 0 });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("nav[data-tabs]").forEach(build);
  });
})();
