// On the page of the search, where there is a camera: a sticker that is read opens what it leads to.

import { feedback, hasCamera, openScanner } from "./scan.js";

const camera = document.querySelector("[data-camera]");
const [start, said, view, light, close] = ["start", "said", "view", "torch", "close"].map((name) =>
  camera.querySelector(`[data-${name}]`),
);
const video = view.querySelector("video");
const AIM = "Tenez l’étiquette devant la caméra, à une main de distance.";
let opening = null; // the scanner that is open, or on its way

function show(open, sentence) {
  view.hidden = !open;
  start.hidden = open;
  said.textContent = sentence;
}

function shut(sentence = "") {
  opening?.then((scanner) => scanner.stop()).catch(() => {}); // it may open only now
  opening = null;
  show(false, sentence);
  start.focus();
}

function read(text) {
  feedback("ok");
  shut("Étiquette lue.");
  location.assign(`/recherche?q=${encodeURIComponent(text)}`);
}

start.addEventListener("click", async () => {
  show(true, AIM);
  close.focus();
  const mine = openScanner(video, read, { ended: (error) => shut(error.message) });
  opening = mine;
  try {
    const { torch } = await mine;
    light.hidden = !torch;
    light.onclick = () => torch(light.ariaPressed !== "true").then(() => {
      light.ariaPressed = String(light.ariaPressed !== "true");
    });
  } catch (error) {
    if (opening === mine) shut(error.message);
  }
});

close.addEventListener("click", () => shut());

camera.hidden = !(await hasCamera());
