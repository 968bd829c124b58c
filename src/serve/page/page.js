// Suggestions, keys and copying. All else are links and forms, which work without this.
"use strict";
(() => {
  const box = document.getElementById("q");
  const list = document.getElementById("suggestions");
  let waits, last = "";
  box?.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(async () => {
      const typed = box.value.trim();
      if (!typed || typed === last || typed.length > 30) return;
      last = typed;
      try {
        const answer = await fetch("v1/suggest?limit=8&q=" + encodeURIComponent(typed));
        if (!answer.ok) return;
        const { suggestions } = await answer.json();
        list.replaceChildren(...suggestions.map(({ text }) => {
          const option = document.createElement("option");
          // A browser shows what begins with what was typed: pinyin stands beside the word.
          option.value = text;
          option.label = typed + " " + text;
          return option;
        }));
      } catch { /* no suggestions, then */ }
    }, 120);
  });

  const hits = [...document.querySelectorAll(".hits article")];
  let chosen = hits.findIndex((hit) => hit.classList.contains("open"));
  const choose = (step) => {
    if (!hits.length) return;
    hits[chosen]?.classList.remove("chosen");
    chosen = Math.min(Math.max(chosen + step, 0), hits.length - 1);
    hits[chosen].classList.add("chosen");
    hits[chosen].querySelector("a").focus();
    hits[chosen].scrollIntoView({ block: "nearest" });
  };

  const marks = [...document.querySelectorAll(".section mark")];
  let mark = -1;
  const lead = (step) => {
    if (!marks.length) return;
    marks[mark]?.classList.remove("now");
    const next = mark + step;
    if (next >= marks.length || (next < 0 && mark >= 0)) {
      const link = document.querySelector(`[data-step=${step > 0 ? "next" : "prev"}-hit]`);
      if (link) { location.href = link.href; return; }
    }
    mark = (next + marks.length) % marks.length;
    marks[mark].classList.add("now");
    marks[mark].scrollIntoView({ block: "center" });
  };

  const button = document.getElementById("copy");
  const copy = async () => {
    const one = hits[chosen]?.classList.contains("chosen") ? hits[chosen] : document.querySelector(".reader") ?? hits[chosen];
    const text = one?.dataset.cite;
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Only pages of this machine or over TLS may write there.
      const field = document.getElementById("cite");
      if (!field) return;
      field.select();
      document.execCommand("copy");
    }
    if (button) button.textContent = button.dataset.done;
  };
  if (button) { button.hidden = false; button.addEventListener("click", copy); }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const does = {
      "/": () => { box.focus(); box.select(); },
      j: () => choose(1),
      k: () => choose(-1),
      n: () => lead(1),
      p: () => lead(-1),
      y: copy,
    }[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  // On a narrow screen the reader stands where the hits were.
  if (marks.length && !location.hash) {
    const top = marks[0].getBoundingClientRect().top;
    if (top > innerHeight) marks[0].scrollIntoView({ block: "center" });
  }
})();
