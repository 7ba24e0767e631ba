"use strict";
/* Enhancements only: every page reads and works without this file. */

const root = document.documentElement;

function currentTheme() {
  return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const label = () => { button.textContent = currentTheme() === "dark" ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    root.dataset.theme = currentTheme() === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* lasts for this page */ }
    label();
  });
  /* A page loaded ahead, or gone back to, may be older than the choice. */
  const choose = () => {
    try { if (localStorage.theme) root.dataset.theme = localStorage.theme; } catch { /* no storage */ }
    label();
  };
  document.addEventListener("prerenderingchange", choose);
  addEventListener("pageshow", choose);
  label();
  button.hidden = false;
}

/* Copy buttons say what they did. */
for (const button of document.querySelectorAll("[data-copy]")) {
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  button.hidden = false;
}

/* A video plays while its row has the pointer, the focus or a finger; never against the visitor's wish. */
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || (navigator.connection && navigator.connection.saveData);
for (const video of calm ? [] : document.querySelectorAll("video[data-motion]")) {
  const row = video.closest(".paper");
  const play = () => { video.play().catch(() => {}); };
  const stop = () => { if (!row.matches(":hover, :focus-within")) video.pause(); };
  for (const event of ["pointerenter", "focusin", "touchstart"]) row.addEventListener(event, play, { passive: true });
  for (const event of ["pointerleave", "focusout"]) row.addEventListener(event, () => setTimeout(stop));
}

/* The address of a paper opens its details; Escape closes the one that has the focus. */
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.querySelector(".paper-body details");
  if (details) details.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.activeElement.closest("details[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

/* A search answers while one types; the page asks for itself, so there is one answer. */
for (const form of document.querySelectorAll("form[data-instant]")) {
  const input = form.querySelector("input[type=search]");
  let asked, waiting;
  const ask = async () => {
    const address = new URL(form.action);
    address.search = new URLSearchParams({ q: input.value });
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const old = document.getElementById(form.dataset.instant);
      const status = old.querySelector("[role=status]"), fresh = page.getElementById(form.dataset.instant);
      status.replaceChildren(...fresh.querySelector("[role=status]").childNodes);
      fresh.querySelector("[role=status]").replaceWith(status);
      old.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      document.title = page.title;
    } catch (error) { if (error.name !== "AbortError") throw error; }
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
}
