// The camera of the phone as a scanner, when somebody asks for it; its program is read then.

const $ = (id) => document.getElementById(id);
const CLOSED = "La caméra ne s’ouvre pas ici : tapez le code, ou prenez une douchette.";

/** The buttons of the camera: each code it reads goes to ``onCode``, what fails to ``onFailure``. */
export function cameraOf(onCode, onFailure) {
  let scanner = null;

  function stop() {
    scanner?.stop();
    scanner = null;
    $("video").hidden = $("torch").hidden = true;
    $("torch").setAttribute("aria-pressed", "false");
    $("camera").textContent = "Scanner avec la caméra";
  }

  async function open() {
    const scan = await import("./scan.js").catch(() => null);
    if (!scan) {
      onFailure(CLOSED);
      return;
    }
    try {
      $("video").hidden = false;
      scanner = await scan.openScanner($("video"), onCode, { ended });
    } catch (why) {
      $("video").hidden = true;
      onFailure(why.message);
      return;
    }
    $("camera").textContent = "Fermer la caméra";
    $("torch").hidden = !scanner.torch;
  }

  function ended(why) {
    stop();
    onFailure(why.message);
  }

  async function light() {
    const on = $("torch").getAttribute("aria-pressed") !== "true";
    await scanner?.torch?.(on);
    $("torch").setAttribute("aria-pressed", String(on));
  }

  return { stop, light, toggle: () => (scanner ? stop() : open()) };
}
