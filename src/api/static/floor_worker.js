// Keeps the page of the floor, and sends its outbox when the network comes back to a closed page.

importScripts("/static/floor_outbox.js");

const COPIES = "meleze-floor-1";
const PAGE = "/atelier/";
const PATIENCE_MS = 3000; // one bar of network is worse than none

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const wanted = (event.data.keep ?? []).filter((path) => path === PAGE || path.startsWith("/static/"));
  const kept = Promise.allSettled(wanted.map((path) => read(new Request(path, { redirect: "manual" }))));
  event.waitUntil(kept.then(() => event.source?.postMessage("kept")));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.pathname === PAGE || url.pathname.startsWith("/static/");
  if (event.request.method !== "GET" || url.origin !== location.origin || !ours) return;
  event.respondWith(soon(event));
});

addEventListener("sync", (event) => {
  if (event.tag === "meleze-floor") event.waitUntil(self.floorOutbox.flush());
});

/** From the network when it answers in time, else the copy; whatever comes late is kept. */
async function soon(event) {
  const fresh = read(event.request);
  event.waitUntil(fresh.catch(() => {}));
  const copy = await copyOf(event.request);
  if (!copy) return fresh.catch(nothing);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS, copy));
  return Promise.race([fresh.catch(() => copy), late]);
}

async function read(request) {
  const answer = await fetch(request);
  if (answer.ok) {
    const copies = await caches.open(COPIES);
    await copies.put(new URL(request.url).pathname, answer.clone());
  }
  return answer;
}

async function copyOf(request) {
  const copies = await caches.open(COPIES);
  return copies.match(new URL(request.url).pathname, { ignoreVary: true });
}

const nothing = () =>
  new Response(
    "<!doctype html><html lang=fr><meta charset=utf-8><meta name=viewport content='width=device-width'>" +
      "<title>Pas de réseau</title><h1>Pas de réseau</h1>" +
      "<p>Ouvrez une fois le poste de travail avec du réseau : il marchera ensuite sans.",
    { status: 503, headers: { "content-type": "text/html; charset=utf-8" } },
  );
