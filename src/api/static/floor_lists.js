// What the floor shows of its outbox: what waits, what was refused, what is in this place.

import { stepName } from "./floor_step.js";
import { written } from "./codes.js";

const $ = (id) => document.getElementById(id);
const outbox = self.floorOutbox;

/** An element with its text; the rest are its attributes and what it holds. */
export function make(tag, text = "", more = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), more);
  if (text) made.textContent = text;
  made.append(...inside);
  return made;
}

const button = (text, kind, act) => {
  const made = make("button", text, { type: "button", className: `button ${kind}` });
  made.addEventListener("click", act);
  return made;
};

const HOUR = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
const moment = (text) => new Date(text).toLocaleString("fr-FR", HOUR);

/** « ABC-DEF-GHJ » or, without a sticker, what it is. */
export const named = (entry) =>
  entry.code ?? entry.sticker ? written(entry.code ?? entry.sticker) : entry.what || "sans étiquette";

/** « il y a 12 minutes » */
export function ago(text) {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(text)) / 60000));
  if (minutes < 2) return "à l’instant";
  if (minutes < 90) return `il y a ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `il y a ${hours} heures` : `il y a ${Math.round(hours / 24)} jours`;
}

export async function showQueue(who) {
  const entries = await outbox.all();
  const waiting = entries.filter((entry) => !entry.refused);
  $("queue").querySelector(".badge").textContent = waiting.length;
  $("flush").hidden = !waiting.length;
  $("queue").querySelector("ol").replaceChildren(
    ...($("queue").open ? waiting : []).map((entry) =>
      make("li", "", {},
        make("span", named(entry), { className: "code" }),
        make("span", `${stepName(entry.topic)}, ${moment(entry.at)}${waitsFor(entry, who)}`),
        button("Annuler", "quiet", () => drop(entry)),
      ),
    ),
  );
  const refused = entries.filter((entry) => entry.refused);
  $("conflicts").hidden = !refused.length;
  $("conflicts").querySelector("ul").replaceChildren(...refused.map((entry) => conflict(entry, entries)));
  return { waiting: waiting.length, refused: refused.length };
}

const waitsFor = (entry, who) =>
  who && !outbox.mine(entry, who) ? ` : attend un opérateur de « ${entry.place_name} »`
  : who && entry.author !== who.account ? " : faite par un collègue"
  : "";

/** One refusal: why, what happened meanwhile, and what can be done. */
function conflict(entry, entries) {
  const { sentence, meanwhile, device, correct, title } = entry.refused;
  const own = outbox.keys(entry);
  const behind = entries.filter(
    (each) => each.rank > entry.rank && outbox.keys(each).some((key) => own.includes(key)),
  ).length;
  const made = make("li", "", { className: "refusal" });
  made.append(
    make("h3", `${stepName(entry.topic)}, ${named(entry)}`),
    make("p", `${title ? `${title}. ` : ""}Fait le ${moment(entry.at)}${entry.said ? ` : ${entry.said}` : ""}.`),
    make("p", "", {}, make("strong", sentence)),
  );
  if (meanwhile.length) {
    made.append(
      make("p", "Enregistré entre-temps :"),
      make("ul", "", {}, ...meanwhile.map((each) => make("li", `${each.what} ${moment(each.at)}, ${each.by}.`))),
    );
  }
  if (behind) made.append(make("p", `${behind} étape${behind > 1 ? "s" : ""} de cet appareil attend${behind > 1 ? "ent" : ""} derrière celle-ci.`));
  const links = make("p", "", { className: "actions" });
  if (correct) links.append(make("a", "Corriger ce qui est enregistré", { href: correct, className: "button secondary" }));
  if (device) links.append(make("a", "Ouvrir l’appareil", { href: `/appareils/${device}`, className: "button secondary" }));
  links.append(
    button("Envoyer encore", "secondary", () => outbox.retry(entry).then(changed)),
    button("Abandonner", "danger", () => drop(entry, "Abandonner cette étape ? Il n’en restera rien.")),
  );
  made.append(links);
  return made;
}

/** Take an entry out, unless it was sent meanwhile. */
export async function drop(entry, asked = "") {
  if (asked && !confirm(asked)) return false;
  const dropped = await outbox.drop(entry);
  changed();
  return dropped;
}

export const changed = () => dispatchEvent(new Event("floor-outbox"));

export function showCopy(copy) {
  const devices = copy?.devices ?? [];
  $("copy").querySelector(".badge").textContent = devices.length;
  $("wipe").hidden = !copy;
  $("copy").querySelector(".age").textContent = copy
    ? `${copy.place_name}, relevé ${ago(copy.made_at)}${copy.whole ? "" : " (les 2000 premiers)"}.`
    : "Aucun relevé sur ce téléphone : les codes ne seront vérifiés qu’à l’envoi.";
  $("copy").querySelector("ul").replaceChildren(
    ...($("copy").open ? devices : []).map((each) =>
      make("li", "", {},
        make("strong", each.what),
        make("span", each.code ? written(each.code) : "sans étiquette", { className: each.code ? "code" : "badge amber" }),
        make("span", [each.stage, each.next].filter(Boolean).join(", "), { className: "since" }),
        ...(each.missing.length ? [make("span", each.missing.join(" ; "), { className: "waits" })] : []),
      ),
    ),
  );
}
