// What makes reading easier where scripts run: tables that are sorted and filtered, and the search of a static site.
// Everything else, and all that is said, works without it.
"use strict";

(() => {
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  const MANY = 12;

  const text = (row, column) => (row.cells[column] ? row.cells[column].textContent.trim() : "");

  function sortable(table) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) return;
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = document.createElement("button");
      button.type = "button";
      // the link to the rows in this order is for those without scripts
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows];
        rows.sort((a, b) => collator.compare(text(a, column), text(b, column)) * (down ? -1 : 1));
        body.append(...rows);
      });
    }
  }

  function filterable(table) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < MANY) return;
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "search";
    input.dir = "auto";
    label.className = "narrow";
    label.append(document.documentElement.dataset.filter || "", " ", input);
    input.addEventListener("input", () => {
      const words = fold(input.value).split(" ").filter(Boolean);
      for (const row of body.rows) {
        const all = fold(row.textContent);
        row.hidden = !words.every((word) => all.includes(word));
      }
    });
    table.parentElement.before(label);
  }

  // as the server compares names: without case, with one kind of quotes and hyphens, single spaces
  function fold(value) {
    return value
      .normalize("NFC")
      .replace(/[\u2018\u2019\u201b\u02bc`\u00b4\u05f3]/g, "'")
      .replace(/[\u201c\u201d\u201e\u201f\u05f4]/g, '"')
      .replace(/[\u05be\u2010\u2011]/g, "-")
      .replace(/[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]/g, "")
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .join(" ");
  }

  // as pages show texts: what would turn a line, or not show, is seen
  function visible(value) {
    const escape = (one) => `\\u${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    return value.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escape);
  }

  function staticSearch(form) {
    const found = document.getElementById("found");
    const input = form.querySelector("input");
    const things = JSON.parse(document.getElementById("index").textContent);
    function show() {
      const wanted = fold(input.value);
      found.replaceChildren();
      if (!wanted) return;
      const ranked = [];
      for (const entry of things) {
        const ranks = entry.names.map((name) => rank(fold(name), wanted));
        const best = Math.min(...ranks);
        if (best < 9) ranked.push([best, entry.names[ranks.indexOf(best)], entry.file]);
      }
      ranked.sort((a, b) => a[0] - b[0] || collator.compare(a[1], b[1]));
      for (const [, name, file] of ranked.slice(0, 100)) {
        const link = document.createElement("a");
        link.href = form.dataset.root + file;
        const isolated = document.createElement("bdi");
        isolated.textContent = visible(name);
        link.append(isolated);
        const item = document.createElement("li");
        item.append(link);
        found.append(item);
      }
      if (!ranked.length) found.textContent = found.dataset.nothing;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show();
    });
    input.addEventListener("input", show);
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      input.value = asked;
      show();
    }
  }

  function rank(name, wanted) {
    if (name === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    if ((" " + name).includes(" " + wanted)) return 2;
    return name.includes(wanted) ? 3 : 9;
  }

  for (const table of document.querySelectorAll("table.rows")) {
    sortable(table);
    filterable(table);
  }
  const form = document.querySelector("form[data-root]");
  if (form) staticSearch(form);
})();
