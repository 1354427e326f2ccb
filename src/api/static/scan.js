// From the camera to the text of a sticker. The phone's own detector when it has one (Android), else
// zxing-wasm, served by us. The page says what a code means; this file only reads.

const ZXING = new URL("vendor/zxing/3.1.4/", import.meta.url);
const [SCRIPT, SHARED, WASM] = ["es/reader/index.js", "es/share.js", "reader/zxing_reader.wasm"].map(
  (path) => new URL(path, ZXING).href,
);
export const DECODER = [SCRIPT, SHARED, WASM]; // what a service worker keeps to scan without a network
const OVERRIDES = { locateFile: () => WASM }; // else it asks a public server

const PAUSE_MS = 60; // between two images: a phone stays cool, and nobody sees the difference
const AWAY_MS = 2000; // blur hides a symbol for a moment: it left only when it was not seen for so long
const BLIND_MS = 1000; // a longer wait for an image says nothing about what left: a page was put aside
const WIDEST = 1280; // pixels: enough for a sticker of 25 mm seen from 25 cm
const AT_ONCE = 4; // symbols looked for, to choose the one that is aimed at

const SENTENCES = {
  insecure: "La caméra demande une adresse en https. Tapez le code, ou prévenez l’administrateur.",
  NotAllowedError: "La caméra est refusée à cette page. Autorisez-la dans les réglages du navigateur, puis réessayez.",
  NotFoundError: "Aucune caméra sur cet appareil. Tapez le code, ou utilisez une douchette.",
  NotReadableError: "Une autre application tient la caméra. Fermez-la, puis réessayez.",
  decoder: "Le lecteur d’étiquettes n’a pas pu être chargé. Réessayez avec du réseau, ou tapez le code.",
  ended: "La caméra s’est arrêtée. Ouvrez-la de nouveau.",
  other: "La caméra ne répond pas. Réessayez, ou tapez le code.",
};
SENTENCES.SecurityError = SENTENCES.NotAllowedError;
SENTENCES.OverconstrainedError = SENTENCES.NotFoundError;
SENTENCES.AbortError = SENTENCES.NotReadableError;

const refusal = (reason, cause) => new Error(SENTENCES[reason] ?? SENTENCES.other, { cause });

/** Whether there is a camera to ask for: whoever offers a button asks this first. */
export async function hasCamera() {
  const found = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return Boolean(found?.some(({ kind }) => kind === "videoinput"));
}

/**
 * Shows the rear camera in ``video`` and tells ``onCode`` the raw text of each sticker it is aimed at:
 * once as long as it stays in view, again when it left for two seconds.
 *
 * ``options.ended`` is told an error when the camera stops by itself. Throws an ``Error`` whose message
 * is a French sentence for the person who holds the phone.
 */
export async function openScanner(video, onCode, { ended = () => {} } = {}) {
  speaker(); // while a finger is on the button: later no browser lets a page make a sound
  if (!navigator.mediaDevices?.getUserMedia) throw refusal("insecure");
  const loading = decoder();
  loading.catch(() => {}); // told below, once the person has answered the browser
  const stream = await rearCamera();
  const [track] = stream.getVideoTracks();
  let open = true;
  const stop = () => {
    open = false;
    document.removeEventListener("visibilitychange", wake);
    for (const each of stream.getTracks()) each.stop();
    if (video.srcObject === stream) video.srcObject = null;
  };
  const wake = () => void (document.hidden || video.play().catch(() => {})); // iOS pauses it
  const fail = (error) => {
    if (!open) return;
    stop();
    ended(error);
  };
  try {
    video.muted = true;
    video.playsInline = true; // else iOS shows it full screen, over the page
    video.srcObject = stream;
    await video.play().catch((error) => {
      throw refusal(error.name, error);
    });
    const read = await loading;
    if (track.readyState === "ended") throw refusal("ended");
    document.addEventListener("visibilitychange", wake);
    track.addEventListener("ended", () => fail(refusal("ended")));
    watch(video, read, onCode, () => open).catch((error) => fail(refusal("other", error)));
  } catch (error) {
    stop();
    throw error;
  }
  return { stop, torch: torchOf(track) };
}

async function rearCamera() {
  const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw refusal(error.name, error);
  }
}

function torchOf(track) {
  if (!track.getCapabilities?.().torch) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on }] });
}

async function watch(video, read, onCode, open) {
  const lastSeen = new Map();
  let before = performance.now();
  let now = 0; // time spent looking
  while (open()) {
    await nextImage(video);
    if (!open()) return;
    const symbols = await read(video);
    if (!open()) return;
    now += Math.min(performance.now() - before, BLIND_MS);
    before = performance.now();
    for (const [text, seen] of lastSeen) if (now - seen > AWAY_MS) lastSeen.delete(text);
    const aimed = symbols.sort((one, other) => one.away - other.away)[0];
    const news = aimed && !lastSeen.has(aimed.text);
    for (const { text } of symbols) if (lastSeen.has(text)) lastSeen.set(text, now);
    if (news) {
      lastSeen.set(aimed.text, now);
      tell(onCode, aimed.text);
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

/** A page that fails on a code must not blind the camera. */
async function tell(onCode, text) {
  try {
    await onCode(text);
  } catch (error) {
    reportError(error);
  }
}

function nextImage(video) {
  return new Promise((done) =>
    video.requestVideoFrameCallback ? video.requestVideoFrameCallback(done) : setTimeout(done, PAUSE_MS),
  );
}

/** A function from the video to its symbols: their text, and how far they are from the centre. */
async function decoder() {
  const own = await ownDetector().catch(() => null);
  if (!own) return zxing();
  let read = async (video) => symbolsOf(await own.detect(video), video.videoWidth, video.videoHeight);
  return async (video) => {
    try {
      return await read(video);
    } catch {
      read = await zxing(); // it was announced, and its service is missing: some phones do that
      return read(video);
    }
  };
}

async function ownDetector() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats();
  return formats?.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

async function zxing() {
  try {
    const { prepareZXingModule, readBarcodes } = await import(SCRIPT);
    await prepareZXingModule({ overrides: OVERRIDES, fireImmediately: true });
    const canvas = document.createElement("canvas");
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    const options = { formats: ["QRCode"], maxNumberOfSymbols: AT_ONCE, tryInvert: false };
    return async (video) => {
      const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!canvas.width || !canvas.height) return [];
      brush.drawImage(video, 0, 0, canvas.width, canvas.height);
      const image = brush.getImageData(0, 0, canvas.width, canvas.height);
      const found = await readBarcodes(image, options);
      return symbolsOf(
        found.map(({ text, position: at }) => ({
          rawValue: text,
          cornerPoints: [at.topLeft, at.topRight, at.bottomRight, at.bottomLeft],
        })),
        canvas.width,
        canvas.height,
      );
    };
  } catch (error) {
    throw refusal("decoder", error);
  }
}

function symbolsOf(found, width, height) {
  return found.map(({ rawValue, cornerPoints }) => {
    const middle = (axis) => cornerPoints.reduce((sum, corner) => sum + corner[axis], 0) / 4;
    return { text: rawValue, away: Math.hypot(middle("x") - width / 2, middle("y") - height / 2) };
  });
}

// Felt and heard: whoever scans a pile looks at the pile. Pairs are hertz and seconds.
const SIGNALS = {
  ok: { buzz: [60], notes: [[880, 0.09]] },
  again: { buzz: [40, 60, 40], notes: [[587, 0.07], [587, 0.07]] },
  bad: { buzz: [200, 80, 200], notes: [[220, 0.18], [165, 0.3]] },
};
let sound;

function speaker() {
  sound ??= globalThis.AudioContext ? new AudioContext() : null;
  if (sound?.state === "suspended") sound.resume().catch(() => {});
  return sound;
}

/** ``kind`` is "ok", "again" or "bad". Never throws: a silent phone is no reason to lose a step. */
export function feedback(kind) {
  const { buzz, notes } = SIGNALS[kind];
  navigator.vibrate?.(buzz);
  const out = speaker();
  if (out?.state !== "running") return;
  let start = out.currentTime;
  for (const [hertz, seconds] of notes) {
    const voice = out.createOscillator();
    const volume = out.createGain();
    voice.type = kind === "bad" ? "square" : "sine";
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0.3, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + seconds);
    voice.connect(volume).connect(out.destination);
    voice.start(start);
    voice.stop(start + seconds);
    start += seconds + 0.04;
  }
}
