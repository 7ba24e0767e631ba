/* Names for what Django's autocompletes leave nameless, and for fields of rows added later. */
"use strict";
(function () {
  function nameSelection(select) {
    const label = select.id && document.querySelector(`label[for="${select.id}"]`);
    const box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box) return;
    label.id ||= `${select.id}_label`;
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", [label.id, shown && shown.id].filter(Boolean).join(" "));
    if (shown && shown.matches("[role=textbox]")) {
      shown.setAttribute("aria-label", label.textContent.trim());
    }
    const search = box.querySelector(".select2-search__field");
    if (search) search.setAttribute("aria-label", label.textContent.trim());
  }

  function nameAll(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach(nameSelection);
  }

  /* inlines.js numbers id, name and for of an added row, but not what describes a field. */
  function describe(row) {
    for (const field of row.querySelectorAll("[aria-describedby]")) {
      if (field.id) field.setAttribute("aria-describedby", `${field.id}_helptext`);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const $ = window.django && window.django.jQuery;
    if (!$) return;
    /* "Clear all" of a multiple choice is a bare element in a list; each choice has its own cross. */
    for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
      select.dataset.allowClear = "false";
    }
    $(() => nameAll(document));
    $(document).on("select2:open", (event) => {
      const search = document.querySelector(".select2-container--open .select2-search--dropdown input");
      const label = document.querySelector(`label[for="${event.target.id}"]`);
      if (!search || !label) return;
      search.setAttribute("aria-label", `Search: ${label.textContent.trim()}`);
      search.focus();
    });
    document.addEventListener("formset:added", (event) => {
      describe(event.target);
      nameAll(event.target);
    });
  });
})();
