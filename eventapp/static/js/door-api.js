// Asks the server: every call ends in an answer, Offline (try again) or Refused (do not).
import { beforeTheDay, token } from "./door-store.js";

const PATIENCE = 8000;

export class Offline extends Error {}

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? "");
    this.status = status;
    this.reason = body?.reason ?? "";
  }
}

async function ask(path, options = {}) {
  let response;
  const headers = { Authorization: `Bearer ${token.get()}`, ...options.headers };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    response = await fetch(`/door/api/${path}`, { ...options, headers, signal: patience.signal });
    if (response.status === 304) return { unchanged: true };
    const body = await response.json();
    if (response.ok) return { body, etag: response.headers.get("ETag") };
    if (response.status < 500 && response.status !== 429) throw new Refused(response.status, body);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Offline(); // no network, no time, or something between us that answers with a page
  } finally {
    clearTimeout(timer);
  }
  throw new Offline();
}

function post(path, body) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

// With this phone's own clock, so that the server can set right the moments of one that is days behind.
export async function sendScans(scans) {
  return (await post("scans", { scans, now: new Date().toISOString() })).body.results;
}

export async function undo(id) {
  return (await post("undo", { id })).body;
}

export async function search(question) {
  return (await ask(`attendees?q=${encodeURIComponent(question)}`)).body;
}

export async function personOf(code) {
  return (await ask(`attendees?code=${encodeURIComponent(code)}`)).body.attendees[0] ?? null;
}

let etag = null;
let since = "";

// The newest counts, or null when nothing changed since the last time.
export async function snapshot() {
  const found = await ask(`snapshot?since=${encodeURIComponent(since)}`, {
    headers: etag ? { "If-None-Match": etag } : {},
  });
  if (found.unchanged) return null;
  etag = found.etag;
  since = found.body.at;
  beforeTheDay.set(found.body.device.rehearsal);
  return found.body;
}
