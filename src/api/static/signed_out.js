// Forgets what this phone kept of whoever signed out: copies of pages, lists, their name. Steps that
// were not sent stay, for somebody of the same place.

import "./floor_outbox.js";

const outbox = self.floorOutbox;
const told = document.getElementById("left");

async function forget() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((each) => each.unregister()));
  if (self.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await Promise.all(["who", "copy", "step", "recent"].map(outbox.forget));
  const waiting = (await outbox.all()).length;
  if (!waiting) indexedDB.deleteDatabase("meleze-floor");
  return waiting;
}

forget().then(
  (waiting) => {
    told.className = waiting ? "notice amber" : "";
    told.textContent = waiting
      ? `${waiting} étape${waiting > 1 ? "s" : ""} du poste de travail n’${waiting > 1 ? "ont" : "a"} pas été envoyée${waiting > 1 ? "s" : ""}. ` +
        "Un opérateur du même lieu peut les envoyer en se connectant sur ce téléphone."
      : "Rien n’est gardé sur cet appareil.";
  },
  () => {
    told.className = "notice amber";
    told.textContent = "Ce navigateur n’a pas tout effacé : videz les données de ce site dans ses réglages.";
  },
);
