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
  // the fields that YASGUI leaves without a name
  const nameFields = () => {
    for (const field of place.querySelectorAll("input.autocomplete")) field.setAttribute("aria-label", "SPARQL endpoint");
    for (const field of place.querySelectorAll(".yasqe textarea")) field.setAttribute("aria-label", "SPARQL");
  };
  nameFields();
  yasgui.on("tabSelect", () => setTimeout(nameFields));
  place.dataset.ready = "yes";
})();
