// Saves a scan before it is sent and forgets it when it is answered, so that none is lost or counted twice.
import { Offline, sendScans } from "./door-api.js";
import { beforeTheDay, forReal, newId, queue } from "./door-store.js";

const BATCH = 100;

const page = newId(); // of this visit to the page: its own watch goes on when the clock is set
const SET_RIGHT = 30 * 60 * 60 * 1000; // the watch stands still while a phone sleeps, a whole night too

export function makeScan(what) {
  const rehearsal = beforeTheDay.get() && !forReal.get();
  return { id: newId(), at: new Date().toISOString(), page, after: performance.now(), rehearsal, ...what };
}

// As it is sent: was the clock set right since, then the moment is worked out by how long ago it was.
function sent({ page: seen, after, ...scan }) {
  const ago = performance.now() - after;
  const isSet = seen === page && Math.abs(Date.now() - Date.parse(scan.at) - ago) > SET_RIGHT;
  return isSet ? { ...scan, at: new Date(Date.now() - ago).toISOString() } : scan;
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
    const [answer] = await sendScans([sent(scan)]);
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
    const answers = await sendScans(saved.map(sent));
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
