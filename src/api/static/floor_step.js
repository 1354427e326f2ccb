// The step of a pile: chosen once, its form filled in once, then told for each device.

const $ = (id) => document.getElementById(id);
const templates = new Map(
  [...document.querySelectorAll("template[data-topic]")].map((each) => [each.dataset.topic, each]),
);

/** The French name of a step. */
export const stepName = (topic) =>
  [...$("topic").options].find((each) => each.value === topic)?.text ?? topic;

/** Show the form of the step, and say when it is filled in: ``{topic, way, fields, files, said}``. */
export function chooseStep(onReady) {
  $("topic").addEventListener("change", open);
  $("step").addEventListener("submit", (event) => {
    event.preventDefault();
    if ($("topic").value) finish(event.submitter, onReady);
  });
  addEventListener("pageshow", open); // a browser that goes back remembers the list
}

function open() {
  const template = templates.get($("topic").value);
  $("asked").replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
  $("ready").parentElement.hidden = !template;
  $("lacking").hidden = true;
  if (!template) return;
  if (template.dataset.way === "listed") field("code")?.closest(".field").remove(); // it is scanned
  if (template.dataset.checklists) byKind(JSON.parse(template.dataset.checklists));
}

const field = (name) => $("asked").querySelector(`[name="${CSS.escape(name)}"]`);

/** Show the functions of one kind of device, those that most models have being ticked. */
function byKind(checklists) {
  const kind = field("kind");
  const show = () => {
    const list = checklists[kind.value] ?? { required: [], optional: [], usual: [] };
    for (const box of $("asked").querySelectorAll('[name="fitted"]')) {
      box.closest("label").hidden = box.disabled = !list.optional.includes(box.value);
      box.checked = list.usual.includes(box.value);
    }
    for (const radio of $("asked").querySelectorAll('[name^="outcomes."]')) {
      const name = radio.name.slice("outcomes.".length);
      const absent = radio.value === "not_fitted";
      const asked = list.optional.includes(name) || (!absent && list.required.includes(name));
      radio.closest("label").hidden = radio.disabled = !asked;
      radio.closest("fieldset").hidden = ![...list.required, ...list.optional].includes(name);
      if (!asked) radio.checked = false;
    }
  };
  kind.addEventListener("change", show);
  show();
}

function finish(button, onReady) {
  const template = templates.get($("topic").value);
  const data = new FormData($("step"));
  if (button?.name) data.append(button.name, button.value);
  const lacking = template.dataset.needs.split(" ").filter((need) => need && !answered(data, need));
  $("lacking").hidden = !lacking.length;
  if (lacking.length) {
    $("lacking").textContent = `Il reste à répondre : ${lacking.map(labelOf).join(" ; ")}`;
    field(lacking[0].split("|")[0])?.focus();
    return;
  }
  const fields = {};
  const files = [];
  for (const [name, value] of data) {
    if (typeof value === "string") {
      if (value.trim()) (fields[name] ??= []).push(value);
    } else if (value.size) files.push([name, value]);
  }
  onReady({
    topic: template.dataset.topic,
    way: template.dataset.way,
    fields,
    files: files.length ? files : undefined,
    once: files.length > 0 || Object.keys(fields).some(isOwn),
    said: saidOf(fields, files, button),
  });
}

/** A serial number, like a file, is of one device: a pile does not share it. */
const isOwn = (name) => name.endsWith(".serial");

/** Ask again for what only the device just noted had. */
export function askAgain(sentence) {
  for (const each of $("asked").querySelectorAll("input")) {
    if (each.type === "file" || isOwn(each.name)) each.value = "";
  }
  $("lacking").hidden = false;
  $("lacking").textContent = sentence;
}

const full = (value) => (typeof value === "string" ? value.trim() !== "" : value.size > 0);

function answered(data, need) {
  return need.split("|").some((wanted) => {
    const [field, values] = wanted.split("=");
    return [...data].some(
      ([name, value]) =>
        full(value) &&
        (field.endsWith(".") ? name.startsWith(field) : name === field) &&
        (!values || values.split(",").includes(value)),
    );
  });
}

/** The question as the page asks it. */
function labelOf(need) {
  const control = field(need.split("|")[0]);
  if (!control) return "une réponse";
  const group = control.closest("fieldset");
  const label = group?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
  return (label ?? control).textContent.trim().replace(/\s*\?$/, "");
}

/** « Aspect : B ; nettoyage » for the line above the pile: what was ticked or typed, in French. */
function saidOf(fields, files, button) {
  const parts = [];
  if (button?.name) parts.push(button.textContent.trim());
  for (const [name, values] of Object.entries(fields)) {
    if (values.includes("#") || name === button?.name || name === "fitted") continue;
    for (const control of $("asked").querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "hidden") continue;
      if (control.tagName === "SELECT") parts.push(control.selectedOptions[0].text);
      else if (control.type !== "radio" && control.type !== "checkbox") parts.push(control.value);
      else if (control.checked) parts.push(control.closest("label").textContent.trim());
    }
  }
  return [...parts, ...files.map(([, file]) => file.name)].join(" ; ");
}
