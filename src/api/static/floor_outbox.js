// The outbox of the floor: steps wait here until the service answered for each of them.
// The same file in the page (a module) and in its worker (importScripts): it exports nothing.
(() => {
  const MOST = 25; // entries of one sending, each of another device
  const PATIENCE_MS = 20000;
  const UPLOAD_MS = 300000; // a photograph over one bar of network

  let base = null;
  const opened = () =>
    (base ??= new Promise((ok, no) => {
      const asked = indexedDB.open("meleze-floor", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("entries", { keyPath: "rank", autoIncrement: true });
        asked.result.createObjectStore("kept");
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => (base = null);
        asked.result.onversionchange = () => [asked.result.close(), (base = null)];
        ok(asked.result);
      };
      asked.onerror = () => [no(asked.error), (base = null)];
    }));

  /** One transaction on one store; an entry is on the disk for good before it is said to be. */
  async function within(name, mode, act) {
    const durability = name === "entries" ? "strict" : "default";
    const turn = (await opened()).transaction(name, mode, { durability });
    const asked = act(turn.objectStore(name));
    return new Promise((ok, no) => {
      turn.oncomplete = () => ok(asked && asked.result);
      turn.onerror = turn.onabort = () => no(turn.error);
    });
  }

  const all = () => within("entries", "readonly", (store) => store.getAll());
  const put = (entry) => within("entries", "readwrite", (store) => store.put(entry));
  const remove = (rank) => within("entries", "readwrite", (store) => store.delete(rank));
  const recall = (name) => within("kept", "readonly", (store) => store.get(name));
  const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
  const forget = (name) => within("kept", "readwrite", (store) => store.delete(name));

  const uuid = () =>
    self.crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
          (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
        );

  /** What ties entries of one device together, whether known by its code or by its id. */
  const keys = (entry) => [entry.device, entry.code, entry.sticker].filter(Boolean);

  /** Who sends may send what they did, and what a colleague did where they work now. */
  const mine = (entry, who) => entry.author === who.account || entry.place === who.place;

  /** The oldest entry of each device; none behind one that was refused, or waits for somebody. */
  function next(entries, who) {
    const stopped = new Set();
    const chosen = [];
    for (const entry of entries) {
      const own = keys(entry);
      const free = !own.some((key) => stopped.has(key)) && !entry.refused && mine(entry, who);
      const fits = entry.files ? chosen.length === 0 : chosen.length < MOST && !chosen[0]?.files;
      if (free && fits && !(entry.alone && chosen.length)) chosen.push(entry);
      own.forEach((key) => stopped.add(key));
      if (chosen[0]?.alone) break;
    }
    return chosen;
  }

  /** Why nothing was sent now: "offline", "signed-out", "elsewhere". The queue stays as it is. */
  class Later extends Error {}

  async function ask(path, options = {}, patience = PATIENCE_MS) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), patience);
    let answer;
    try {
      answer = await fetch(path, { credentials: "same-origin", redirect: "manual", signal: stop.signal, ...options });
    } catch {
      throw new Later("offline");
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") {
      await forget("copy");
      throw new Later("signed-out");
    }
    if (answer.status === 403) throw new Later("elsewhere");
    if (answer.status === 429 || answer.status > 500) throw new Later("offline");
    return answer;
  }

  async function json(answer) {
    if (!answer.ok) throw new Later("offline");
    try {
      return await answer.json();
    } catch {
      throw new Later("offline"); // cut while it was read
    }
  }

  /** Who is signed in, and by how much this phone's clock is wrong. */
  async function me() {
    const before = Date.now();
    const who = await json(await ask("/atelier/moi"));
    who.offset = Math.round(Date.parse(who.now) - (before + Date.now()) / 2);
    const { csrf, ...known } = who;
    await keep("who", known);
    return who;
  }

  const told = (entry) => ({
    id: entry.id,
    author: entry.author,
    place: entry.place,
    stamp: entry.stamp,
    topic: entry.topic,
    code: entry.code ?? null,
    device: entry.device ?? null,
    happened_at: entry.at,
    seen: entry.seen ?? null,
    fields: entry.fields,
  });

  async function send() {
    const who = await me();
    for (;;) {
      const entries = await all();
      const chosen = next(entries, who);
      if (!chosen.length) return;
      for (const entry of chosen) await settleClock(entry);
      const body = new FormData();
      const sent_at = new Date().toISOString();
      body.append("entries", JSON.stringify({ sent_at, entries: chosen.map(told) }));
      for (const entry of chosen) {
        for (const [name, file] of entry.files ?? []) body.append(`${entry.id}/${name}`, file, file.name);
      }
      const headers = { "x-csrf-token": who.csrf };
      const patience = chosen[0].files ? UPLOAD_MS : PATIENCE_MS;
      const answer = await ask("/atelier/envois", { method: "POST", headers, body }, patience);
      if (answer.ok) {
        const { answers } = await json(answer);
        for (const each of answers) await settle(each);
      } else if (chosen.length > 1) {
        for (const entry of chosen) await put({ ...entry, alone: true }); // which one is it?
      } else {
        const sentence =
          answer.status === 413 ? "Le fichier joint est trop gros." : "Le service n’a pas su lire cette étape.";
        await put({ ...chosen[0], refused: { sentence, meanwhile: [], versions: {} } }); // even a 500: it stops no other
      }
      said();
    }
  }

  /** A clock that was set back since: what is done did not happen after it is sent. */
  async function settleClock(entry) {
    if (Date.parse(entry.at) <= Date.now()) return;
    entry.at = new Date().toISOString();
    await put(entry);
  }

  async function settle(answer) {
    const entries = await all();
    const entry = entries.find((each) => each.id === answer.id);
    if (!entry) return;
    if (answer.outcome === "refused") {
      await put({ ...entry, refused: answer });
      return;
    }
    await remove(entry.rank);
    await sent(entry, answer);
    for (const each of entries) {
      const version = answer.versions[each.device ?? answer.device];
      const same = each.device ? version : keys(each).some((key) => keys(entry).includes(key));
      if (each.rank !== entry.rank && same && version && each.seen != null) {
        await put({ ...each, seen: Math.max(each.seen, version) });
      }
    }
  }

  /** What the phone knows of the devices goes on with what it recorded itself. */
  async function sent(entry, answer) {
    const copy = await recall("copy");
    if (!copy) return;
    for (const device of copy.devices) {
      device.version = Math.max(device.version, answer.versions[device.device] ?? 0);
    }
    await keep("copy", copy);
  }

  const said = () => self.dispatchEvent(new Event("floor-outbox"));

  let busy = false;
  /** Alone on this phone, whichever page or worker asks. */
  async function alone(act) {
    if (self.navigator.locks) return navigator.locks.request("meleze-floor", act);
    if (busy) throw new Later("busy");
    busy = true;
    try {
      return await act();
    } finally {
      busy = false;
    }
  }

  /** Take an entry out; false when it was sent already. */
  const drop = (entry) =>
    alone(async () => {
      const entries = await all();
      await remove(entry.rank);
      const version = entry.refused?.versions?.[entry.refused.device];
      for (const each of entries) {
        // whoever gave it up has read what happened: what waits behind it knows that too
        const behind = each.rank > entry.rank && keys(each).some((key) => keys(entry).includes(key));
        if (behind && version && each.seen != null) await put({ ...each, seen: Math.max(each.seen, version) });
      }
      return entries.some((each) => each.rank === entry.rank);
    });

  /** Take a refused entry up again, knowing what happened since. */
  const retry = (entry) => {
    const { refused, alone: _, ...again } = entry;
    const version = refused?.versions?.[refused.device];
    return put(version && again.seen != null ? { ...again, seen: version } : again);
  };

  self.floorOutbox = {
    Later, all, uuid, keys, mine, recall, keep, forget, me, retry,
    add: (entry) => put(entry),
    drop,
    flush: () => alone(send),
    snapshot: async () => json(await ask("/atelier/releve")),
  };
})();
