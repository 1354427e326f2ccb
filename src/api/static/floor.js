// The workshop floor: a step, then a pile of codes; what waits to be sent, and what was refused.

import "./floor_outbox.js";
import { askAgain, chooseStep, stepName } from "./floor_step.js";
import { candidates, label, take, unmark } from "./floor_pile.js";
import { cameraOf } from "./floor_camera.js";
import { changed, drop, make, named, showCopy, showQueue } from "./floor_lists.js";

const $ = (id) => document.getElementById(id);
const outbox = self.floorOutbox;
const EVERY_MS = 30000;
const SOON_MS = 500;
const OLD_MS = 10 * 60 * 1000;
const LAST = 8;

let step = null;
let refusedOnce = null; // a code that may be noted all the same
let reach = ""; // why nothing could be sent, last time

/** Vibration and sound come with the camera's program; without it the page still says it. */
const tell = (kind) => import("./scan.js").then((scan) => scan.feedback(kind)).catch(() => {});

function say(kind, sentence) {
  $("said").className = `floor-said ${kind}`;
  $("said").textContent = "";
  requestAnimationFrame(() => ($("said").textContent = sentence));
}

let before = Promise.resolve();
/** One code after the other: a scanner is faster than a disk. */
const note = (text, anyway = false) => (before = before.then(() => noted(text, anyway)).catch(broken));
function broken(why) {
  const full = why.name === "QuotaExceededError";
  say("bad", full ? "Ce téléphone n’a plus de place : rien n’est noté." : "Ce code n’a pas pu être noté : scannez-le encore.");
  reportError(why);
}

const camera = cameraOf((text) => note(text), (sentence) => say("bad", sentence));

async function noted(text, anyway) {
  if (!step) return;
  const { kind, sentence, entry, ...more } = await take(text, step, $("listed").value, anyway);
  tell(kind);
  refusedOnce = more.anyway ? text : null;
  $("anyway").hidden = !more.anyway;
  const about = entry ? `${named(entry)} : ` : "";
  say(kind, kind === "ok" ? `${about}noté. ${sentence}` : kind === "again" ? `${about}déjà noté à l’instant.` : sentence);
  if (kind !== "ok") return;
  if (step.way === "listed") await showListed();
  const row = make("li", "", {},
    make("span", named(entry), { className: "code" }),
    make("span", sentence || stepName(entry.topic)),
    takeBack(entry),
  );
  row.dataset.code = entry.sticker ?? entry.code ?? "";
  $("last").prepend(row);
  while ($("last").children.length > LAST) $("last").lastElementChild.remove();
  changed();
  flush();
  if (step.once) {
    closePile();
    askAgain(`${about}noté. Ce fichier ou ce numéro de série n’est qu’à lui : donnez ceux du suivant.`);
  }
}

function takeBack(entry) {
  const button = make("button", "Annuler", { type: "button", className: "button quiet" });
  button.setAttribute("aria-label", `Annuler ${named(entry)}`);
  button.addEventListener("click", async () => {
    const dropped = await drop(entry);
    if (dropped) await unmark(entry);
    button.replaceWith(make("span", dropped ? "annulé" : "déjà envoyé", { className: "badge" }));
  });
  return button;
}

async function openPile(chosen) {
  step = chosen;
  await outbox.keep("step", chosen);
  $("step").hidden = true;
  $("pile").hidden = false;
  document.body.classList.add("at-a-pile");
  $("chosen").textContent = stepName(step.topic);
  $("answers").textContent = step.said;
  $("which").hidden = step.way !== "listed";
  $("bare").hidden = step.way !== "new";
  $("last").replaceChildren();
  say("", "");
  await showListed();
  $("code").focus();
}

async function showListed() {
  if (step?.way !== "listed") return;
  const devices = candidates(step, await outbox.recall("copy"));
  const first = devices.length ? "Choisissez…" : "Aucun dans le relevé de ce lieu";
  $("listed").replaceChildren(new Option(first, ""), ...devices.map((each) => new Option(label(each), each.device)));
}

function closePile() {
  step = null;
  outbox.forget("step");
  camera.stop();
  $("pile").hidden = true;
  $("step").hidden = false;
  document.body.classList.remove("at-a-pile");
  $("topic").focus();
}

let shown = null;
/** Show how things stand, once for all that changed meanwhile. */
const show = () => (shown ??= Promise.resolve().then(() => [(shown = null), draw()][1]));

async function draw() {
  const [who, copy] = await Promise.all([outbox.recall("who"), outbox.recall("copy")]);
  const { waiting, refused } = await showQueue(who);
  const steps = `${waiting} étape${waiting > 1 ? "s" : ""}`;
  const left = waiting ? `${steps} ${waiting > 1 ? "attendent" : "attend"} sur ce téléphone.` : "Tout est envoyé.";
  const where = !navigator.onLine || reach === "offline" ? "Hors réseau. " : "";
  $("state").textContent = `${where}${left}`;
  $("state").classList.toggle("away", Boolean(where || reach));
  if (reach === "signed-out") {
    $("state").append(" ", make("a", "Connectez-vous pour envoyer", { href: "/connexion?suite=/atelier/" }));
  } else if (reach === "elsewhere") {
    $("state").append(" ", make("a", "Choisissez votre lieu pour envoyer", { href: "/lieu?suite=/atelier/" }));
  }
  if (refused) $("state").append(" ", make("a", `${refused} à décider`, { href: "#conflicts" }));
  showCopy(copy);
  const minutes = Math.round(Math.abs(who?.offset ?? 0) / 60000);
  $("clock").hidden = minutes < 1;
  $("clock").textContent =
    `L’horloge de ce téléphone ${who?.offset > 0 ? "retarde" : "avance"} de ${minutes} minute${minutes > 1 ? "s" : ""}. ` +
    "Les heures sont corrigées à l’envoi ; réglez-la quand vous pourrez.";
}

let flushing = null;
let pause = SOON_MS; // before it is tried again under a network that was said to be there
/** Send what waits; asked again while it sends, it sends once more. */
function flush() {
  if (flushing) {
    flushing.again = true;
    return flushing.done;
  }
  const turn = { again: false };
  turn.done = outbox
    .flush()
    .then(() => (reach = ""), (why) => (reach = why instanceof outbox.Later ? why.message : "offline"))
    .then(() => {
      flushing = null;
      if (turn.again) return flush();
      if (reach) wakeUs();
      if (reach === "offline" && navigator.onLine) setTimeout(flush, (pause = Math.min(2 * pause, EVERY_MS)));
      else pause = SOON_MS;
    })
    .then(show);
  flushing = turn;
  return turn.done;
}

/** Where the browser can, it sends even when this page is closed. */
const wakeUs = () =>
  navigator.serviceWorker?.ready.then((found) => found.sync?.register("meleze-floor")).catch(() => {});

async function refreshOld() {
  const copy = await outbox.recall("copy");
  if (copy && Date.now() - Date.parse(copy.made_at) < OLD_MS) return;
  await relieve();
}

async function relieve() {
  try {
    await outbox.keep("copy", await outbox.snapshot());
    await showListed();
  } catch {
    // without a network the copy there is stays
  }
  await show();
}

/** What somebody else left on this phone is theirs, but for their steps. */
async function greet() {
  const before = await outbox.recall("who");
  try {
    const who = await outbox.me();
    if (before && (before.account !== who.account || before.place !== who.place)) {
      await Promise.all(["copy", "step", "recent"].map(outbox.forget));
      closePile();
    }
  } catch (why) {
    reach = why.message;
  }
}

async function start() {
  $("floor").hidden = false;
  chooseStep(openPile);
  $("scan").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("code").value;
    $("code").value = "";
    if (text.trim()) note(text);
  });
  $("change").addEventListener("click", closePile);
  $("camera").addEventListener("click", () => camera.toggle());
  $("torch").addEventListener("click", () => camera.light());
  $("anyway").addEventListener("click", () => note(refusedOnce, true));
  $("bare").addEventListener("click", () => note(null));
  $("flush").addEventListener("click", flush);
  $("refresh").addEventListener("click", relieve);
  $("wipe").addEventListener("click", () => Promise.all(["copy", "recent"].map(outbox.forget)).then(show));
  for (const list of ["queue", "copy"]) $(list).addEventListener("toggle", show);
  addEventListener("floor-outbox", show);
  addEventListener("online", flush);
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => document.hidden || flush().then(refreshOld));
  setInterval(flush, EVERY_MS);
  const kept = await outbox.recall("step");
  if (kept) await openPile(kept);
  await show();
  await greet();
  await flush();
  await relieve();
}

if ("serviceWorker" in navigator) {
  const keep = [location.pathname, ...$("floor").dataset.keep.split(" ")];
  navigator.serviceWorker
    .register("/atelier/sw.js", { scope: "/atelier/" })
    .then(() => navigator.serviceWorker.ready)
    .then((found) => found.active.postMessage({ keep }))
    .catch(() => {});
  navigator.serviceWorker.addEventListener("message", () => ($("floor").dataset.kept = "1"));
  navigator.storage?.persist?.();
}
start();
