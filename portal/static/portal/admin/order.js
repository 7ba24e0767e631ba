/* Rows in an order: by drag, by arrow buttons, by the number of the place.

Works on fieldset.ordered, whose rows each hold an input named *-place. Without this script the
numbers alone do it: the server sorts by them. Rows count from 1 in each role; with the class
"sparse" rows below the last one that has a place stay without. */
"use strict";
(function () {
  const rowsOf = (body) => [...body.querySelectorAll("tr.form-row:not(.empty-form)")];
  const placeOf = (row) => row.querySelector("input[name$='-place']:not([type=hidden])");
  const groupOf = (row) => row.querySelector("select[name$='-role']")?.value ?? "";
  const isLeaving = (row) => row.querySelector("input[name$='-DELETE']")?.checked ?? false;

  function nameOf(row) {
    const chosen = row.querySelector("select.admin-autocomplete option:checked");
    const text = chosen?.textContent || row.querySelector(".row-name")?.textContent;
    const typed = [...row.querySelectorAll("td:not(.field-place) input[type=text]")];
    return (text || typed.map((input) => input.value).find(Boolean) || "The row").trim();
  }

  class OrderedRows {
    constructor(fieldset) {
      this.body = fieldset.querySelector("tbody");
      this.isSparse = fieldset.classList.contains("sparse");
      this.isFixed = fieldset.querySelector(".row-pages [aria-current]:not([href^='?papers=1#'])");
      this.status = document.createElement("p");
      this.status.className = "visually-hidden";
      this.status.setAttribute("role", "status");
      fieldset.append(this.status);
      if (this.isFixed) return;
      rowsOf(this.body).forEach((row) => this.equip(row));
      document.addEventListener("formset:added", (event) => {
        if (!this.body.contains(event.target)) return;
        this.equip(event.target);
        this.renumber();
      });
      this.body.addEventListener("change", (event) => {
        if (event.target.matches("[name$='-DELETE'], select[name$='-role']")) this.renumber();
      });
      this.keepIndexesOnRemoval(fieldset);
      this.sort();
      this.renumber();
    }

    /* A form that was refused comes back with its rows as they stood and the places as typed. */
    sort() {
      if (this.isSparse) return;
      const rows = rowsOf(this.body);
      const groups = [...new Set(rows.map(groupOf))];
      const place = (row) => Number(placeOf(row)?.value || Infinity);
      const end = this.body.querySelector("tr.empty-form, tr.add-row");
      const before = (a, b) => groups.indexOf(groupOf(a)) - groups.indexOf(groupOf(b))
        || (place(a) === place(b) ? 0 : place(a) - place(b));
      const sorted = [...rows].sort(before);
      if (sorted.some((row, index) => row !== rows[index])) {
        sorted.forEach((row) => this.body.insertBefore(row, end));
      }
    }

    /* inlines.js numbers forms anew in the order of the page when a new row is removed, and stored
       rows must keep the first numbers: they stand in that order while it does. */
    keepIndexesOnRemoval(fieldset) {
      let shown = null;
      fieldset.addEventListener("click", (event) => {
        if (!event.target.closest("a.inline-deletelink")) return;
        shown = rowsOf(this.body);
        const index = (row) => Number(row.id.split("-").pop());
        const after = shown[shown.length - 1].nextSibling;
        for (const row of [...shown].sort((a, b) => index(a) - index(b))) {
          this.body.insertBefore(row, after);
        }
      }, true);
      fieldset.addEventListener("click", () => {
        if (!shown) return;
        const end = this.body.querySelector("tr.empty-form, tr.add-row");
        for (const row of shown) if (row.isConnected) this.body.insertBefore(row, end);
        shown = null;
        this.renumber();
      });
    }

    equip(row) {
      const place = placeOf(row);
      if (!place || row.querySelector(".order-tools")) return;
      const tools = document.createElement("span");
      tools.className = "order-tools";
      const handle = document.createElement("span");
      handle.className = "order-handle";
      handle.setAttribute("aria-hidden", "true");
      handle.addEventListener("pointerdown", (event) => this.drag(event, row));
      tools.append(handle);
      place.before(tools);
      tools.append(place);
      for (const [sign, words, step] of [["↑", "Move up", -1], ["↓", "Move down", 1]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sign;
        button.setAttribute("aria-label", words);
        button.addEventListener("click", () => {
          const rows = rowsOf(this.body);
          const target = rows.indexOf(row) + step;
          if (target >= 0 && target < rows.length) this.moveTo(row, target);
          else this.say(row, step < 0 ? "is already first" : "is already last");
          button.focus();
        });
        tools.append(button);
      }
      place.addEventListener("change", () => this.typed(row, place));
      place.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        this.typed(row, place);
      });
    }

    typed(row, place) {
      const number = Number.parseInt(place.value, 10);
      if (this.isSparse && place.value === "") return;
      if (!(number >= 1)) {
        this.renumber();
        return;
      }
      const group = rowsOf(this.body).filter(
        (other) => other !== row && !isLeaving(other) && groupOf(other) === groupOf(row));
      const next = group[number - 1];
      if (next) next.before(row);
      else if (group.length) group[group.length - 1].after(row);
      this.settle(row);
      place.focus();
    }

    moveTo(row, target) {
      const rows = rowsOf(this.body);
      if (target < rows.indexOf(row)) rows[target].before(row);
      else rows[target].after(row);
      this.settle(row);
    }

    settle(row) {
      this.renumber(row);
      this.say(row, `is now at place ${placeOf(row).value}`);
    }

    say(row, words) {
      this.status.textContent = `${nameOf(row)} ${words}.`;
    }

    renumber(moved = null) {
      const rows = rowsOf(this.body);
      if (this.isSparse) {
        if (!moved) return;
        const last = rows.findLastIndex((row) => row === moved || placeOf(row).value !== "");
        rows.forEach((row, index) => { if (index <= last) placeOf(row).value = index + 1; });
        return;
      }
      const counts = {};
      for (const row of rows) {
        row.classList.toggle("is-leaving", isLeaving(row));
        if (isLeaving(row)) continue;
        const group = groupOf(row);
        counts[group] = (counts[group] ?? 0) + 1;
        placeOf(row).value = counts[group];
      }
    }

    drag(start, row) {
      if (start.button > 0) return;
      start.preventDefault();
      const home = row.nextSibling;
      row.classList.add("is-dragged");
      const onMove = (event) => {
        const edge = event.clientY < 60 ? -12 : event.clientY > window.innerHeight - 60 ? 12 : 0;
        if (edge) window.scrollBy(0, edge);
        for (const other of rowsOf(this.body)) {
          if (other === row) continue;
          const box = other.getBoundingClientRect();
          if (event.clientY <= box.top || event.clientY >= box.bottom) continue;
          if (event.clientY < box.top + box.height / 2) other.before(row);
          else other.after(row);
          break;
        }
      };
      const finish = (isKept) => {
        /* On document, because a row that moves in the page loses pointer capture. */
        document.removeEventListener("pointermove", onMove);
        document.removeEventListener("pointerup", onUp);
        document.removeEventListener("pointercancel", onCancel);
        document.removeEventListener("keydown", onKey);
        row.classList.remove("is-dragged");
        if (!isKept) this.body.insertBefore(row, home);
        else if (row.nextSibling !== home) this.settle(row);
      };
      const onUp = () => finish(true);
      const onCancel = () => finish(false);
      const onKey = (event) => { if (event.key === "Escape") finish(false); };
      document.addEventListener("pointermove", onMove);
      document.addEventListener("pointerup", onUp);
      document.addEventListener("pointercancel", onCancel);
      document.addEventListener("keydown", onKey);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const fieldset of document.querySelectorAll("fieldset.ordered")) {
      if (fieldset.querySelector("tbody")) new OrderedRows(fieldset);
    }
  });
})();
