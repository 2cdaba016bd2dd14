// Saves a scan before it is sent and forgets it when it is answered, so that none is lost or counted twice.
import { Offline, sendScans } from "./door-api.js";
import { beforeTheDay, forReal, newId, queue } from "./door-store.js";

const BATCH = 100;

export function makeScan(what) {
  return { id: newId(), at: new Date().toISOString(), rehearsal: beforeTheDay.get() && !forReal.get(), ...what };
}

function save(scan) {
  queue.set([...queue.get(), scan]);
}

function forget(ids) {
  queue.set(queue.get().filter((scan) => !ids.has(scan.id)));
}

// Answers the result of this scan, or null when it was saved for later.
export async function submit(scan) {
  save(scan);
  try {
    const [answer] = await sendScans([scan]);
    forget(new Set([scan.id]));
    return answer;
  } catch (error) {
    if (error instanceof Offline) return null;
    throw error;
  }
}

let busy = false;

// Sends what was saved, with the same ids; answers the results, or null while there is no connection.
export async function resend() {
  const saved = queue.get().slice(0, BATCH);
  if (busy || saved.length === 0) return [];
  busy = true;
  try {
    const answers = await sendScans(saved);
    forget(new Set(saved.map((scan) => scan.id)));
    return answers;
  } catch (error) {
    if (error instanceof Offline) return null;
    throw error;
  } finally {
    busy = false;
  }
}

export const waiting = () => queue.get().length;
