// What a scanner that types took for American keys on a French keyboard: src/api/wedge.py, told again
// for pages that read codes without a network. A test compares the two.

const AMERICAN = "1234567890-aqzwm;,./AQZWM:,./2790";
const FRENCH = "&é\"'(-è_çà)qawz,m;:!QAWZ?M./§ÉÈÇÀ";
const TELL_TALES = /[&é"'(è_çà!§ÉÈÇÀ]/;

/** ``HTTPSM!!Rà(:FR!Q!`` was ``HTTPS://R05.FR/A/``; text without any sign of that stays as it is. */
export function untangled(text) {
  if (!TELL_TALES.test(text)) return text;
  const meant = (sign) => AMERICAN[FRENCH.indexOf(sign)] ?? sign;
  return [...text].map(meant).join("");
}
