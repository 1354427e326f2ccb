// A pile of devices: each code becomes an entry of the outbox, or a sentence that says why not.

import { readCode, written } from "./codes.js";

const outbox = self.floorOutbox;
const RECENT_MS = 10 * 60 * 1000;
const RECENT = 60;

export const BAD_CODE = "Ce code n’existe pas : vérifiez les neuf caractères.";
const NOBODY = "Personne n’est connecté sur ce téléphone : connectez-vous une fois avec du réseau.";
const CHOOSE = "Choisissez d’abord l’appareil, puis scannez sa nouvelle étiquette.";
const RETIRED = "Cet appareil est sorti de la filière : plus aucune étape ne s’y ajoute.";
const AGAIN = "Déjà noté à l’instant.";

const refusal = (sentence, more = {}) => ({ kind: "bad", sentence, ...more });
const what = (step, entry) => JSON.stringify([step.topic, step.fields, entry.code, entry.device]);

/**
 * One code of the pile. Answers ``{kind: "ok" | "again" | "bad", sentence, entry}``, or with
 * ``anyway`` when it may be noted all the same.
 */
export async function take(text, step, listed, anyway = false) {
  const code = text === null ? null : readCode(text);
  if (text !== null && !code) return refusal(BAD_CODE);
  const [who, copy, entries] = await Promise.all([outbox.recall("who"), outbox.recall("copy"), outbox.all()]);
  if (!who) return refusal(NOBODY);
  const found = find(step, code, copy, entries, listed);
  if (found.sentence && !(anyway && found.anyway)) return { kind: "bad", code, ...found };
  const entry = {
    ...found.entry,
    id: outbox.uuid(),
    author: who.account,
    place: who.place,
    place_name: who.place_name,
    stamp: who.stamp,
    topic: step.topic,
    said: step.said,
    files: step.files,
    at: new Date().toISOString(),
    fields: { ...step.fields, ...(found.entry.sticker ? { code: [found.entry.sticker] } : {}) },
  };
  const mark = what(step, entry);
  if (step.way !== "new" && (await wasRecent(mark, entries))) return { kind: "again", sentence: AGAIN, entry };
  entry.mark = mark;
  entry.rank = await outbox.add(entry);
  await remember(mark);
  await learn(step, entry, copy);
  return { kind: "ok", sentence: found.told ?? "", entry };
}

/** The device of a code, as far as this phone knows. */
function find(step, code, copy, entries, listed) {
  const devices = copy?.devices ?? [];
  const known = devices.find((each) => each.code === code && code);
  if (step.way === "new") {
    if (known) return refusal(`Cette étiquette est déjà sur : ${known.what}.`);
    return { entry: { device: outbox.uuid(), code, seen: null, what: "nouvel appareil" }, told: "Nouvel appareil" };
  }
  if (step.way === "listed") {
    const chosen = devices.find((each) => each.device === listed);
    if (!chosen) return refusal(CHOOSE);
    if (known) return refusal(`Cette étiquette est déjà sur : ${known.what}.`);
    const entry = { device: chosen.device, code: chosen.code, sticker: code, seen: chosen.version, what: chosen.what };
    return { entry, told: chosen.what };
  }
  if (known) {
    const kind = step.fields.kind?.[0];
    if (kind && kind !== known.kind) return refusal(`${known.what} : la liste choisie n’est pas celle de ce type d’appareil.`);
    const entry = { device: known.device, code, seen: known.version, what: known.what };
    return { entry, told: [known.what, known.stage].filter(Boolean).join(", ") };
  }
  const entry = { device: null, code, seen: null, what: "" };
  if (copy?.retired.includes(code)) return refusal(RETIRED);
  if (!copy || step.way === "arrives" || entries.some((each) => outbox.keys(each).includes(code))) return { entry };
  if (copy.away[code]) return refusal(`Pas ici : ${copy.away[code]}.`, { anyway: true, entry });
  const sentence = copy.whole ? "Inconnu ici : il n’est pas dans le relevé de ce lieu." : "";
  return sentence ? refusal(sentence, { anyway: true, entry }) : { entry };
}

/** A code stays noted while it waits, and ten minutes after it was. */
async function wasRecent(mark, entries) {
  if (entries.some((each) => each.mark === mark)) return true;
  const recent = (await outbox.recall("recent")) ?? [];
  return recent.some((each) => each.mark === mark && Date.now() - each.at < RECENT_MS);
}

async function remember(mark) {
  const recent = (await outbox.recall("recent")) ?? [];
  await outbox.keep("recent", [{ mark, at: Date.now() }, ...recent].slice(0, RECENT));
}

/** Forget that it was noted: it was taken back. */
export async function unmark(entry) {
  const recent = (await outbox.recall("recent")) ?? [];
  await outbox.keep("recent", recent.filter((each) => each.mark !== entry.mark));
}

/** A sticker bound on this phone is known by its code at once. */
async function learn(step, entry, copy) {
  if (!copy || (step.way !== "new" && step.way !== "listed")) return;
  if (step.way === "listed") {
    copy.devices.find((each) => each.device === entry.device).code = entry.sticker;
  } else {
    copy.devices.unshift({
      device: entry.device, code: entry.code, kind: entry.fields.kind?.[0] ?? "", what: "Nouvel appareil",
      stage: "Collecté", next: "", missing: [], version: null,
    });
  }
  await outbox.keep("copy", copy);
}

/** The devices that a new sticker may go on: those without one, or those that have one. */
export const candidates = (step, copy) =>
  (copy?.devices ?? []).filter((each) => Boolean(each.code) === (step.topic === "device.sticker_replaced.v1"));

export const label = (device) => (device.code ? `${device.what} (${written(device.code)})` : `${device.what}, ${device.stage}`);
