// The scanner: brings camera, answers, search and saved scans together.
import * as answers from "./door-answer.js";
import { Refused, snapshot, undo } from "./door-api.js";
import { Camera, whyNot } from "./door-camera.js";
import { findInPhoto } from "./door-decode.js";
import { fill, put } from "./door-fill.js";
import { listen } from "./door-keys.js";
import { makeScan, resend, submit, waiting } from "./door-queue.js";
import * as search from "./door-search.js";
import { play } from "./door-sound.js";
import { cameFrom, forReal, token } from "./door-store.js";

const SILENT = 4000; // the same badge, still in sight, says nothing for so long
const SILENT_AFTER_NEXT = 1500; // and this long after "Next", to take it away
const BEAT = 5000;

const scanner = document.querySelector("[data-scanner]");
const texts = scanner.dataset;
const find = (name) => document.querySelector(`[data-${name}]`);
const line = find("hint-line");

let state = null;
let online = true;
let busy = false;
let asking = false;
let latest = { code: null, until: 0 };
let welcomed = { answer: null, lapse: 0 }; // who the last line can still take back

// ---- what is read

function seen(code) {
  const now = performance.now();
  if (code === latest.code && now < latest.until) {
    if (answers.isOpen()) latest.until = now + SILENT;
    return;
  }
  if (!busy && !asking && !search.isOpen()) read(code);
}

async function read(code) {
  const result = await judge({ code });
  latest = { code, until: performance.now() + SILENT };
  return result;
}

// Answers the result, "saved", or "" when there is none.
async function judge(what, name = "") {
  busy = true;
  say(texts.busy);
  try {
    const answer = await submit(makeScan(what));
    if (answer) showAnswer(answer);
    else showSaved(name);
    return answer?.result ?? "saved";
  } catch (error) {
    refused(error);
    return "";
  } finally {
    busy = false;
  }
}

// ---- what is shown

function showAnswer(answer) {
  say(texts.hint);
  setOnline(true);
  answers.show(answer, state, { letIn: companionIn });
  const word = answers.wordOf(answer.result);
  showLast(answer.attendee?.name ?? "", answer.rehearsal ? `${word} (${texts.practice})` : word, answer);
  const back = find("verdict").querySelector("[data-undo]");
  back?.addEventListener("click", () => takeBack(answer));
  refresh();
}

function showSaved(name) {
  answers.close();
  setOnline(false);
  say(texts.saved);
  showLast(name, texts.savedScan);
  play("saved");
}

async function companionIn(person) {
  try {
    const answer = await submit(makeScan({ attendee: person.id }));
    refresh();
    if (answer) play(answer.result);
    return answers.isIn(answer);
  } catch (error) {
    refused(error);
    return false;
  }
}

// Nobody is scanned meanwhile, and who came after keeps the last line.
async function takeBack(answer) {
  const isLast = () => welcomed.answer === answer;
  busy = true;
  try {
    await undo(answer.id);
    next();
    say(put(texts.undone, { name: answer.attendee.name }));
    if (isLast()) showLast("", "");
    refresh();
  } catch (error) {
    next();
    if (error instanceof Refused) {
      if (isLast()) offerUndo(null);
      refused(error);
    } else say(texts.offline);
  } finally {
    busy = false;
  }
}

function next() {
  answers.close();
  latest.until = performance.now() + SILENT_AFTER_NEXT;
  say(texts.hint);
}

function say(text) {
  line.textContent = text === texts.hint && find("frame").hidden ? "" : text;
}

function showLast(name, word, answer = null) {
  fill(scanner, { "last-name": name, "last-word": word });
  find("last").hidden = !name && !word;
  offerUndo(answer?.result === "welcome" && !answer.rehearsal ? answer : null);
}

// As long as the server takes a welcome back, also after "Next".
function offerUndo(answer) {
  clearTimeout(welcomed.lapse);
  const lapse = answer && setTimeout(() => offerUndo(null), Number(texts.undoSeconds) * 1000);
  welcomed = { answer, lapse };
  find("undo-last").hidden = !answer;
  if (answer) find("undo-last").setAttribute("aria-label", put(texts.undoOf, { name: answer.attendee.name }));
}

function setOnline(value) {
  online = value;
  const saved = waiting();
  const offline = saved === 0 ? texts.offline : saved === 1 ? texts.offlineOne : put(texts.offlineMany, { number: saved });
  const text = online ? texts.online : offline;
  if (find("chip").querySelector("[data-slot]").textContent !== text) fill(find("chip"), { chip: text });
  find("chip").classList.toggle("door__chip--offline", !online);
  for (const part of document.querySelectorAll("[data-chip-icon]")) {
    part.hidden = (part.dataset.chipIcon === "online") !== online;
  }
}

// ---- what the server says by itself

async function refresh() {
  try {
    state = await snapshot() ?? state;
    setOnline(true);
    fill(scanner, { inside: state.inside, expected: state.expected, ...state.device });
    showRehearsal();
    if (answers.isOpen()) answers.showCount(state);
  } catch (error) {
    if (error instanceof Refused) refused(error);
    else setOnline(false);
  }
}

function showRehearsal() {
  find("rehearsal").hidden = !state?.device.rehearsal;
  if (!state?.device.rehearsal) asking = false; // the day began: nobody can answer any more
  find("practising").hidden = !state?.device.rehearsal || forReal.get();
  const shown = forReal.get() ? "real" : asking ? "asked" : "practice";
  for (const part of document.querySelectorAll("[data-rehearsal-when]")) part.hidden = part.dataset.rehearsalWhen !== shown;
}

// Scanning for real is asked again first; what changes nothing then has the focus, and the place of the first tap.
function rehearse(wish) {
  asking = wish === "ask";
  forReal.set(wish === "yes");
  showRehearsal();
  document.querySelector("[data-rehearsal-when]:not([hidden]) button").focus();
}

async function beat() {
  try {
    if (!busy) for (const answer of await resend() ?? []) {
      const how = answer.rehearsal ? `${texts.savedScan}, ${texts.practice}` : texts.savedScan;
      showLast(answer.attendee?.name ?? "", `${answers.wordOf(answer.result)} (${how})`, answer);
    }
  } catch (error) {
    refused(error);
  }
  if (token.get()) {
    await refresh();
    setTimeout(beat, BEAT);
  }
}

// A token that no longer works ends the scanning; another refusal is only said.
function refused(error) {
  if (error.status !== 401) {
    say(error.message);
    return;
  }
  token.clear();
  camera.stop();
  if (search.isOpen()) search.close();
  answers.close();
  scanner.hidden = true;
  const unpaired = find("unpaired");
  const why = unpaired.dataset[error.reason];
  if (why) fill(unpaired, { unpaired: why });
  unpaired.hidden = false;
}

// ---- the camera, and the ways without one

const camera = new Camera(find("video"), seen);

async function startCamera(start = () => camera.start()) {
  const hindrance = whyNot();
  if (hindrance) return showWithout(texts[hindrance]);
  try {
    await start();
    find("frame").hidden = false;
    find("why").hidden = true;
    openOther(false);
    say(texts.hint);
    find("lamp").hidden = !camera.hasLamp;
    find("restart").hidden = false;
    find("lens").hidden = (await camera.lenses()).length < 2;
  } catch (error) {
    const reasons = { NotAllowedError: texts.denied, NotFoundError: texts.noCamera };
    showWithout(reasons[error.name] ?? texts.cameraBusy);
  }
}

function showWithout(text) {
  find("frame").hidden = true;
  find("restart").hidden = whyNot() !== null;
  find("why").textContent = text;
  find("why").hidden = false;
  say("");
  openOther(true);
}

function openOther(isOpen) {
  find("other").hidden = !isOpen;
  find("open-other").setAttribute("aria-expanded", String(isOpen));
}

async function readPhoto(event) {
  const [file] = event.target.files;
  if (!file) return;
  let code = null;
  try { code = await findInPhoto(file); } catch (error) { console.warn(error); }
  event.target.value = "";
  if (code) read(code);
  else say(texts.noCode);
}

async function readTyped(event) {
  event.preventDefault();
  const input = event.target.elements.code;
  const typed = input.value.split("/").filter(Boolean).pop()?.replace(/[^0-9a-z]/gi, "").length ?? 0;
  const isWhole = typed === Number(input.dataset.codeLength);
  find("wrong-code").textContent = isWhole ? "" : put(texts.codeLength, { number: typed });
  input.setAttribute("aria-invalid", String(!isWhole));
  if (!isWhole) {
    input.focus();
    return;
  }
  input.focus(); // who types goes on typing
  const code = input.value;
  const result = await read(code);
  const isRead = result && result !== "unknown"; // a typing mistake is easier to mend than to type anew
  if (isRead && input.value === code) input.value = "";
}

// The code takes two lines on a phone, but Enter sends it.
function sendTyped(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

function lamp(event) {
  const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
  event.currentTarget.setAttribute("aria-pressed", String(on));
  camera.light(on).catch(() => {});
}

// ---- begin

function begin() {
  find("unpaired").hidden = true;
  scanner.hidden = false;
  const back = cameFrom.get();
  if (back?.startsWith("/desk/")) Object.assign(find("back"), { href: back, hidden: false });
  search.setUp({ letIn: (person) => judge({ attendee: person.id }, person.name), onRefused: refused, device: () => state?.device });
  listen(read);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-next]")) next();
    else if (event.target.closest("[data-open-search]")) { answers.close(); search.open(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (answers.isOpen()) next();
    else if (search.isOpen()) search.close();
    else if (asking) rehearse("no");
  });
  find("undo-last").addEventListener("click", () => takeBack(welcomed.answer));
  find("open-other").addEventListener("click", () => openOther(find("other").hidden));
  find("restart").addEventListener("click", () => startCamera());
  find("lens").addEventListener("click", () => startCamera(() => camera.turn()));
  find("lamp").addEventListener("click", lamp);
  find("photo").addEventListener("change", readPhoto);
  find("code-form").addEventListener("submit", readTyped);
  find("code-form").elements.code.addEventListener("keydown", sendTyped);
  for (const button of document.querySelectorAll("[data-for-real]")) {
    button.addEventListener("click", () => rehearse(button.dataset.forReal));
  }
  window.addEventListener("online", refresh);
  window.addEventListener("pagehide", () => camera.stop());
  // After the home screen an iPhone gives a black picture: begin anew.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !camera.isRunning && whyNot() === null) startCamera();
  });
  beat();
  startCamera();
}

if (token.get()) begin();
