// Answers SPARQL queries to ./sparql of this site from a copy of its graph, by Oxigraph compiled to WebAssembly. Nothing
// leaves the browser. An endless query ends when the page is loaded again.
import init, { Store } from "./assets/oxigraph.js";

const PREFIXES = {};
const here = (path) => new URL(path, self.location.href);
const ROWS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"];
const TRIPLES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"];

let loading = null;

async function load() {
  await init({ module_or_path: here("./assets/oxigraph.wasm") });
  const response = await fetch(here("./data.nq"), { cache: "no-cache" });
  if (!response.ok) throw new Error(`data.nq: ${response.status}`);
  const store = new Store();
  store.load(await response.text(), { format: "application/n-quads" });
  return store;
}

function store() {
  loading ??= load();
  return loading;
}

async function queryOf(request, url) {
  if (request.method === "GET") return url.searchParams.get("query") ?? "";
  const text = await request.text();
  const type = (request.headers.get("content-type") ?? "").split(";")[0].trim();
  return type === "application/sparql-query" ? text : (new URLSearchParams(text).get("query") ?? "");
}

// the keyword that says what a query gives: the first one outside of comments, IRIs and strings
function formOf(query) {
  const bare = query.replace(/<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#[^\n]*/g, " ");
  const found = /\b(select|ask|construct|describe)\b/i.exec(bare);
  return found ? found[1].toLowerCase() : "";
}

function withPrefixes(query) {
  const declared = new Set([...query.matchAll(/\bprefix\s+([^\s:]*)\s*:/gi)].map((match) => match[1]));
  const missing = Object.entries(PREFIXES).filter(([name]) => !declared.has(name) && query.includes(`${name}:`));
  return missing.map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("") + query;
}

function formatFor(accept, offered) {
  const wanted = accept.split(",").map((part) => part.split(";")[0].trim());
  return wanted.find((type) => offered.includes(type)) ?? offered[0];
}

async function answer(request, url) {
  const plain = { "content-type": "text/plain; charset=utf-8" };
  const query = await queryOf(request, url);
  if (!query) return new Response("There is no query.", { status: 400, headers: plain });
  const form = formOf(query);
  const offered = form === "construct" || form === "describe" ? TRIPLES : ROWS;
  const format = formatFor(request.headers.get("accept") ?? "", offered);
  let graph;
  try {
    graph = await store();
  } catch (error) {
    loading = null;
    return new Response(`The graph cannot be loaded: ${error}`, { status: 503, headers: plain });
  }
  try {
    const body = graph.query(withPrefixes(query), { results_format: format });
    return new Response(body, { headers: { "content-type": `${format}; charset=utf-8` } });
  } catch (error) {
    return new Response(String(error.message ?? error), { status: 400, headers: plain });
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin === self.location.origin && url.pathname === here("./sparql").pathname) {
    event.respondWith(answer(event.request, url));
  }
});
