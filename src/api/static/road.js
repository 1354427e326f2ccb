// Keeps the pages of a round on this phone, and says how old what one reads is.

const told = document.querySelector(".copy");

function age() {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(told.dataset.made)) / 60000));
  const hours = Math.round(minutes / 60);
  const said =
    minutes < 2 ? "à l’instant"
    : minutes < 90 ? `il y a ${minutes} minutes`
    : hours < 36 ? `il y a ${hours} heures`
    : `il y a ${Math.round(hours / 24)} jours`;
  const away = !navigator.onLine;
  const when = told.querySelector("time").outerHTML;
  told.innerHTML = `${away ? "Hors réseau. Copie" : "Page"} lue ${said}, le ${when}.`;
  told.classList.toggle("away", away || minutes >= 60);
}

if (told) {
  age();
  setInterval(age, 60000);
  addEventListener("online", age);
  addEventListener("offline", age);
}

if ("serviceWorker" in navigator) {
  // A secure address is needed; elsewhere pages are read as before, with a network.
  const keep = [
    location.href,
    ...[...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], a[data-keep]")].map((each) => each.href),
    import.meta.url,
  ];
  navigator.serviceWorker
    .register("/tournees/sw.js", { scope: "/tournees/" })
    .then(() => navigator.serviceWorker.ready)
    .then((found) => found.active.postMessage({ keep }))
    .catch(() => {});
}
