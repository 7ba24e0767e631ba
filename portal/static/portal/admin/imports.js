/* Progress of an import, asked for every second; without this script the page loads anew. */
"use strict";
(function () {
  const PAUSE = 1000;

  function follow(page) {
    const words = document.getElementById("progress-words");
    const bar = page.querySelector("progress");
    const again = document.getElementById("again");

    function say(told) {
      let text = words.textContent;
      if (told.status === "reading" && told.done) {
        text = `${told.done} of ${told.total} entries`;
        bar.max = told.total;
        bar.value = told.done;
      } else if (told.status === "reading" && told.total) {
        text = `${told.total} entries found so far`;
      }
      if (words.textContent !== text) words.textContent = text;
      if (again) again.hidden = !told.may_be_dead;
    }

    async function ask() {
      try {
        const answer = await fetch(page.dataset.progress, { credentials: "same-origin" });
        if (answer.redirected || !answer.ok) return location.reload();
        const told = await answer.json();
        if (!told.is_under_way || told.status !== page.dataset.step) return location.reload();
        say(told);
      } catch {
        words.textContent = "The portal does not answer; this page goes on asking.";
      }
      setTimeout(ask, PAUSE);
    }

    setTimeout(ask, PAUSE);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-progress]").forEach(follow);
  });
})();
