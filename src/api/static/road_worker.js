// Pages of rounds that were opened stay readable without a network. Network first, always.

const COPIES = "meleze-road-1";
const OLDEST_MS = 7 * 24 * 3600 * 1000;

const mine = (url) =>
  url.origin === location.origin &&
  (url.pathname.startsWith("/tournees/") || url.pathname.startsWith("/static/"));

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const urls = (event.data.keep ?? []).map((text) => new URL(text)).filter(mine);
  event.waitUntil(Promise.allSettled(urls.map((url) => read(new Request(url, { redirect: "manual" })))));
});

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !mine(new URL(event.request.url))) return;
  event.respondWith(read(event.request).catch(() => copyOf(event.request)));
});

async function read(request) {
  const answer = await fetch(request);
  if (answer.ok) {
    const copies = await caches.open(COPIES);
    await copies.put(request.url, answer.clone());
  } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    await caches.delete(COPIES); // nobody is signed in here any more, or not for this
  }
  return answer;
}

async function copyOf(request) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(request.url, { ignoreVary: true });
  if (copy && Date.now() - Date.parse(copy.headers.get("date")) < OLDEST_MS) return copy;
  return new Response(
    "<!doctype html><html lang=fr><meta charset=utf-8><meta name=viewport content='width=device-width'>" +
      "<title>Pas de réseau</title><h1>Pas de réseau</h1>" +
      "<p>Cette page n’a pas encore été ouverte sur ce téléphone. Revenez en arrière, ou réessayez avec du réseau.",
    { status: 503, headers: { "content-type": "text/html; charset=utf-8" } },
  );
}
