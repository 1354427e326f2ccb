// The code of a sticker, read as the service reads it (src/ledger/codes.py): the same test vectors.

import { untangled } from "./scan_wedge.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const READ_AS = { I: "1", L: "1", O: "0", U: "V" };
const LENGTH = 9;

const timesX = (value) => ((value << 1) & 0b100000 ? (value << 1) ^ 0b100101 : value << 1);

/** The last character, for up to eight characters of the alphabet. */
export function checkCharacter(body) {
  let total = 0;
  for (const sign of body) total = timesX(total ^ ALPHABET.indexOf(sign));
  return ALPHABET[total];
}

/** The code as stored, from what was typed or scanned, an address or nine characters; or null. */
export function readCode(text) {
  const last = untangled(text.trim()).replace(/\/+$/, "").split("/").pop();
  const code = last
    .toUpperCase()
    .replace(/[- ]/g, "")
    .replace(/[ILOU]/g, (sign) => READ_AS[sign]);
  const known = code.length === LENGTH && [...code].every((sign) => ALPHABET.includes(sign));
  return known && checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : null;
}

/** ABCDEFGHJ as people read it aloud: ABC-DEF-GHJ. */
export const written = (code) => code.match(/.{1,3}/g).join("-");
