// The SPARQL editor: YASGUI over the endpoint of this graph, and the stored queries as examples. In a static site the
// endpoint is a service worker, which answers from a copy of the graph in this browser.
"use strict";

(async () => {
  const place = document.getElementById("yasgui");
  if (!place || typeof Yasgui === "undefined") return;
  const endpoint = new URL(place.dataset.endpoint, location.href).href;

  async function workerRuns(script) {
    if (!("serviceWorker" in navigator) || !window.isSecureContext || location.protocol === "file:") return false;
    try {
      await navigator.serviceWorker.register(new URL(script, location.href), { type: "module" });
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => {
          navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
        });
      }
      return true;
    } catch {
      return false;
    }
  }

  if (place.dataset.worker && !(await workerRuns(place.dataset.worker))) {
    place.textContent = place.dataset.refused;
    return;
  }
  const form = document.getElementById("plain-editor");
  if (form) form.hidden = true;
  const start = document.getElementById("start");
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: false,
    contextMenuContainer: place,
    persistenceId: `kgtools ${endpoint}`,
  });
  yasgui.getTab().setEndpoint(endpoint);
  if (start && !yasgui.getTab().getQuery().includes("?s ?p ?o")) yasgui.getTab().setQuery(start.textContent);
  for (const example of document.querySelectorAll("[data-example]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset.use;
    button.addEventListener("click", () => {
      const tab = yasgui.getTab();
      tab.setEndpoint(endpoint);
      tab.setQuery(example.querySelector("code").textContent);
      place.scrollIntoView({ block: "start" });
      tab.query();
    });
    example.append(button);
  }
  // a list of tabs holds nothing but tabs (WAI-ARIA 1.2, "tablist"), so the button for another one goes beside it;
  // the arrow keys of YASGUI still look for something at the end of the list, which hands the focus on
  const list = place.querySelector(".tabsList");
  const add = list.querySelector(".addTab");
  const row = document.createElement("div");
  const stand = document.createElement("span");
  row.className = "tabsList";
  stand.addEventListener("focus", () => {
    stand.removeAttribute("tabindex");
    add.focus();
  });
  add.replaceWith(stand);
  list.replaceWith(row);
  row.append(list, add);
  // what YASGUI leaves without a name, which is in English as all of it
  const NAMES = [
    ["input.autocomplete", "SPARQL endpoint"],
    [".yasqe textarea", "SPARQL query"],
    ["select.tableSizer", "Rows on a page"],
  ];
  const nameFields = () => {
    for (const [found, name] of NAMES) {
      for (const one of place.querySelectorAll(`${found}:not([aria-label])`)) one.setAttribute("aria-label", name);
    }
    for (const title of place.querySelectorAll("th:first-child .dt-column-title:empty")) title.textContent = "#";
  };
  nameFields();
  new MutationObserver(nameFields).observe(place, { childList: true, subtree: true });
  place.dataset.ready = "yes";
})();
