// What a paired phone keeps: its token, its lens, and scans that are not answered yet.
const memory = new Map(); // a browser that keeps nothing still works until the page is left

function read(name) {
  try { return localStorage.getItem(name) ?? memory.get(name) ?? null; } catch { return memory.get(name) ?? null; }
}

function write(name, value) {
  memory.set(name, value);
  try { localStorage.setItem(name, value); } catch { /* full or forbidden: memory has it */ }
}

function remove(name) {
  memory.delete(name);
  try { localStorage.removeItem(name); } catch { /* as above */ }
}

export const token = {
  get: () => read("door-token"),
  // What was true for the door before says nothing of this one.
  set: (value) => { token.clear(); write("door-token", value); },
  clear: () => { remove("door-token"); remove("door-for-real"); remove("door-before-the-day"); remove("door-came-from"); },
  // A page that is about to be left must know whether the next one will find it.
  isKept: () => { try { return localStorage.getItem("door-token") !== null; } catch { return false; } },
};

// Before the day scans are a rehearsal, unless a volunteer said that they count.
export const forReal = {
  get: () => read("door-for-real") === "yes",
  set: (value) => (value ? write("door-for-real", "yes") : remove("door-for-real")),
};

// What the server said last, by its own clock: that of a phone may be a day behind.
export const beforeTheDay = {
  get: () => read("door-before-the-day") !== "no",
  set: (value) => write("door-before-the-day", value ? "yes" : "no"),
};

// Where an organiser made this device a scanner; a volunteer's phone has no way back.
export const cameFrom = {
  get: () => read("door-came-from"),
  set: (value) => write("door-came-from", value),
};

export const lens = {
  get: () => read("door-lens"),
  set: (value) => write("door-lens", value),
};

export const queue = {
  get: () => { try { return JSON.parse(read("door-queue") ?? "[]"); } catch { return []; } },
  set: (scans) => write("door-queue", JSON.stringify(scans)),
};

// Over plain http on a LAN there is no crypto.randomUUID.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
